import { randomBytes, randomUUID } from 'node:crypto'
import { MasterKeys, PersonVault, type PersonalFields } from '@passage/access'
import { Perform, runKeyRotation, type KeyRotationEnd } from '@passage/case'
import { SystemRandom, type Database } from '@passage/platform'
import { testMasterKeys } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

export const system = '00000000-0000-4000-8000-000000000000'

/** The keys of before, of afterwards, and of the time between. */
export const oldKeys = testMasterKeys
export const newKeys = `2:${randomBytes(32).toString('base64')}`
export const bothKeys = `${oldKeys},${newKeys}`

export interface RotationHooks {
  /** Called after each chunk; what it throws ends the run as a crash would. */
  readonly onChunk?: (done: number, total: number) => Promise<void>
  readonly cancelled?: () => boolean
}

/** A database with persons and nothing around them: what a rotation does depends on no case. */
export class KeyWorld {
  private constructor(
    readonly database: TestDatabase,
    readonly owner: Database,
    readonly worker: Database,
  ) {}

  static async open(): Promise<KeyWorld> {
    const database = await createTestDatabase()
    const [owner, worker] = await Promise.all([database.open('owner', 4), database.open('passage_worker', 6)])
    await owner.query('ALTER TABLE person DROP CONSTRAINT person_case_id_fkey')
    return new KeyWorld(database, owner, worker)
  }

  async close(): Promise<void> {
    await this.database.drop()
  }

  /** As a process with these keys would have it. */
  vault(keys: string): PersonVault {
    return new PersonVault(this.owner, keys)
  }

  /** Somebody of that name, sealed by a process that has these keys, or that is this one. */
  async sealed(name: string, by: string | PersonVault): Promise<string> {
    const [id] = await this.persons(1)
    const fields: PersonalFields = { name, nameMy: null, bornOn: '1994-03-02', rank: null, unit: null, needs: [] }
    const vault = typeof by === 'string' ? this.vault(by) : by
    await vault.sealNew(this.owner, [{ personId: id!, fields }], system)
    return id!
  }

  /** Many keys of persons under the first of `keys`, and nothing sealed under them. */
  async keysOfPersons(count: number, keys: string): Promise<void> {
    const master = MasterKeys.parse(keys)
    const ids = await this.persons(count)
    const wrapped = ids.map((id) => master.newPersonKey(id).wrapped)
    await this.owner.query(
      `INSERT INTO person_key (person_id, master_key, wrapped) SELECT id, $2, w FROM unnest($1::uuid[], $3::bytea[]) AS k (id, w)`,
      [ids, master.newest, wrapped.map(({ nonce, ciphertext }) => Buffer.concat([nonce, ciphertext]))],
    )
  }

  /** How many rows need which master key. */
  async needs(): Promise<Record<number, number>> {
    const rows = await this.owner.query<{ key: number; rows: number }>(
      'SELECT master_key AS key, sum("rows")::int AS rows FROM master_keys_needed() GROUP BY 1 ORDER BY 1',
    )
    return Object.fromEntries(rows.map(({ key, rows: n }) => [key, n]))
  }

  /** A rotation that somebody asked for, and nobody has begun. @returns its job's id */
  async asked(newest = 2): Promise<string> {
    const id = randomUUID()
    await this.owner.query(
      `INSERT INTO job_request (id, queue, name, data, requested_by, enqueued_at) VALUES ($1, 'access', 'rotate_keys', $2, $3, now())`,
      [id, JSON.stringify({ newest }), system],
    )
    await this.owner.query('INSERT INTO key_rotation (job_id, newest) VALUES ($1, $2)', [id, newest])
    return id
  }

  /** One run of a rotation in this process, as the worker's role. */
  async run(jobId: string, keys: string, { onChunk, cancelled }: RotationHooks = {}): Promise<KeyRotationEnd> {
    return runKeyRotation(new Perform(this.worker, new SystemRandom()), MasterKeys.parse(keys), {
      jobId,
      token: `job:${jobId}`,
      data: { newest: 2 },
      requestedBy: system,
      progress: async (done, total) => onChunk?.(done, total ?? 0),
      cancelled: async () => cancelled?.() ?? false,
      finish: async (tx) => {
        await tx.query(`UPDATE job_request SET closed_at = now(), outcome = 'done' WHERE id = $1 AND closed_at IS NULL`, [jobId])
      },
    })
  }

  /** Every person's key opens with these master keys. @returns how many there are */
  async opensAll(keys: string): Promise<number> {
    const master = MasterKeys.parse(keys)
    const rows = await this.owner.query<{ id: string; master_key: number; wrapped: Buffer }>(
      'SELECT person_id AS id, master_key, wrapped FROM person_key',
    )
    for (const { id, master_key: masterKeyId, wrapped } of rows) {
      master.unwrap(id, { masterKeyId, nonce: wrapped.subarray(0, 12), ciphertext: wrapped.subarray(12) })
    }
    return rows.length
  }

  private async persons(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID())
    await this.owner.query(
      `INSERT INTO person (id, case_id, relation, since) SELECT id, gen_random_uuid(), 'other', '2021-09-01' FROM unnest($1::uuid[]) id`,
      [ids],
    )
    return ids
  }
}
