import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type ActTx, type Payload, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { casesOpenedOn, closeEntitlements, firstDaysOf, insertEntitlements } from './allowance.store'

export interface OpenEntitlement {
  readonly personId: string
  /** Who is paid; the person itself when left out. Both belong to the household. */
  readonly payeePersonId?: string | undefined
  readonly country: string
  readonly from: string
}

/** An act on an entitlement that exists. */
export interface EntitlementAct {
  readonly id: string
  readonly reason: string
  readonly seenVersion?: number | undefined
}

export interface EndEntitlement extends EntitlementAct {
  /** The first day that is no longer paid; when left out the programme date, or the first day of what has not begun. */
  readonly until?: string | undefined
}

/** Opens, suspends, resumes and ends what a person may be paid each month. */
@Injectable()
export class EntitlementActs {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
  ) {}

  /** {@link openMany} for one person. */
  async open(command: HttpCommand, caseId: string, input: OpenEntitlement): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => (await this.openMany(tx, [{ ...input, caseId }]))[0]!)
  }

  /**
   * All or none; several persons of one case may be named, each person once.
   * @throws Refused `entitlement.exists`, `entitlement.overlaps`, `case.not_registered` and what else the code lacks, `case.not_found`,
   * `input.before_case`, `person.not_in_household`
   */
  async openMany(tx: ActTx, inputs: readonly (OpenEntitlement & { readonly caseId: string })[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    await this.assertHouseholds(tx, inputs)
    const opened = inputs.map((input) => ({
      ...input,
      payeePersonId: input.payeePersonId ?? input.personId,
      id: tx.random.uuid(),
    }))
    const moved = await this.advance.many(
      tx,
      opened.map(({ id, caseId, personId, payeePersonId, country, from }) => ({
        kind: 'entitlement',
        subjectId: id,
        event: 'open',
        opens: { caseId },
        payload: { person: personId, payee: payeePersonId, country, from },
        ask: { personId },
      })),
    )
    await insertEntitlements(tx, opened)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }

  async suspend(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    const { seenVersion } = command
    return this.perform.command(
      command.token,
      command,
      async (tx) => (await this.suspendMany(tx, [{ id, reason, seenVersion }]))[0]!,
    )
  }

  /** All or none; inputs name each entitlement once. */
  async suspendMany(tx: ActTx, inputs: readonly EntitlementAct[]): Promise<Receipt[]> {
    return this.move(tx, inputs, 'suspend')
  }

  async resume(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    const { seenVersion } = command
    return this.perform.command(
      command.token,
      command,
      async (tx) => (await this.resumeMany(tx, [{ id, reason, seenVersion }]))[0]!,
    )
  }

  /** All or none; inputs name each entitlement once. */
  async resumeMany(tx: ActTx, inputs: readonly EntitlementAct[]): Promise<Receipt[]> {
    return this.move(tx, inputs, 'resume')
  }

  /** @param until the first day that is no longer paid; the programme date when left out */
  async end(command: HttpCommand, id: string, reason: string, until?: string): Promise<Receipt> {
    const { seenVersion } = command
    return this.perform.command(
      command.token,
      command,
      async (tx) => (await this.endMany(tx, [{ id, reason, until, seenVersion }]))[0]!,
    )
  }

  /**
   * All or none; inputs name each entitlement once.
   * @throws Refused `entitlement.not_found`, `entitlement.illegal_transition`, `input.invalid` naming `until`
   */
  async endMany(tx: ActTx, inputs: readonly EndEntitlement[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const firstDays = await firstDaysOf(
      tx,
      inputs.map((i) => i.id),
    )
    const ended = inputs.map(({ id, until }) => {
      const from = firstDays.get(id)
      if (from === undefined) throw Refused.notFound('entitlement')
      const last = until ?? (tx.today < from ? from : tx.today)
      if (last < from) throw Refused.field('until', `The entitlement began on ${from}.`, `Choose ${from} or a later day.`)
      return { id, until: last }
    })
    const moved = await this.move(
      tx,
      inputs,
      'end',
      ended.map(({ until }) => ({ until })),
    )
    await closeEntitlements(tx, ended)
    return moved
  }

  /** Everybody who is to be entitled or paid belongs to the household, and nobody from before the case began. */
  private async assertHouseholds(tx: ActTx, inputs: readonly (OpenEntitlement & { readonly caseId: string })[]): Promise<void> {
    const caseIds = [...new Set(inputs.map((i) => i.caseId))]
    const openedOn = await casesOpenedOn(tx, caseIds)
    if (openedOn.size !== caseIds.length) throw Refused.notFound('case')
    const members = await this.files.membersOfMany(tx, caseIds)
    for (const { caseId, personId, payeePersonId = personId, from } of inputs) {
      const household = new Set(members.get(caseId)!.flatMap((m) => (m.until === null ? [m.id] : [])))
      for (const [field, id] of Object.entries({ personId, payeePersonId })) {
        if (household.has(id)) continue
        throw Refused.field(
          field,
          'This person does not belong to the household.',
          'Choose somebody of the household.',
          'person.not_in_household',
        )
      }
      const began = openedOn.get(caseId)!
      if (from < began) {
        throw Refused.field('from', `The case began on ${began}.`, `Choose ${began} or a later day.`, 'input.before_case')
      }
    }
  }

  private async move(
    tx: ActTx,
    inputs: readonly EntitlementAct[],
    event: string,
    payloads: readonly Payload[] = [],
  ): Promise<Receipt[]> {
    const moved = await this.advance.many(
      tx,
      inputs.map(({ id, reason, seenVersion }, n) => ({
        kind: 'entitlement',
        subjectId: id,
        event,
        reason,
        payload: payloads[n] ?? {},
        seenVersion,
      })),
    )
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
