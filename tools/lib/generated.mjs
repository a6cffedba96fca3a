/** Files that are derived from the code and kept in the repository for those who read it: they must be in step. */
import fs from 'node:fs'
import path from 'node:path'
import { startPostgres } from '../postgres.mjs'
import { asvsPage } from './asvs-page.mjs'
import { build } from './build.mjs'
import { createDatabase } from './database.mjs'
import { repository } from './postgres-programs.mjs'
import { runCli } from './services.mjs'
import { environmentsFor, randomSecrets } from './settings.mjs'

const derived = [
  { file: 'migrations/schema.sql', command: 'schema-sql' },
  { file: 'docs/lifecycles.md', command: 'lifecycles-doc' },
  { file: 'docs/calibration.md', command: 'calibration-doc' },
  { file: 'docs/access.md', command: 'access-doc' },
  { file: 'docs/asvs.md', made: () => asvsPage(readJson('test/asvs/requirements.json')) },
]

/** @returns a line for each file that is out of step; with `write`, they are brought into step instead */
export async function outOfStep({ write }) {
  await build(() => {}, { web: false })
  const postgres = await startPostgres({ dataDir: null })
  try {
    const databaseUrl = await createDatabase(postgres.url, 'schema')
    const { cli } = environmentsFor({ databaseUrl, secrets: randomSecrets() })
    await printedBy('migrate', cli)
    const faults = []
    for (const { file, command, made } of derived) {
      const wanted = made ? made() : await printedBy(command, cli)
      const target = path.join(repository, file)
      const present = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : ''
      if (present === wanted) continue
      if (write) fs.writeFileSync(target, wanted)
      else
        faults.push(`${file}: not in step with the code (first at line ${firstDifference(present, wanted)}): run npm run format`)
    }
    return faults
  } finally {
    await postgres.stop()
  }
}

const readJson = (file) => JSON.parse(fs.readFileSync(path.join(repository, file), 'utf8'))

async function printedBy(command, env) {
  const lines = []
  const { code, said } = await runCli([command], env, { onLine: (line) => lines.push(line) })
  if (code !== 0) throw new Error(`${command} failed: ${said.trim()}`)
  return `${lines.join('\n').trimEnd()}\n`
}

function firstDifference(present, wanted) {
  const other = wanted.split('\n')
  return present.split('\n').findIndex((line, index) => line !== other[index]) + 1
}
