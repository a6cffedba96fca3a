import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

const repository = path.resolve(__dirname, '../..')
const config = path.join(repository, '.dependency-cruiser.cjs')

interface Violation {
  rule: { name: string }
  from: string
  cycle?: { name: string }[]
}

const rules = (require(config) as { forbidden: { name: string }[] }).forbidden.map(({ name }) => name)

/** Runs dependency-cruiser as `npm run check` does, on the code below a folder. */
function violationsIn(folder: string): Promise<Violation[]> {
  const binary = path.join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const roots = ['apps', 'libs', 'migrations', 'test'].filter((root) => existsSync(path.join(folder, root)))
  const args = [binary, ...roots, '--config', config, '--output-type', 'json']
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 28 }, (_failed, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations)
      } catch {
        reject(new Error(stderr))
      }
    })
  })
}

describe('The import rules', () => {
  let found: Violation[]

  beforeAll(async () => {
    found = await violationsIn(path.join(__dirname, 'fixtures'))
  }, 60_000)

  it.each(rules)('include %s, which refuses code that breaks it', (rule) => {
    const refused = found.filter((violation) => violation.rule.name === rule).map(({ from }) => path.basename(from))
    const named = rule.startsWith('layer-of-') ? 'breaks-its-layer.ts' : `breaks-${rule}`
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.filter((file) => !file.startsWith(named))).toEqual([])
  })

  it('leave no file among the fixtures unrefused', () => {
    const refused = new Set(found.flatMap(({ from, cycle }) => [from, ...(cycle ?? []).map(({ name }) => name)]))
    const meant = readdirSync(path.join(__dirname, 'fixtures'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      path.basename(file).startsWith('breaks-'),
    )
    expect(meant.filter((file) => !refused.has(file))).toEqual([])
  })

  it('are kept by all code of Passage', async () => {
    const violations = await violationsIn(repository)
    expect(violations.map(({ rule, from }) => `${from} breaks ${rule.name}`)).toEqual([])
  }, 120_000)
})
