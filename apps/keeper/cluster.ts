import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { Refusal } from './refusal'

/** How long those who are connected may take to go, in milliseconds. */
const patience = 10_000

/** A database of the cluster as the catalogue has it. */
export interface KnownDatabase {
  readonly name: string
  readonly open: boolean
  readonly comment: string | null
  readonly bytes: bigint
}

/** The databases of the cluster, by a connection to another one than those that are cloned and swapped. */
export class Cluster {
  constructor(private readonly ownerUrl: string) {}

  /** The owner's address of another database of the same cluster. */
  urlOf(database: string): string {
    const url = new URL(this.ownerUrl)
    url.pathname = `/${encodeURIComponent(database)}`
    return url.toString()
  }

  /** A connection for a short piece of work. */
  async in<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.urlOf(database), connectionTimeoutMillis: 10_000 })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  private outside<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.in('postgres', work)
  }

  /** The database of that name, and all whose name begins with it. */
  async known(prefix: string): Promise<KnownDatabase[]> {
    return this.outside(async (client) => {
      const { rows } = await client.query<KnownDatabase>(
        `SELECT datname AS name, datallowconn AS open, shobj_description(oid, 'pg_database') AS comment, pg_database_size(oid) AS bytes
         FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname`,
        [prefix],
      )
      return rows
    })
  }

  /** Removes a database with whoever is connected to it; one that is not there is removed already. */
  async drop(name: string): Promise<void> {
    await this.outside((client) => client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`))
  }

  async allowConnections(name: string): Promise<void> {
    await this.outside((client) => client.query(allowing(name, true)))
  }

  /** Copies a database to which nobody can connect. */
  async copy(from: string, to: string): Promise<void> {
    await this.outside((client) => client.query(`CREATE DATABASE ${escapeIdentifier(to)} TEMPLATE ${escapeIdentifier(from)}`))
  }

  /** Lets nobody in, waits until all have gone, does the work, and lets them in again, whatever came of it. */
  async emptied<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.outside((client) => client.query(allowing(name, false)))
    try {
      await this.outside((client) => expel(client, name))
      return await work()
    } finally {
      await this.allowConnections(name)
    }
  }

  /** Renames databases, comments on one and opens or closes it, all or nothing: a room never lacks its database. */
  async rename(
    renames: readonly (readonly [from: string, to: string])[],
    then: { readonly name: string; readonly open: boolean; readonly comment?: string },
  ): Promise<void> {
    await this.outside(async (client) => {
      await client.query('BEGIN')
      for (const [from, to] of renames) {
        await client.query(`ALTER DATABASE ${escapeIdentifier(from)} RENAME TO ${escapeIdentifier(to)}`)
      }
      if (then.comment !== undefined) {
        await client.query(`COMMENT ON DATABASE ${escapeIdentifier(then.name)} IS ${escapeLiteral(then.comment)}`)
      }
      await client.query(allowing(then.name, then.open))
      await client.query('COMMIT')
    })
  }
}

function allowing(name: string, open: boolean): string {
  return `ALTER DATABASE ${escapeIdentifier(name)} WITH ALLOW_CONNECTIONS ${open}`
}

async function expel(client: Client, name: string): Promise<void> {
  // All are asked at once, then waited for.
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
  const deadline = Date.now() + patience
  for (;;) {
    const { rowCount } = await client.query('SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ])
    if (!rowCount) return
    if (Date.now() > deadline) {
      throw new Refusal('restore_points.busy', 'Somebody is connected to the database and does not go.', 'Try again in a moment.')
    }
  }
}
