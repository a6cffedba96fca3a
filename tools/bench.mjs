/**
 * `npm run bench -- NAME …`: runs one benchmark (test/bench/NAME.bench.ts) against a PostgreSQL of its own, with the settings of a
 * production one. Progress goes to stderr; the last line of stdout is one JSON object.
 */
import './lib/require-node.mjs'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { AskedToStop, Ending } from './lib/ending.mjs'
import { build } from './lib/build.mjs'
import { launcher, PlainError, progressOn } from './lib/console.mjs'
import { findExtras } from './lib/extras.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { repository } from './lib/postgres-programs.mjs'
import { bareEnvironment, randomSecrets } from './lib/settings.mjs'
import { startPostgres } from './postgres.mjs'

const log = progressOn(process.stderr)

await launcher(async ([name, ...args]) => {
  const names = benchmarks()
  if (!names.includes(name))
    throw new PlainError(
      `${name ? `There is no benchmark ${name}` : 'Which benchmark?'} There are: ${names.join(', ') || 'none'}`,
    )
  const ending = new Ending()
  try {
    return await run(name, args, ending)
  } catch (error) {
    if (!(error instanceof AskedToStop)) throw error
    return 130
  } finally {
    await ending.stopAll()
  }
})

async function run(name, args, ending) {
  await ensureInstalled(log)
  // Only one of them looks at the screens.
  const inBrowser = name === 'web'
  await build(log, { web: inBrowser })
  const { found = {} } = inBrowser ? await findExtras(log) : {}
  ending.check()
  const postgres = ending.add(await startPostgres({ dataDir: null, durable: true, signals: false, log }))
  ending.check()
  const env = {
    ...bareEnvironment('REDIS_URL'),
    ...randomSecrets(),
    ...found,
    NODE_ENV: 'production',
    PASSAGE_DEMO: 'true',
    BENCH_DATABASE_URL: postgres.url,
  }
  const script = path.join(repository, 'dist', 'test', 'bench', `${name}.bench.js`)
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], { cwd: repository, env, stdio: 'inherit' })
  ending.add({
    stop: async () => child.kill('SIGTERM'),
    interrupt: () => child.kill('SIGTERM'),
    killNow: () => child.kill('SIGKILL'),
  })
  const code = await new Promise((resolve) => child.once('close', (exitCode) => resolve(exitCode ?? 1)))
  ending.check()
  return code
}

function benchmarks() {
  const folder = path.join(repository, 'test', 'bench')
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length))
    .sort()
}
