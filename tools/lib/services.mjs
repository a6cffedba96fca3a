/** Starts our own processes, waits until they are ready, and leaves none behind. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PlainError } from './console.mjs'
import { repository } from './postgres-programs.mjs'
import { signal } from './processes.mjs'

const entryOf = (app) => path.join(repository, 'dist', 'apps', app, 'main.js')

/** Runs the command line tool to its end. @returns its exit code and, with `onLine`, each line of its standard output */
export function runCli(args, env, { onLine } = {}) {
  const child = spawn(process.execPath, ['--enable-source-maps', entryOf('cli'), ...args], {
    cwd: repository,
    env,
    stdio: ['inherit', onLine ? 'pipe' : 'inherit', onLine ? 'pipe' : 'inherit'],
  })
  let said = ''
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()
    lines.forEach(onLine)
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk) => (said += chunk))
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (rest) onLine?.(rest)
      resolve({ code: code ?? 1, said })
    })
  })
  const interrupt = () => void (child.exitCode === null && child.kill('SIGTERM'))
  const stop = () => {
    interrupt()
    return ended.catch(() => {})
  }
  return Object.assign(ended, { stop, interrupt, killNow: interrupt })
}

/** Starts an app as a process of its own; what it says goes to a log file. */
export function startService(app, env, logFolder, name = app) {
  fs.mkdirSync(logFolder, { recursive: true, mode: 0o755 })
  const logFile = path.join(logFolder, `${name}.log`)
  const logEnd = fs.openSync(logFile, 'w', 0o600)
  // A group of its own: Ctrl-C in a terminal must reach the launcher only, which stops its processes in order.
  const child = spawn(process.execPath, ['--enable-source-maps', entryOf(app)], {
    cwd: repository,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', logEnd, logEnd],
  })
  fs.closeSync(logEnd)
  const service = { name, pid: child.pid, logFile, ended: null }
  service.exited = new Promise((resolve) => {
    const end = (how) => resolve((service.ended ??= how))
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, by) => end(by ? `signal ${by}` : `exit code ${code}`))
  })
  /** Rejects with one line when the process ends; when we stop it ourselves, nobody listens any more. */
  service.death = service.exited.then(() => Promise.reject(deathOf(service)))
  service.death.catch(() => {})
  service.stop = async () => {
    if (service.ended !== null) return
    signal(child.pid, 'SIGTERM')
    const patience = setTimeout(() => signal(child.pid, 'SIGKILL'), 10_000)
    await service.exited
    clearTimeout(patience)
  }
  service.killNow = () => service.ended === null && signal(child.pid, 'SIGKILL')
  return service
}

/** Waits until the service answers 200 there. @throws PlainError when it ends before, or takes more than two minutes */
export async function untilReady(service, url) {
  const deadline = Date.now() + 120_000
  while (Date.now() < deadline) {
    if (service.ended !== null) throw deathOf(service)
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return
    await sleep(100)
  }
  throw new PlainError(`The ${service.name} did not become ready within two minutes; its log: ${service.logFile}`)
}

/** One line that says which process died and how, with the last thing that it said. */
function deathOf(service) {
  return new PlainError(
    `The ${service.name} ended with ${service.ended}: ${lastWords(service.logFile)} (its log: ${service.logFile})`,
  )
}

function lastWords(logFile) {
  const lines = fs
    .readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.trim())
  const error = lines.findLast((line) => /^\S*(Error|Exception)\b.*:/.test(line)) ?? lines.at(-1) ?? 'it said nothing'
  return error.trim().slice(0, 300)
}
