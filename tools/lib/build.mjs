/** Compiles the back end with SWC and builds the web app, each only when its sources changed since the last time. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PlainError } from './console.mjs'
import { runQuietly } from './install.mjs'
import { repository } from './postgres-programs.mjs'

const inRepository = (...parts) => path.join(repository, ...parts)
const stampName = '.built-from'

/** Benchmarks and what they share with the tests are compiled too, since they run from dist like the real thing. */
const backEnd = ['apps', 'libs', 'migrations', 'test/bench', 'test/support']

export async function build(log, { web = true } = {}) {
  await buildBackEnd(log)
  if (web) await buildWeb(log)
}

/** What the compiled back end was made from: the same text for the same sources. */
export const builtFrom = () => readText(path.join(inRepository('dist'), stampName))

async function buildBackEnd(log) {
  const sources = backEnd.filter((folder) => fs.existsSync(inRepository(folder)))
  const print = fingerprint([...sources, '.swcrc', 'package-lock.json'], (file) => file !== 'apps/web')
  const target = inRepository('dist')
  if (isFresh(target, print)) return
  log('compiling the back end')
  const partial = inRepository('.passage', `compiled-${process.pid}`)
  const swc = inRepository('node_modules', '@swc', 'cli', 'bin', 'swc.js')
  const ignored = ['apps/web/**', '**/*.spec.ts'].flatMap((pattern) => ['--ignore', pattern])
  const args = [swc, ...sources, '-d', path.relative(repository, partial), '--copy-files', ...ignored]
  const { code, output } = await runQuietly(process.execPath, args, { cwd: repository })
  if (code !== 0) {
    fs.rmSync(partial, { recursive: true, force: true })
    throw new PlainError(`compiling the back end failed: ${output.trim().slice(0, 2000)}`)
  }
  replaceFolder(partial, target, print)
}

async function buildWeb(log) {
  if (!fs.existsSync(inRepository('apps', 'web', 'index.html'))) return
  const print = fingerprint(['apps/web', 'package-lock.json'], (file) => !/^apps\/web\/(dist|node_modules)$/.test(file))
  const target = inRepository('apps', 'web', 'dist')
  if (isFresh(target, print)) return
  log('building the web app')
  const vite = path.join(
    path.dirname(createRequire(inRepository('apps', 'web', 'index.html')).resolve('vite/package.json')),
    'bin',
    'vite.js',
  )
  const { code, output } = await runQuietly(process.execPath, [vite, 'build'], {
    cwd: inRepository('apps', 'web'),
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (code !== 0) throw new PlainError(`building the web app failed: ${output.trim().slice(-2000)}`)
  fs.writeFileSync(path.join(target, stampName), print)
}

const isFresh = (target, print) => readText(path.join(target, stampName)) === print

/** The folder is swapped in at once, so that nothing ever starts from a half-compiled one. */
function replaceFolder(partial, target, print) {
  fs.writeFileSync(path.join(partial, stampName), print)
  const old = `${partial}-old`
  if (fs.existsSync(target)) fs.renameSync(target, old)
  fs.renameSync(partial, target)
  fs.rmSync(old, { recursive: true, force: true })
}

/** Names, sizes and times of all files: also sees a file that was taken away. */
function fingerprint(roots, wanted) {
  const hash = createHash('sha256').update(process.version)
  const visit = (name) => {
    const stat = fs.statSync(inRepository(name))
    if (!stat.isDirectory()) return void hash.update(`${name}:${stat.size}:${stat.mtimeMs}\n`)
    for (const entry of fs.readdirSync(inRepository(name)).sort()) if (wanted(`${name}/${entry}`)) visit(`${name}/${entry}`)
  }
  roots.forEach(visit)
  return hash.digest('hex')
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
