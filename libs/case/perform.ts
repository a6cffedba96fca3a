import { createHash } from 'node:crypto'
import { Injectable, Optional } from '@nestjs/common'
import { DryRunEnded, sessionInSql, type Role } from '@passage/access'
import { Database, literal, RandomSource, Refused, sqlState } from '@passage/platform'
import type { ActTx, LockedSubject } from './act'
import { tryOut } from './dry-run'
import type { SubjectKind } from './lifecycle'
import { Registry } from './registry'

/** What a client sends with every command, so that sending it twice does it once. */
export interface Command {
  /** The Idempotency-Key header, 8 to 128 characters. */
  readonly idempotencyKey: string
  /** Method, path and body as sent; another body under the same key is refused. */
  readonly asked: string
  /** The subject that the command is about: it and its case are locked together with BEGIN. */
  readonly about?: string
  /** Whether it is only to be tried: done, told of, and rolled back. */
  readonly dryRun?: boolean
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
  constructor(
    private readonly database: Database,
    private readonly random: RandomSource,
    /** What a dry run tells beside the moves; nothing where no stage is there to tell it. */
    @Optional() private readonly registry: Registry = new Registry(),
  ) {}

  /**
   * Runs a command of a person. The same key and body gives the stored answer without doing anything; the same key with another
   * body is refused. A dry run takes no key and returns nothing: it ends with what the command would have done.
   * @throws Refused `session.ended`, `idempotency.key_reused`, and what the work refuses
   * @throws DryRunEnded with the effects, when they have been rolled back
   */
  async command(token: ActorToken, command: Command, work: (tx: ActTx) => Promise<Receipt>): Promise<Receipt> {
    if (command.dryRun) {
      return this.begun(token, { ...command, idempotencyKey: null }, async (tx) => {
        throw new DryRunEnded(await tryOut(tx, this.registry, work))
      })
    }
    const bodyHash = createHash('sha256').update(command.asked).digest()
    return this.begun(token, command, async (tx, earlier) => {
      if (earlier) return repeated(earlier, bodyHash)
      const receipt = await work(tx)
      const [key, answer] = [literal(command.idempotencyKey), literal(JSON.stringify(receipt))]
      tx.lastly(
        `INSERT INTO command_receipt (actor_id, key, body_hash, answer) VALUES (${literal(tx.actor.id)}, ${key}, ${literal(bodyHash)}, ${answer})`,
      )
      return receipt
    })
  }

  /** Runs the work of a job, or of a generator that acts as a person: bound, but with no key of a client. */
  async act<T>(token: ActorToken, work: (tx: ActTx) => Promise<T>): Promise<T> {
    return this.begun(token, null, work)
  }

  /** Binds the actor to the transaction and takes the key, together with BEGIN; from here on the database knows who acts. */
  private async begun<T>(
    token: ActorToken,
    command: Begins | null,
    work: (tx: ActTx, earlier: Earlier | undefined) => Promise<T>,
  ): Promise<T> {
    const [who, key] = [sessionInSql(token), literal(command?.idempotencyKey ?? null)]
    try {
      return await this.database.transaction(
        (raw, [row]) => {
          const { actor_id: id, roles, job, binding_id: bindingId, today, now, body_hash: bodyHash, answer } = row as BoundRow
          const tx = {
            ...raw,
            actor: { id, roles, job },
            bindingId,
            today,
            now,
            random: this.random,
            locked: lockedIn(row as BoundRow),
          }
          return work(tx, bodyHash && answer ? { bodyHash, answer } : undefined)
        },
        command?.about
          ? `SELECT * FROM begin_command_about(${who}, ${key}, ${literal(command.about)})`
          : `SELECT * FROM begin_command(${who}, ${key})`,
      )
    } catch (error) {
      if (sqlState(error) !== 'PA001') throw error
      throw new Refused('session.ended', 'Your session has ended.', { fix: 'Log in again; what you typed is still there.' })
    }
  }
}

/** What BEGIN needs to know of a command; a dry run leaves its key alone. */
type Begins = Pick<Command, 'about'> & { readonly idempotencyKey: string | null }

interface BoundRow {
  readonly binding_id: bigint
  readonly actor_id: string
  readonly roles: readonly Role[]
  readonly job: string
  readonly today: string
  readonly now: bigint
  readonly body_hash: Buffer | null
  readonly answer: string | null
  readonly id?: string | null
  readonly case_id?: string | null
  readonly kind?: SubjectKind
  readonly version?: number
  readonly state?: string
  readonly head?: Buffer
}

/** What was locked together with BEGIN; nothing where the command is about no subject, or about one that does not exist. */
function lockedIn({ id, case_id: caseId, kind, version, state, head }: BoundRow): Map<string, LockedSubject> {
  return new Map(id ? [[id, { id, caseId: caseId ?? null, kind: kind!, version: version!, state: state!, head: head! }]] : [])
}

interface Earlier {
  readonly bodyHash: Buffer
  readonly answer: string
}

function repeated(earlier: Earlier, bodyHash: Buffer): Receipt {
  if (earlier.bodyHash.equals(bodyHash)) return JSON.parse(earlier.answer) as Receipt
  throw new Refused('idempotency.key_reused', 'This Idempotency-Key was used for another request.', {
    field: 'Idempotency-Key',
    fix: 'Make a new key for each thing that you want done; repeat a key only to repeat the very same request.',
  })
}
