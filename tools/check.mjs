/**
 * `npm run check`: everything that can be said about the code without running its tests. With `--write`, what is derived from the code
 * (migrations/schema.sql, docs/lifecycles.md) is written instead of compared.
 */
import './lib/require-node.mjs'
import fs from 'node:fs'
import path from 'node:path'
import { launcher, progressOn, readOptions } from './lib/console.mjs'
import { ensureInstalled, runQuietly } from './lib/install.mjs'
import { repository } from './lib/postgres-programs.mjs'

const atOnce = 2
const log = progressOn(process.stdout)

const bin = (...parts) => path.join(repository, 'node_modules', ...parts)
const cruised = ['apps', 'libs', 'migrations', 'test']

const steps = [
  tool('lint', bin('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.'),
  tool('types', bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'),
  { name: 'generated files', run: async ({ write }) => (await import('./lib/generated.mjs')).outOfStep({ write }) },
  tool('types of the web app', bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'apps/web/tsconfig.json'),
  tool(
    'boundaries',
    bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    ...cruised,
    '--config',
    '.dependency-cruiser.cjs',
  ),
  tool('format', bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'),
  { name: 'repository', run: async () => (await import('./lib/repository-checks.mjs')).repositoryFaults() },
  tool('lock file', path.join(repository, 'tools', 'complete-lock.mjs'), '--check'),
  { name: 'sbom', run: async () => (await import('./lib/dependencies.mjs')).sbom() },
  { name: 'audit', run: async ({ say }) => (await import('./lib/dependencies.mjs')).audit({ say }) },
]

await launcher(async (args) => {
  const { write = false } = readOptions(args, { write: 'switch' })
  await ensureInstalled(log)
  const waiting = steps.filter(({ needs }) => !needs || fs.existsSync(path.join(repository, needs)))
  const failed = []
  const workThrough = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const start = Date.now()
      const faults = await step.run({ write, say: (line) => console.log(line) }).catch((error) => [error.message])
      log(`${faults.length ? 'FAILED' : 'passed'} ${step.name} (${((Date.now() - start) / 1000).toFixed(1)} s)`)
      if (faults.length === 0) continue
      failed.push(step.name)
      console.log(faults.map((fault) => fault.replace(/^/gm, '    ')).join('\n'))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, workThrough))
  console.log(failed.length ? `The check failed: ${failed.join(', ')}` : 'The check passed.')
  return failed.length ? 1 : 0
})

/** A step that runs a tool of node_modules; what it says are the faults, if its exit code is not 0. */
function tool(name, script, ...args) {
  const project = args[args.indexOf('-p') + 1]
  return {
    name,
    needs: name.startsWith('types') ? project : undefined,
    run: async () => {
      const { code, output } = await runQuietly(process.execPath, [script, ...args], { cwd: repository })
      return code === 0 ? [] : [output.trim()]
    },
  }
}
