import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Refused } from '@passage/platform'
import type { ActTx, Moved } from '../act'
import { Advance } from '../advance-many'
import { CaseFiles } from '../case-files'
import { Perform, type Receipt } from '../perform'
import { Registry } from '../registry'
import { destroy, findErasable, insertErasure, personOfErasure } from './erasure.store'

/**
 * Erases a person of a closed case. One asks, another confirms; then the person's key is destroyed, and with it every version of their
 * fields, the tokens under which their name was found and, of an applicant, the texts of the case's notes with their salts. The log keeps
 * what it has: ids and commitments that nobody can open any more. It stays provable, and the ledger in balance.
 */
@Injectable()
export class ErasePerson implements OnModuleInit {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
    private readonly registry: Registry,
  ) {}

  onModuleInit(): void {
    this.registry.effect('erase_person', async (tx, moved) => {
      for (const { subjectId } of moved) await destroy(tx, subjectId)
    })
  }

  /** @throws Refused `case.not_closed`, `case.still_running`, `person.not_found`, `person.erased`, `erasure.asked_already`, `input.reason` */
  async ask(command: HttpCommand, caseId: string, personId: string, reason: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const id = tx.random.uuid()
      // First of all, so that the case is locked when its household is read.
      const moved = await this.advance.one(tx, {
        kind: 'erasure',
        subjectId: id,
        event: 'ask',
        opens: { caseId },
        reason,
        payload: { person: personId },
      })
      const person = await findErasable(tx, caseId, personId)
      if (!person) throw Refused.notFound('person')
      if (person.erased) {
        throw new Refused('person.erased', 'This person was erased before.', { fix: 'There is nothing left to erase.' })
      }
      if (person.asked) {
        throw new Refused('erasure.asked_already', 'Somebody has asked for the erasure of this person already.', {
          fix: 'Ask a registrar to confirm it, or to call it off.',
        })
      }
      await insertErasure(tx, id, caseId, personId)
      return this.receiptOf(tx, moved)
    })
  }

  /** Carries it out; it cannot be undone. @throws Refused `actor.asked_for_it`, `case.not_closed`, `case.still_running`, `erasure.not_found` */
  async confirm(command: HttpCommand, id: string): Promise<Receipt> {
    return this.end(command, id, 'confirm')
  }

  /** @throws Refused `erasure.not_found`, `input.reason` */
  async callOff(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.end(command, id, 'call_off', reason)
  }

  private async end(command: HttpCommand, id: string, event: 'confirm' | 'call_off', reason?: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const person = await personOfErasure(tx, id)
      if (!person) throw Refused.notFound('erasure')
      const moved = await this.advance.one(tx, {
        kind: 'erasure',
        subjectId: id,
        event,
        reason,
        payload: { person },
        seenVersion: command.seenVersion,
      })
      return this.receiptOf(tx, moved)
    })
  }

  private async receiptOf(tx: ActTx, { subjectId: id, caseId, state, version }: Moved): Promise<Receipt> {
    const { reference } = await this.files.get(tx, caseId!)
    return { id, reference, state, version }
  }
}
