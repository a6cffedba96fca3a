/**
 * `npm test [-- arguments of Jest]`: installs what is missing, builds, and runs the whole suite. What the machine lacks is listed plainly;
 * with CI=true it is a failure. The counts are in .passage/test-results.json, for .ci/run.
 */
import './lib/require-node.mjs'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { build } from './lib/build.mjs'
import { launcher, PlainError, progressOn } from './lib/console.mjs'
import { findExtras } from './lib/extras.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { repository } from './lib/postgres-programs.mjs'
import { bareEnvironment } from './lib/settings.mjs'

const log = progressOn(process.stdout)
/** How far the hunting tests go, and with which seed (test/fuzz, test/twins). */
const forHunters = ['PASSAGE_FUZZ_REQUESTS', 'PASSAGE_FUZZ_SEED', 'PASSAGE_TWINS_COMPARISONS', 'PASSAGE_TWINS_SEED']
const results = path.join(repository, '.passage', 'test-results.json')

await launcher(async (args) => {
  fs.rmSync(results, { force: true })
  fs.mkdirSync(path.dirname(results), { recursive: true })
  await ensureInstalled(log)
  const { found, missing } = await findExtras(log)
  await build(log)
  log('running the suite')
  const code = await jest(args, found)
  const counts = readCounts()
  for (const line of missing) console.log(`NOT RUN: ${line}`)
  console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`)
  if (missing.length && process.env.CI === 'true')
    throw new PlainError('With CI=true everything must run, and something could not (above).')
  return code
})

function jest(args, found) {
  const script = path.join(repository, 'node_modules', 'jest', 'bin', 'jest.js')
  // Three workers on any machine: the specs share one PostgreSQL, and start processes and browsers of their own, and wait for them.
  const options = ['--maxWorkers=3', '--json', `--outputFile=${results}`, ...args]
  const env = { ...bareEnvironment('CI', 'TEST_DATABASE_URL', 'TERM', 'FORCE_COLOR', ...forHunters), ...found, NODE_ENV: 'test' }
  const child = spawn(process.execPath, [script, ...options], { cwd: repository, env, stdio: ['inherit', 'ignore', 'inherit'] })
  // Ctrl-C reaches Jest too, which stops its PostgreSQL; we wait for it. SIGTERM comes to us alone and is handed on.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

/** A file of tests that did not even load counts as one failed test. */
function readCounts() {
  if (!fs.existsSync(results)) return { passed: 0, failed: 1, skipped: 0 }
  const report = JSON.parse(fs.readFileSync(results, 'utf8'))
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
