import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { PersonVault } from '@passage/access'
import type { Database, Tx } from '@passage/platform'

/** What happens to be there when a world is made, and says nothing about it: sessions, jobs, receipts, the log of who looked. */
const passing = [
  'access_log',
  'account_event',
  'account_identity',
  'account_preference',
  'bound_actor',
  'clock_move',
  'code_lookup',
  'command_receipt',
  'delegation',
  'job_request',
  'key_rotation',
  'known_device',
  'log_verification',
  'login_try',
  'migration',
  'name_token_key',
  'oidc_attempt',
  'payment_run_job',
  'paymaster_cursor',
  'person_key',
  'person_token',
  'person_version',
  'recovery_code',
  'session',
  'shared_view',
  'totp',
  'world',
]
/** Records of when and under which secret, in whatever table they stand. */
const passingColumns = ['binding_id', 'job', 'fired_by', 'password_hash']
const passingTypes = ['bytea', 'timestamp with time zone', 'xid8']

const page = 5_000

/** A fingerprint of all that a world is, in which two worlds of one seed agree however and whenever they were made. */
@Injectable()
export class WorldDigest {
  constructor(private readonly vault: PersonVault) {}

  /**
   * Hashes every business row of every table in the order of its key, and the people decrypted. Record times, hashes, salts, nonces,
   * sessions and jobs are left out, and running numbers of rows, which have gaps where something was rolled back; a table that a later release adds is taken in by itself.
   * @param owner connection that may read every table
   * @returns 64 hexadecimal digits for the whole, and for each table, so that one sees where two worlds part
   */
  async digest(owner: Database): Promise<{ whole: string; tables: readonly { name: string; digest: string }[] }> {
    return owner.transaction(async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
      const tables: { name: string; digest: string }[] = []
      for (const { name, key, columns } of await tablesOf(tx)) {
        const hash = createHash('sha256').update(columns.join())
        const rows = `SELECT to_json(ROW(${columns.join()}))::text AS row FROM ${name} ORDER BY ${key.join()}`
        await eachPage<{ row: string }>(tx, rows, async (some) => some.forEach(({ row }) => hash.update(`${row}\n`)))
        tables.push({ name, digest: hash.digest('hex') })
      }
      tables.push({ name: 'people, decrypted', digest: await this.digestOfPeople(tx) })
      const whole = createHash('sha256').update(tables.map(({ name, digest }) => `${name} ${digest}\n`).join(''))
      return { whole: whole.digest('hex'), tables }
    })
  }

  private async digestOfPeople(tx: Tx): Promise<string> {
    const hash = createHash('sha256')
    await eachPage<{ id: string }>(tx, 'SELECT id FROM person ORDER BY id', async (rows) => {
      const people = await this.vault.open(
        tx,
        rows.map(({ id }) => id),
      )
      for (const { id } of rows) hash.update(`${id} ${JSON.stringify(people.get(id) ?? null)}\n`)
    })
    return hash.digest('hex')
  }
}

interface Table {
  readonly name: string
  /** What its rows are ordered by. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
}

async function tablesOf(tx: Tx): Promise<Table[]> {
  return tx.query<Table>(
    `SELECT quote_ident(c.relname) AS name,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL ($2)
          AND format_type(a.atttypid, NULL) <> ALL ($3) AND a.attidentity = '') AS columns,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY k.place)
        FROM (SELECT indkey FROM pg_index WHERE indrelid = c.oid AND indisunique AND indpred IS NULL ORDER BY indisprimary DESC, indexrelid LIMIT 1) i,
          unnest(i.indkey) WITH ORDINALITY AS k (attnum, place), pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum = k.attnum) AS key
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1)
       AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL)
     ORDER BY c.relname COLLATE "C"`,
    [passing, passingColumns, passingTypes],
  )
}

async function eachPage<Row extends object>(tx: Tx, statement: string, work: (rows: Row[]) => Promise<void>): Promise<void> {
  await tx.query(`DECLARE digest_page NO SCROLL CURSOR FOR ${statement}`)
  for (let rows = await next<Row>(tx); rows.length > 0; rows = await next<Row>(tx)) await work(rows)
  await tx.query('CLOSE digest_page')
}

function next<Row extends object>(tx: Tx): Promise<Row[]> {
  return tx.query<Row>(`FETCH ${page} FROM digest_page`)
}
