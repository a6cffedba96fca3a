import { DataSource, type MigrationInterface } from 'typeorm'
import { Client } from 'pg'

/** The login roles and the group that carries the application's grants. They belong to the whole cluster, so migrations do not own them. */
const loginRoles = ['passage_api', 'passage_worker', 'passage_login'] as const

/** What a job of the worker becomes while it only reads: nobody logs in as them, and the worker has nothing of theirs unless it says so. */
const narrowRoles = ['passage_reports', 'passage_audit'] as const

export type LoginRole = (typeof loginRoles)[number]

/**
 * Creates the login roles where they are missing, sets their password, and brings the schema up to date. Safe to repeat.
 * @param url of a role that may create roles and owns the database
 */
export async function migrate(url: string, rolePassword: string, migrations: (new () => MigrationInterface)[]): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    // Two migrating processes at once wait for one another; roles have no IF NOT EXISTS.
    await client.query('SELECT pg_advisory_lock(4172026)')
    for (const role of ['passage_app', ...narrowRoles, ...loginRoles]) {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
      if (!rowCount)
        await client.query(`CREATE ROLE ${role} ${(loginRoles as readonly string[]).includes(role) ? 'LOGIN' : 'NOLOGIN'}`)
    }
    for (const role of loginRoles) {
      await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(rolePassword)}`)
      await client.query(quietErrors(role))
    }
    await client.query('GRANT passage_app TO passage_api, passage_worker')
    await client.query(`GRANT ${narrowRoles.join(', ')} TO passage_worker WITH INHERIT FALSE, SET TRUE`)
    const source = await new DataSource({ type: 'postgres', url, migrations, migrationsTableName: 'migration' }).initialize()
    try {
      return (await source.runMigrations({ transaction: 'each' })).length
    } finally {
      await source.destroy()
    }
  } finally {
    await client.end()
  }
}

/**
 * PostgreSQL's own log quotes the row that broke a constraint, and the statement with its values. Of what the application does it keeps the error alone. Only a
 * superuser may say so; where the owner is none, whoever runs the server keeps its log as a secret.
 */
function quietErrors(role: LoginRole): string {
  const settings = { log_error_verbosity: 'terse', log_min_error_statement: 'panic', log_parameter_max_length_on_error: '0' }
  const all = Object.entries(settings).map(([name, value]) => `ALTER ROLE ${role} SET ${name} TO '${value}';`)
  return `DO $$ BEGIN ${all.join(' ')} EXCEPTION WHEN insufficient_privilege THEN NULL; END $$`
}

/** The address of the same database for one of the login roles. */
export function urlFor(ownerUrl: string, role: LoginRole, rolePassword: string): string {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = encodeURIComponent(rolePassword)
  return url.toString()
}
