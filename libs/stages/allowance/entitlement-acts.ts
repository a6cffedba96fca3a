import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { closeEntitlement, entitlementDays, insertEntitlement } from './allowance.store'

export interface OpenEntitlement {
  readonly personId: string
  /** Who is paid; the person itself when left out. Both belong to the household. */
  readonly payeePersonId?: string | undefined
  readonly country: string
  readonly from: string
}

/** Opens, suspends, resumes and ends what a person may be paid each month. */
@Injectable()
export class EntitlementActs {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
  ) {}

  /** @throws Refused `case.no_active_code`, `entitlement.exists`, `input.before_case`, `person.not_found` */
  async open(command: HttpCommand, caseId: string, input: OpenEntitlement): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const file = await this.files.get(tx, caseId)
      const payeePersonId = input.payeePersonId ?? input.personId
      const household = new Set((await this.files.members(tx, caseId)).filter((m) => m.until === null).map((m) => m.id))
      for (const [field, id] of Object.entries({ personId: input.personId, payeePersonId })) {
        if (!household.has(id)) {
          throw Refused.field(
            field,
            'This person does not belong to the household.',
            'Choose somebody of the household.',
            'person.not_in_household',
          )
        }
      }
      if (input.from < file.openedOn) {
        throw Refused.field(
          'from',
          `The case began on ${file.openedOn}.`,
          `Choose ${file.openedOn} or a later day.`,
          'input.before_case',
        )
      }
      const id = tx.random.uuid()
      const moved = await this.advance.one(tx, {
        kind: 'entitlement',
        subjectId: id,
        event: 'open',
        opens: { caseId },
        payload: { person: input.personId, payee: payeePersonId, country: input.country, from: input.from },
        ask: { personId: input.personId },
      })
      await insertEntitlement(tx, { id, caseId, ...input, payeePersonId })
      return { id, state: moved.state, version: moved.version }
    })
  }

  async suspend(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.move(command, id, 'suspend', reason)
  }

  async resume(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.move(command, id, 'resume', reason)
  }

  /** @param until the first day that is no longer paid; the programme date when left out */
  async end(command: HttpCommand, id: string, reason: string, until?: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const days = await entitlementDays(tx, id)
      if (!days) throw Refused.notFound('entitlement')
      const last = until ?? (tx.today < days.from ? days.from : tx.today)
      if (last < days.from) {
        throw Refused.field('until', `The entitlement began on ${days.from}.`, `Choose ${days.from} or a later day.`)
      }
      const moved = await this.advance.one(tx, {
        kind: 'entitlement',
        subjectId: id,
        event: 'end',
        reason,
        payload: { until: last },
        seenVersion: command.seenVersion,
      })
      await closeEntitlement(tx, id, last)
      return { id, state: moved.state, version: moved.version }
    })
  }

  private async move(command: HttpCommand, id: string, event: string, reason: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const moved = await this.advance.one(tx, {
        kind: 'entitlement',
        subjectId: id,
        event,
        reason,
        seenVersion: command.seenVersion,
      })
      return { id, state: moved.state, version: moved.version }
    })
  }
}
