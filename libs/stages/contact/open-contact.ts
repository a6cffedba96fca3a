import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import {
  Advance,
  CaseFiles,
  Perform,
  type ActTx,
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

  /** {@link openMany} with one contact. @throws Refused `input.implausible`, naming each field */
  async openContact(command: HttpCommand, input: OpenContactInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => (await this.openMany(tx, [input]))[0]!)
  }

  /**
   * Opens cases with their households, all or none. The officer who opens a case holds it. The pathway stays with the case: somebody who
   * still serves may get a pre-CDM code only. References rise in the order of the inputs.
   * @returns the receipts, in the order of the inputs
   * @throws Refused `input.implausible`, naming each field of the first contact in which something cannot be
   */
  async openMany(tx: ActTx, inputs: readonly OpenContactInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const contacts = inputs.map(({ applicant, household: others, ...known }) => {
      const household: NewPerson[] = [{ ...applicant, relation: 'applicant' }, ...others]
      refuseFaults(faultsOfHousehold(household, tx.today))
      return { ...known, household }
    })
    const references = await this.files.nextReferences(tx, contacts.length)
    const files = contacts.map(({ service, pathway, channel, household }, place) => ({
      caseId: tx.random.uuid(),
      reference: references[place]!,
      service,
      pathway,
      channel,
      holderId: tx.actor.id,
      household,
    }))
    const moved = await this.advance.many(
      tx,
      files.map(({ caseId, reference, service, pathway, channel, household }) => ({
        kind: 'case',
        subjectId: caseId,
        event: 'open',
        opens: { caseId: null },
        payload: { reference, service, pathway, channel, household: household.length },
      })),
    )
    await this.files.openMany(tx, files)
    return moved.map(({ state, version }, place) => ({
      id: files[place]!.caseId,
      reference: files[place]!.reference,
      state,
      version,
    }))
  }
}
