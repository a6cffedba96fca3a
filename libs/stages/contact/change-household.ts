import { Injectable } from '@nestjs/common'
import { PersonVault, type HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type ActTx, type NewPerson, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { assertDay, faultsOfPerson, refuseFaults } from './contact.rules'

export interface AddMember extends NewPerson {
  /** The day on which the person joined the household; today unless said. */
  readonly since?: string | undefined
}

/** People join a household and leave it; the case stays in its state, and the log keeps who changed what. */
@Injectable()
export class ChangeHousehold {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
    private readonly vault: PersonVault,
  ) {}

  /** @throws Refused `input.one_applicant`, `input.before_case`, `input.date`, `input.implausible` */
  async addMember(command: HttpCommand, caseId: string, input: AddMember): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { since = tx.today, ...person } = input
      if (person.relation === 'applicant') {
        throw Refused.field(
          'relation',
          'A case has one applicant, and this one has its own.',
          'Choose another relation, or open a case for this person.',
          'input.one_applicant',
        )
      }
      const personId = tx.random.uuid()
      const receipt = await this.advanceCase(tx, command, caseId, { change: 'joined', person: personId, day: since })
      const file = await this.files.get(tx, caseId)
      assertDay('since', since, file.openedOn, tx.today)
      refuseFaults(faultsOfPerson(person, await this.applicantBornOn(tx, caseId), tx.today, ''))
      await this.files.addMember(tx, caseId, person, since, personId)
      return { ...receipt, reference: file.reference }
    })
  }

  /** @throws Refused `person.not_found`, `household.applicant_stays`, `household.left_already`, `input.before_case`, `input.date` */
  async endMember(command: HttpCommand, caseId: string, personId: string, until: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const receipt = await this.advanceCase(tx, command, caseId, { change: 'left', person: personId, day: until })
      const file = await this.files.get(tx, caseId)
      const member = (await this.files.members(tx, caseId)).find((m) => m.id === personId)
      if (!member) throw Refused.notFound('person')
      if (member.relation === 'applicant') {
        throw new Refused('household.applicant_stays', 'The applicant does not leave the household: the case is theirs.', {
          fix: 'Withdraw or close the case instead.',
        })
      }
      if (member.until) {
        throw new Refused('household.left_already', `This person left the household on ${member.until}.`, {
          fix: 'Choose somebody who still belongs to the household.',
        })
      }
      assertDay('until', until, member.since, tx.today)
      await this.files.endMember(tx, caseId, personId, until)
      return { ...receipt, reference: file.reference }
    })
  }

  /** First of all, so that the case is locked when its household is read. */
  private async advanceCase(
    tx: ActTx,
    command: HttpCommand,
    caseId: string,
    payload: { change: 'joined' | 'left'; person: string; day: string },
  ): Promise<Receipt> {
    const { state, version } = await this.advance.one(tx, {
      kind: 'case',
      subjectId: caseId,
      event: 'change_household',
      payload,
      seenVersion: command.seenVersion,
    })
    return { id: caseId, state, version }
  }

  /** Read to compare ages only; it does not leave the process. */
  private async applicantBornOn(tx: ActTx, caseId: string): Promise<string | undefined> {
    const applicant = (await this.files.members(tx, caseId)).find((m) => m.relation === 'applicant')
    if (!applicant) return undefined
    const opened = await this.vault.open(tx, [applicant.id])
    return opened.get(applicant.id)?.bornOn
  }
}
