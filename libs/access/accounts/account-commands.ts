import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database, literal, Refused, type Tx } from '@passage/platform'
import { sessionInSql } from '../as-viewer'
import type { HttpCommand } from '../command-of'
import { DryRunEnded, noEffects } from '../dry-run'
import type { ReceiptFields } from '../redacted'
import { accountRefusal } from './account-refusal'

/** Who acts in a transaction, as `bind_actor` found it; the functions of the database look it up by the binding. */
export interface ActingTx extends Tx {
  readonly actorId: string
  readonly bindingId: bigint
}

interface Begun {
  readonly binding_id: bigint
  readonly actor_id: string
  readonly body_hash: Buffer | null
  readonly answer: string | null
}

/**
 * Commands about accounts: bound and idempotent like those about cases (`Perform` of libs/case, which this lib may not know), but they move no
 * subject and write no transition. What they do stands in `account_event`.
 */
@Injectable()
export class AccountCommands {
  constructor(private readonly database: Database) {}

  /** @throws Refused `session.ended`, `access.viewing_as`, `idempotency.key_reused`, and what the database's functions refuse */
  async run(command: HttpCommand, work: (tx: ActingTx) => Promise<ReceiptFields>): Promise<ReceiptFields> {
    const bodyHash = createHash('sha256').update(command.asked).digest()
    try {
      return await this.database.transaction(
        async (tx, [row]) => {
          const begun = row as Begun
          if (begun.answer !== null) return repeated(begun, bodyHash)
          const receipt = await work({ ...tx, actorId: begun.actor_id, bindingId: begun.binding_id })
          // Accounts move nothing and take neither places nor money: all that a dry run tells is that it would not be refused.
          if (command.dryRun) throw new DryRunEnded(noEffects)
          await tx.query('INSERT INTO command_receipt (actor_id, key, body_hash, answer) VALUES ($1, $2, $3, $4)', [
            begun.actor_id,
            command.idempotencyKey,
            bodyHash,
            JSON.stringify(receipt),
          ])
          return receipt
        },
        `SELECT * FROM begin_command(${sessionInSql(command.token)}, ${literal(command.dryRun ? null : command.idempotencyKey)})`,
      )
    } catch (error) {
      throw accountRefusal(error)
    }
  }
}

function repeated({ answer, body_hash: earlier }: Begun, bodyHash: Buffer): ReceiptFields {
  if (earlier?.equals(bodyHash)) return JSON.parse(answer!) as ReceiptFields
  throw new Refused('idempotency.key_reused', 'This Idempotency-Key was used for another request.', {
    field: 'Idempotency-Key',
    fix: 'Make a new key for each thing that you want done; repeat a key only to repeat the very same request.',
  })
}
