/**
 * `npm run passage -- COMMAND …`: the command line tool on the database of DATABASE_URL, or on the demo's own, which is started for the
 * time of the command if the demo does not run; with `--fresh`, on a new database that is removed afterwards. Its exit code is passed on;
 * progress goes to stderr, so that stdout is the command's.
 */
import './lib/require-node.mjs'
import path from 'node:path'
import { AskedToStop, Ending } from './lib/ending.mjs'
import { build } from './lib/build.mjs'
import { launcher, PlainError, progressOn } from './lib/console.mjs'
import { createDatabase, openDatabase } from './lib/database.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { freePort } from './lib/processes.mjs'
import { forgetPrepared, runningDemo } from './lib/running-demo.mjs'
import { runCli, startService, untilReady } from './lib/services.mjs'
import { dataFolder, environmentsFor, paymasterEnvironment, randomSecrets, secretsIn } from './lib/settings.mjs'
import { startPostgres } from './postgres.mjs'

const log = progressOn(process.stderr)

await launcher(async (args) => {
  const ending = new Ending()
  const working = run(args, ending)
  try {
    return await working
  } catch (error) {
    if (!(error instanceof AskedToStop)) throw error
    return 130
  } finally {
    await ending.stopAll()
  }
})

async function run(args, ending) {
  await ensureInstalled(log)
  ending.check()
  await build(log, { web: false })
  ending.check()
  if (args.includes('--fresh'))
    return runFresh(
      args.filter((arg) => arg !== '--fresh'),
      ending,
    )
  const database = ending.add(await openDatabase({ log: () => {}, signals: false }))
  const secrets = secretsIn(dataFolder())
  const paymasterUrl = process.env.PAYMASTER_URL ?? runningDemo()?.paymasterUrl
  const { cli } = environmentsFor({ databaseUrl: database.url, secrets, paymasterUrl })
  if (makesAWorld(args) && !paymasterUrl)
    cli.PAYMASTER_URL = await startPaymaster(ending, path.join(dataFolder(), 'paymaster.json'))
  if (database.mine) {
    const { code, said } = await runToItsEnd(['migrate'], cli, ending, { onLine: () => {} }) // the demo would have done so
    if (code !== 0) throw new PlainError(`migrate failed: ${said.trim()}`)
  }
  if (args[0] === 'reset') forgetPrepared()
  const { code } = await runToItsEnd(args, cli, ending)
  return code
}

async function runToItsEnd(args, env, ending, options) {
  const command = runCli(args, env, options)
  ending.add(command)
  const result = await command
  ending.check()
  return result
}

/** In a database of its own, which goes when the command ends. */
async function runFresh(args, ending) {
  const postgres = ending.add(await startPostgres({ dataDir: null, signals: false }))
  ending.check()
  const databaseUrl = await createDatabase(postgres.url, 'passage')
  const { cli } = environmentsFor({ databaseUrl, secrets: randomSecrets() })
  if (makesAWorld(args)) cli.PAYMASTER_URL = await startPaymaster(ending)
  const { code, said } = await runToItsEnd(['migrate'], cli, ending, { onLine: () => {} })
  if (code !== 0) throw new PlainError(`migrate failed: ${said.trim()}`)
  return (await runToItsEnd(args, cli, ending)).code
}

function makesAWorld([command, ...options]) {
  return command === 'generate' || (command === 'world-digest' && options.length > 0)
}

/**
 * Making a world pays allowances and rewards through the real payment provider, so it needs one that runs.
 * @param stateFile where its books are kept; without one they are forgotten
 */
async function startPaymaster(ending, stateFile) {
  const port = await freePort()
  const env = paymasterEnvironment({ port, stateFile })
  const service = ending.add(startService('paymaster', env, path.join(dataFolder(), 'logs')))
  await untilReady(service, `http://127.0.0.1:${port}/health`)
  return `http://127.0.0.1:${port}`
}
