import 'reflect-metadata'
import { accessDocument, demoAccounts, demoPassword } from '@passage/access'
import { formatReport, verifyLog } from '@passage/audit'
import { lifecyclesDocument } from '@passage/case'
import { prepareQueueSchema } from '@passage/jobs'
import { isDemo, migrate, openDatabase, Refused, required, type Database } from '@passage/platform'
import { calibrationDocument, resetWorld } from '@passage/training'
import { migrations } from '../../migrations'
import { generate, worldDigest } from './generate'
import { rotateKeysCommand } from './rotate-keys'
import { schemaSql } from './schema-sql'

type CliCommand = (args: readonly string[]) => Promise<number>

/** `npm run passage -- COMMAND`. Each command says what it did, is safe to repeat, and ends with 0 or, where something is wrong, 1. */
const commands: Readonly<Record<string, { does: string; run: CliCommand }>> = {
  migrate: { does: 'brings the database up to date', run: migrateCommand },
  generate: {
    does: 'makes the synthetic world: --seed N --cases N [--from YYYY-MM --to YYYY-MM --scenario NAME]',
    run: (args) => generate(args, say),
  },
  'world-digest': {
    does: 'prints the fingerprint of a world: [--seed N --cases N --fresh --tables]',
    run: (args) => worldDigest(args, say),
  },
  'verify-log': { does: 'checks every transition, chain and state, and the ledger', run: verifyCommand },
  'rotate-keys': {
    does: 'wraps all that rests under older master keys under the newest, and says which may go',
    run: () => rotateKeysCommand(process.env, say),
  },
  reset: { does: 'empties a demo; refuses anything else', run: resetCommand },
  'demo-accounts': { does: 'lists the accounts of the demo', run: async () => sayAll(demoAccountLines()) },
  'calibration-doc': { does: 'prints docs/calibration.md', run: async () => sayAll([calibrationDocument()]) },
  'access-doc': { does: 'prints docs/access.md', run: async () => sayAll([accessDocument().trimEnd()]) },
  'lifecycles-doc': { does: 'prints docs/lifecycles.md', run: async () => sayAll([lifecyclesDocument().trimEnd()]) },
  'schema-sql': { does: 'prints migrations/schema.sql of a migrated database', run: schemaCommand },
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

function sayAll(lines: readonly string[]): number {
  lines.forEach(say)
  return 0
}

async function withOwner<T>(work: (owner: Database) => Promise<T>): Promise<T> {
  const owner = await openDatabase(required(process.env, 'DATABASE_URL'), 4)
  try {
    return await work(owner)
  } finally {
    await owner.close()
  }
}

async function migrateCommand(): Promise<number> {
  const url = required(process.env, 'DATABASE_URL')
  const applied = await migrate(url, required(process.env, 'DATABASE_ROLE_PASSWORD'), migrations)
  await prepareQueueSchema(url)
  // A new database is marked once as what it is; the application's roles can never change the mark.
  await withOwner(async (owner) => {
    await owner.query('INSERT INTO instance (demo) VALUES ($1) ON CONFLICT DO NOTHING', [isDemo(process.env)])
    await owner.query('INSERT INTO programme_clock (today) VALUES (current_date) ON CONFLICT DO NOTHING')
  })
  say(applied > 0 ? `${applied} migration(s) applied` : 'the database is up to date')
  return 0
}

async function verifyCommand(): Promise<number> {
  return withOwner(async (owner) => {
    const report = await verifyLog(owner)
    say(formatReport(report))
    return report.intact ? 0 : 1
  })
}

async function resetCommand(): Promise<number> {
  await withOwner(resetWorld)
  say('the demo is empty')
  return 0
}

async function schemaCommand(): Promise<number> {
  return withOwner(async (owner) => sayAll([(await schemaSql(owner)).trimEnd()]))
}

function demoAccountLines(): string[] {
  const wide = Math.max(...demoAccounts.map((account) => account.username.length))
  const lines = demoAccounts.map(
    ({ username, roles }) =>
      `  ${username.padEnd(wide)}  password ${demoPassword(username).padEnd(wide + 5)}  ${roles.join(', ')}`,
  )
  return ['Demo accounts (choose one on the login page):', ...lines]
}

async function main(): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const list = Object.entries(commands).map(([known, { does }]) => `  ${known.padEnd(16)} ${does}`)
    process.stderr.write(`${name ? `There is no command ${name}.` : 'Which command?'}\n${list.join('\n')}\n`)
    return 1
  }
  return command.run(args)
}

void main()
  .catch((error: unknown) => {
    const fix = error instanceof Refused && error.details.fix ? ` ${error.details.fix}` : ''
    const message =
      error instanceof Error ? error.message || String((error as { code?: string }).code ?? error.name) : String(error)
    process.stderr.write(`${message}${fix}\n`)

    return 1
  })
  .then((code) => process.exit(code))
