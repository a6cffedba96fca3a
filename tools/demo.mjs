/**
 * `npm run demo [-- --port N] [--fresh]`: from a fresh clone on a machine with Node alone to a running Passage.
 * Until the packages are installed, only modules of Node itself are loaded.
 */
import './lib/require-node.mjs'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { AskedToStop, Ending } from './lib/ending.mjs'
import { build, builtFrom } from './lib/build.mjs'
import { launcher, PlainError, progressOn, readOptions } from './lib/console.mjs'
import { clusterFolder, openDatabase, refuseDead } from './lib/database.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { repository } from './lib/postgres-programs.mjs'
import { answers, freePort } from './lib/processes.mjs'
import { forgetDemo, noteDemo, notePrepared, preparedWith, refuseSecondDemo } from './lib/running-demo.mjs'
import { runCli, startService, untilReady } from './lib/services.mjs'
import { dataFolder, environmentsFor, keeperEnvironment, keeperSecret, paymasterEnvironment, secretsIn } from './lib/settings.mjs'
import { stopAbandoned } from './postgres.mjs'

/** A world whose last day leaves work for every role (test/training/demo-world.spec.ts). */
const world = JSON.parse(fs.readFileSync(path.join(repository, 'tools', 'lib', 'demo-world.json'), 'utf8'))
const defaultPort = '3000'
const progress = progressOn(process.stdout)

await launcher(async (args) => {
  const options = readOptions(args, { port: 'value', fresh: 'switch' })
  const host = process.env.HOST ?? '127.0.0.1'
  const port = readPort(options.port ?? defaultPort)
  const address = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
  refuseReadOnly(repository)
  refuseSecondDemo()
  await refuseTakenPort(host, port)
  if (process.env.DATABASE_URL) await refuseDead(process.env.DATABASE_URL)
  if (process.env.REDIS_URL) await refuseDeadRedis(process.env.REDIS_URL)

  const ending = new Ending()
  const starting = start({ host, port, address, fresh: options.fresh ?? false, ending })
  try {
    const watched = await Promise.race([starting, ending.asked])
    if (watched) await Promise.race([ending.asked, ...watched])
    await starting
  } catch (error) {
    if (!(error instanceof AskedToStop)) throw error
  } finally {
    await starting.catch(() => {}) // it goes no further than its present step
    await ending.stopAll()
  }
  progress('stopped')
})

/** @returns promises that reject when one of the processes ends by itself */
async function start({ host, port, address, fresh, ending }) {
  await ensureInstalled(progress)
  ending.check()
  await build(progress)
  ending.check()

  if (fresh) await dropData()
  const secrets = secretsIn(dataFolder())
  const logs = path.join(dataFolder(), 'logs')
  const stateFile = path.join(dataFolder(), 'paymaster.json')
  const running = []
  const note = () => noteDemo({ address, port, paymasterUrl, services: running.map(({ pid }) => pid) })
  const paymasterPort = await freePort()
  const paymasterUrl = `http://127.0.0.1:${paymasterPort}`
  ending.add({ stop: async () => forgetDemo() })
  note()

  progress(process.env.DATABASE_URL ? 'using the database of DATABASE_URL' : 'starting PostgreSQL')
  const database = ending.add(await openDatabase({ log: progress, signals: false }))
  ending.check()
  const keeper = { port: await freePort(), secret: keeperSecret() }
  keeper.url = `http://127.0.0.1:${keeper.port}`
  const environments = {
    ...environmentsFor({ databaseUrl: database.url, secrets, paymasterUrl, keeper, host, port }),
    paymaster: paymasterEnvironment({ port: paymasterPort, stateFile }),
    keeper: keeperEnvironment({ ...keeper, databaseUrl: database.url }),
  }
  const cli = (line, ...args) => runStep(line, args, environments.cli, ending)
  const service = (app) => {
    ending.check()
    progress(`starting the ${app === 'api' ? 'API' : app}`)
    const started = ending.add(startService(app, environments[app], logs))
    running.push(started)
    note()
    return started
  }

  const paymasterReady = untilReady(service('paymaster'), `${paymasterUrl}/health`)
  paymasterReady.catch(() => {}) // awaited below; until then another step may have failed first
  // The code and the data are those of the last start: migrating and generating would take seconds to say that there is nothing to do.
  const known = process.env.DATABASE_URL ? null : preparedWith(builtFrom())
  const accounts = known ?? []
  if (known) progress('the database and its world are there from the last start')
  else {
    const listed = cli(null, 'demo-accounts', (line) => accounts.push(line))
    await Promise.all([cli('bringing the database up to date', 'migrate'), paymasterReady, listed])
    if (fresh && process.env.DATABASE_URL) await cli('emptying the demo', 'reset')
    // Whoever works in the world of an earlier version keeps it; --fresh makes that of this one.
    await cli(
      'making the synthetic world, unless one is there',
      'generate',
      '--unless-another',
      ...Object.entries(world).flatMap(([name, value]) => [`--${name}`, String(value)]),
    )
  }
  await untilReady(service('keeper'), `${keeper.url}/health`)
  if (!known) {
    await keepStart(keeper, fresh)
    notePrepared(builtFrom(), accounts)
  }
  const worker = service('worker')
  const ready = untilReady(service('api'), `http://${host}:${port}/health/ready`)
  await Promise.all([paymasterReady, Promise.race([ready, worker.death])])
  ending.check()

  progress(`everything runs; Ctrl-C stops it, and the data stay. Logs: ${logs}`)
  process.stdout.write(`\nPassage is ready: ${address}\n${accounts.join('\n')}\n`)
  const noDatabase = database.ended.then(() =>
    Promise.reject(new PlainError('PostgreSQL has ended, so the rest is stopped too.')),
  )
  noDatabase.catch(() => {}) // when we stop it ourselves, nobody listens any more
  return [noDatabase, ...running.map(({ death }) => death)]
}

/** The start to which a trainer's reset returns, made while nobody is connected to the new world. Without it the demo runs all the same. */
async function keepStart({ url, secret }, anew) {
  progress('keeping the start, for reset')
  const answer = await fetch(`${url}/start`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ anew }),
  }).catch(() => null)
  const said = await answer?.json().catch(() => null)
  if (!answer?.ok) progress(`  it was not kept: ${said?.message ?? 'the keeper does not answer'}`)
}

async function runStep(line, args, env, ending) {
  ending.check()
  const onLine = typeof args.at(-1) === 'function' ? args.pop() : (said) => said.trim() && progress(`  ${said.trim()}`)
  if (line) progress(line)
  const run = runCli(args, env, { onLine })
  ending.add(run)
  const { code, said } = await run
  ending.check()
  if (code !== 0)
    throw new PlainError(
      `${args[0]} failed: ${said
        .trim()
        .split('\n')
        .filter((one) => !/^\s+at /.test(one))
        .slice(-3)
        .join(' ')}`,
    )
}

/** `--fresh`: the embedded cluster goes with its keys and logs; a database of somebody else is emptied by `reset`, which refuses what is no demo. */
async function dropData() {
  progress('dropping the data of this demo')
  if (process.env.DATABASE_URL) return fs.rmSync(path.join(dataFolder(), 'paymaster.json'), { force: true })
  await stopAbandoned(clusterFolder())
  fs.rmSync(dataFolder(), { recursive: true, force: true, maxRetries: 5 })
}

function readPort(text) {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new PlainError(`--port ${text} is not a port: give a number from 1 to 65535`)
  return port
}

function refuseReadOnly(folder) {
  try {
    fs.rmdirSync(fs.mkdtempSync(path.join(folder, '.writable-')))
  } catch (error) {
    throw new PlainError(
      `The folder ${folder} cannot be written (${error.code}): Passage needs to install and compile there, so copy it elsewhere.`,
    )
  }
}

async function refuseTakenPort(host, port) {
  const code = await new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', (error) => resolve(error.code))
    probe.listen(port, host, () => probe.close(() => resolve(null)))
  })
  if (code === 'EADDRINUSE') throw new PlainError(`Port ${port} is taken: choose another one with npm run demo -- --port N`)
  if (code)
    throw new PlainError(`Passage cannot listen on ${host}:${port} (${code}): choose another port with npm run demo -- --port N`)
}

async function refuseDeadRedis(text) {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url) throw new PlainError('REDIS_URL is not an address like redis://host:6379')
  if (await answers(Number(url.port || 6379), url.hostname)) return
  throw new PlainError(
    `The Redis of REDIS_URL (${url.host}) does not answer: start it, or unset REDIS_URL to queue jobs in PostgreSQL.`,
  )
}
