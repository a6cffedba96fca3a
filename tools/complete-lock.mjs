/**
 * `npm run lock`: completes package-lock.json after an install from a registry that lacks the native packages of other platforms.
 *
 * npm leaves out of the lock file what it could not look up, and `npm ci` then refuses the lock file on every machine. The entries
 * added here say what the package that wants them says: name, exact version, platform. With `--check`, nothing is written.
 */
import './lib/require-node.mjs'
import fs from 'node:fs'
import path from 'node:path'
import { launcher, PlainError } from './lib/console.mjs'
import { repository } from './lib/postgres-programs.mjs'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32']

await launcher((args) => {
  const file = path.join(repository, 'package-lock.json')
  const lock = JSON.parse(fs.readFileSync(file, 'utf8'))
  const added = complete(lock.packages)
  if (added.length === 0) return
  if (args.includes('--check'))
    throw new PlainError(`package-lock.json lacks ${added.join(', ')}, so npm ci refuses it: run npm run lock`)
  const { '': root, ...others } = lock.packages
  const sorted = Object.entries(others).sort(([one], [other]) => one.localeCompare(other, 'en'))
  lock.packages = { '': root, ...Object.fromEntries(sorted) }
  fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`added to package-lock.json: ${added.join(', ')}`)
})

function complete(packages) {
  const added = []
  for (const [place, { optionalDependencies, dev }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies ?? {})) {
      if (foldersAbove(place).some((folder) => packages[`${folder}node_modules/${name}`])) continue
      packages[`node_modules/${name}`] = {
        version: range.replace(/^[~^]/, ''),
        ...platformOf(name),
        ...(dev ? { dev } : {}),
        optional: true,
      }
      added.push(name)
    }
  }
  return added
}

/** Where Node looks for a package from there: in the folder itself, and in each above it. */
function foldersAbove(place) {
  const folders = ['']
  for (let at = place; at.includes('node_modules/'); at = at.slice(0, at.lastIndexOf('node_modules/')).replace(/\/$/, ''))
    folders.push(`${at}/`)
  return folders
}

function platformOf(name) {
  const words = name.split(/[/-]/).map((word) => (word === 'windows' ? 'win32' : word))
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  const libc = words.includes('musl') ? ['musl'] : os.includes('linux') && words.includes('gnu') ? ['glibc'] : []
  if (os.length === 0 && cpu.length === 0)
    throw new PlainError(`for which platform is ${name}? Add it to package-lock.json by hand`)
  return { ...(cpu.length ? { cpu } : {}), ...(libc.length ? { libc } : {}), ...(os.length ? { os } : {}) }
}
