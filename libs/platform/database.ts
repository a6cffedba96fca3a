import { DataSource, type DataSourceOptions, type EntityManager, type QueryRunner } from 'typeorm'
import { escapeLiteral, types, type Pool, type PoolClient, type QueryResult } from 'pg'

// A `date` is a day on the programme's calendar, not an instant; an int8 may be money. Neither survives pg's defaults.
types.setTypeParser(types.builtins.DATE, (text) => text)
types.setTypeParser(types.builtins.INT8, (text) => BigInt(text))

/** What a caller may do inside one transaction: SQL, or TypeORM's manager for entities. Always the first parameter of what it is handed to. */
export interface Tx {
  /** @param statement a name for a hot statement whose text never changes: PostgreSQL parses and plans it once a connection */
  query<Row>(sql: string, parameters?: readonly unknown[], statement?: string): Promise<Row[]>
  /**
   * The transaction's last statement: it goes with COMMIT in one round trip. Where it fails, nothing is committed.
   * @param sql without parameters; what comes from outside stands in it as a {@link literal}
   */
  lastly(sql: string): void
  readonly manager: EntityManager
}

const retryable = new Set(['40001', '40P01'])
const triesOfATransaction = 4

/**
 * The only way to the database. Today it knows one room; a room per trainee will be chosen here (design section 8).
 */
export class Database {
  constructor(private readonly source: DataSource) {}

  /**
   * One statement outside a transaction, for reads; straight to pg's pool, since TypeORM would make a runner for each.
   * @param statement a name for a hot statement whose text never changes, as in {@link Tx}
   */
  async query<Row>(sql: string, parameters: readonly unknown[] = [], statement?: string): Promise<Row[]> {
    const { master } = this.source.driver as unknown as { master: Pool }
    const { rows } = lastOf(
      await master.query({ text: sql, values: parameters as unknown[], ...(statement ? { name: statement } : {}) }),
    )
    return rows as Row[]
  }

  /**
   * Runs `work` in one transaction; a deadlock or a serialisation failure is tried again, since nothing of it is left.
   * @param opening a statement that goes with BEGIN in one round trip, as for `lastly`; its rows are given to `work`
   */
  async transaction<T>(work: (tx: Tx, opened: readonly unknown[]) => Promise<T>, opening = ''): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(work, opening)
      } catch (error) {
        if (attempt >= triesOfATransaction || !retryable.has(sqlState(error) ?? '')) throw error
      }
    }
  }

  private async once<T>(work: (tx: Tx, opened: readonly unknown[]) => Promise<T>, opening: string): Promise<T> {
    const runner = this.source.createQueryRunner()
    try {
      const client = (await runner.connect()) as PoolClient
      markActive(runner, true)
      const begun = await client.query(`BEGIN;${opening}`)
      const last: string[] = []
      const result = await work(txOver(runner.manager, client, last), opening ? lastOf(begun).rows : [])
      const committed = lastOf(await client.query(`${last.map((sql) => `${sql};`).join('')}COMMIT`))
      // COMMIT of a transaction that failed is a rollback, and PostgreSQL says so without an error.
      if (committed.command !== 'COMMIT') throw new Error('the transaction was rolled back')
      markActive(runner, false)
      return result
    } catch (error) {
      // A connection that broke cannot roll back, and need not: the server has done so.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined)
      throw error
    } finally {
      await runner.release()
    }
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy()
  }
}

/** TypeORM's manager must know that a transaction is open, or it would open its own. */
function markActive(runner: QueryRunner, active: boolean): void {
  ;(runner as { isTransactionActive: boolean }).isTransactionActive = active
}

/** pg answers several statements with an array, against its types. */
function lastOf(answer: QueryResult | QueryResult[]): QueryResult {
  return Array.isArray(answer) ? answer.at(-1)! : answer
}

function txOver(manager: EntityManager, client: PoolClient, last: string[]): Tx {
  return {
    query: async <Row>(sql: string, parameters: readonly unknown[] = [], statement?: string): Promise<Row[]> => {
      const { rows } = await client.query({
        text: sql,
        values: parameters as unknown[],
        ...(statement ? { name: statement } : {}),
      })
      return rows as Row[]
    },
    lastly: (sql) => void last.push(sql),
    manager,
  }
}

/** A text, or bytes, as a literal of SQL, for statements that go without parameters. */
export function literal(value: string | Buffer | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? escapeLiteral(value) : `'\\x${value.toString('hex')}'::bytea`
}

/** The five-character SQLSTATE of an error of PostgreSQL, also where TypeORM wrapped it. */
export function sqlState(error: unknown): string | undefined {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } }
  const state = driverError?.code ?? code
  return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : undefined
}

/** The constraint that an error of PostgreSQL names, if any. */
export function brokenConstraint(error: unknown): string | undefined {
  const { constraint, driverError } = (error ?? {}) as { constraint?: string; driverError?: { constraint?: string } }
  return driverError?.constraint ?? constraint
}

/**
 * Options of a data source for one login role.
 * @param poolSize connections kept at most; the API, the worker and the queues share PostgreSQL's budget of connections
 * @param statementTimeoutMs after which PostgreSQL gives a statement up (57014); 0 for never
 */
export function dataSourceOptions(
  url: string,
  poolSize: number,
  entities: DataSourceOptions['entities'] = [],
  statementTimeoutMs = 0,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    synchronize: false,
    logging: false,
    poolSize,
    // A stopped process must not hold its locks for ever (design section 5).
    extra: {
      idle_in_transaction_session_timeout: 30_000,
      connectionTimeoutMillis: 10_000,
      ...(statementTimeoutMs > 0 ? { statement_timeout: statementTimeoutMs } : {}),
    },
    // A connection that PostgreSQL closes while idle is no reason to end the process; the pool opens another.
    poolErrorHandler: () => undefined,
  }
}

/** Connects, or throws in one clear sentence. */
export async function openDatabase(
  url: string,
  poolSize = 10,
  entities: DataSourceOptions['entities'] = [],
  statementTimeoutMs = 0,
): Promise<Database> {
  return new Database(await new DataSource(dataSourceOptions(url, poolSize, entities, statementTimeoutMs)).initialize())
}
