/** Installs the packages of the lock file when they are missing or others. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { PlainError } from './console.mjs'
import { repository } from './postgres-programs.mjs'

/** Whether node_modules holds every package of the lock file in its version (npm notes what it installed once it has finished). */
export function isInstalled(folder = repository) {
  const lock = readJson(path.join(folder, 'package-lock.json'))
  const installed = readJson(path.join(folder, 'node_modules', '.package-lock.json'))
  if (!lock || !installed) return false
  return Object.entries(lock.packages).every(([name, { version, optional, devOptional }]) => {
    if (name === '' || optional || devOptional) return true
    return installed.packages[name]?.version === version
  })
}

/** `npm ci` for the repository, and for the web app if it has a lock file of its own, where something is missing. */
export async function ensureInstalled(log) {
  for (const folder of [repository, path.join(repository, 'apps', 'web')]) {
    if (!fs.existsSync(path.join(folder, 'package-lock.json')) || isInstalled(folder)) continue
    await install(folder, log)
  }
}

async function install(folder, log) {
  log('installing packages with npm ci; the first time this takes a minute or two')
  const wanted = Object.keys(readJson(path.join(folder, 'package-lock.json'))?.packages ?? {}).filter(Boolean)
  const heartbeat = setInterval(() => log(`installing packages: ${countUnpacked(folder, wanted)} so far`), 10_000)
  const [command, args] = npm()
  const { code, output } = await runQuietly(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
  })
  clearInterval(heartbeat)
  if (code !== 0) throw new PlainError(`npm ci failed: ${firstFault(output)}`)
  log('packages are installed')
}

/** npm as this very Node runs it, not whichever npm stands first on the path. */
export function npm() {
  const beside = path.join(
    path.dirname(fs.realpathSync(process.execPath)),
    '..',
    'lib',
    'node_modules',
    'npm',
    'bin',
    'npm-cli.js',
  )
  const script = [process.env.npm_execpath, beside].find((file) => file?.endsWith('npm-cli.js') && fs.existsSync(file))
  if (script) return [process.execPath, [script]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

const running = new Set()

/** Ends what `runQuietly` still runs: for a launcher that was asked to stop meanwhile. */
export function stopQuietOnes() {
  for (const child of running) child.kill('SIGTERM')
}
process.once('exit', stopQuietOnes)

/** Runs a command to its end and keeps what it said. Where the command is missing, the code is 127. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], shell: command.endsWith('.cmd') })
    running.add(child)
    let stdout = ''
    let output = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      output += chunk
    })
    child.stderr.on('data', (chunk) => (output += chunk))
    const end = (code) => {
      running.delete(child)
      resolve({ code, stdout, output })
    }
    child.once('error', (error) => {
      output += error.message
      end(127)
    })
    child.once('close', (code) => end(code ?? 1))
  })
}

function firstFault(output) {
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  return (
    lines
      .filter((line) => line && !line.startsWith('code '))
      .slice(0, 2)
      .join(' ') || 'npm said nothing'
  )
}

const countUnpacked = (folder, wanted) => wanted.filter((name) => fs.existsSync(path.join(folder, name, 'package.json'))).length

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
