import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { Role } from '@passage/access'
import { Database, Refused, sqlState, type Tx } from '@passage/platform'
import type { ActTx } from './act'

/** What a client sends with every command, so that sending it twice does it once. */
export interface Command {
  /** The Idempotency-Key header, 8 to 128 characters. */
  readonly idempotencyKey: string
  /** Method, path and body as sent; another body under the same key is refused. */
  readonly asked: string
}

/** The answer of a command: nothing personal, so that it may be stored and repeated byte for byte. */
export interface Receipt {
  readonly id: string
  readonly reference?: string
  readonly state: string
  readonly version: number
}

/** Whose transaction it is: a session's token, or `job:<id of the job request>` in the worker. */
export type ActorToken = string

/** The one write path: transaction, bound actor, idempotency, retry. */
@Injectable()
export class Perform {
  constructor(private readonly database: Database) {}

  /**
   * Runs a command of a person. The same key and body gives the stored answer without doing anything; the same key with another
   * body is refused.
   * @throws Refused `session.ended`, `idempotency.key_reused`, and what the work refuses
   */
  async command(token: ActorToken, command: Command, work: (tx: ActTx) => Promise<Receipt>): Promise<Receipt> {
    const bodyHash = createHash('sha256').update(command.asked).digest()
    return this.database.transaction(async (raw) => {
      const tx = await bind(raw, token)
      const earlier = await this.earlierAnswer(tx, command.idempotencyKey, bodyHash)
      if (earlier) return earlier
      const receipt = await work(tx)
      await tx.query('UPDATE command_receipt SET answer = $3 WHERE actor_id = $1 AND key = $2', [
        tx.actor.id,
        command.idempotencyKey,
        JSON.stringify(receipt),
      ])
      return receipt
    })
  }

  /** Runs the work of a job, or of a generator that acts as a person: bound, but with no key of a client. */
  async act<T>(token: ActorToken, work: (tx: ActTx) => Promise<T>): Promise<T> {
    return this.database.transaction(async (raw) => work(await bind(raw, token)))
  }

  /** Takes the key for this transaction; a second request with it waits here until the first has committed or gone. */
  private async earlierAnswer(tx: ActTx, key: string, bodyHash: Buffer): Promise<Receipt | undefined> {
    const taken = await tx.query(
      'INSERT INTO command_receipt (actor_id, key, body_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1',
      [tx.actor.id, key, bodyHash],
    )
    if (taken.length > 0) return undefined
    const [row] = await tx.query<{ body_hash: Buffer; answer: string }>(
      'SELECT body_hash, answer FROM command_receipt WHERE actor_id = $1 AND key = $2',
      [tx.actor.id, key],
    )
    if (!row || !row.body_hash.equals(bodyHash)) {
      throw new Refused('idempotency.key_reused', 'This Idempotency-Key was used for another request.', {
        field: 'Idempotency-Key',
        fix: 'Make a new key for each thing that you want done; repeat a key only to repeat the very same request.',
      })
    }
    return JSON.parse(row.answer) as Receipt
  }
}

interface BoundRow {
  binding_id: bigint
  actor_id: string
  roles: Role[]
  job: string
  today: string
  now: bigint
}

/** Binds the actor to the transaction; from here on the database knows who acts. */
async function bind(tx: Tx, token: ActorToken): Promise<ActTx> {
  try {
    const [row] = await tx.query<BoundRow>(
      `SELECT b.*, (SELECT today FROM programme_clock) AS today,
         (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now
       FROM bind_actor($1) b`,
      [token],
    )
    const { actor_id: id, roles, job, binding_id: bindingId, today, now } = row!
    return { query: tx.query, manager: tx.manager, actor: { id, roles, job }, bindingId, today, now }
  } catch (error) {
    if (sqlState(error) !== 'PA001') throw error
    throw new Refused('session.ended', 'Your session has ended.', { fix: 'Log in again; what you typed is still there.' })
  }
}
