import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import {
  Advance,
  CaseFiles,
  Perform,
  type Channel,
  type NewPerson,
  type Pathway,
  type Receipt,
  type Service,
} from '@passage/case'
import { faultsOfHousehold, refuseFaults } from './contact.rules'

export interface OpenContactInput {
  readonly service: Service
  readonly pathway: Pathway
  readonly channel: Channel
  readonly applicant: Omit<NewPerson, 'relation'>
  readonly household: readonly NewPerson[]
}

/** Somebody got in touch. */
@Injectable()
export class OpenContact {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
  ) {}

  /**
   * Opens a case with its household. The officer who opens it holds it. The pathway stays with the case: somebody who still serves may
   * get a pre-CDM code only.
   * @throws Refused `input.implausible`, naming each field
   */
  async openContact(command: HttpCommand, input: OpenContactInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const household: NewPerson[] = [{ ...input.applicant, relation: 'applicant' }, ...input.household]
      refuseFaults(faultsOfHousehold(household, tx.today))
      const { service, pathway, channel } = input
      const caseId = tx.random.uuid()
      const reference = await this.files.nextReference(tx)
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event: 'open',
        opens: { caseId: null },
        payload: { reference, service, pathway, channel, household: household.length },
      })
      await this.files.open(tx, { caseId, reference, service, pathway, channel, holderId: tx.actor.id, household })
      return { id: caseId, reference, state, version }
    })
  }
}
