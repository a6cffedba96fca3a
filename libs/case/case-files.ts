import { Injectable } from '@nestjs/common'
import { PersonVault, type PersonalFields, type Queries } from '@passage/access'
import { Refused } from '@passage/platform'
import type { ActTx } from './act'
import {
  findCaseFile,
  insertCaseFile,
  insertMembers,
  membersOf,
  nextCaseNumber,
  recountHousehold,
  rolesOfEnabledAccount,
  setHolder,
  setUntil,
  type CaseFile,
  type Channel,
  type Member,
  type Pathway,
  type Relation,
  type Service,
} from './case-file.store'

/** A person as somebody described them. Everything but the relation is sealed under the person's own key. */
export interface NewPerson {
  readonly relation: Relation
  readonly name: string
  readonly nameMy?: string | undefined
  readonly bornOn: string
  readonly rank?: string | undefined
  readonly unit?: string | undefined
  readonly needs?: readonly string[] | undefined
}

export interface NewCaseFile {
  /** The id of the case's subject, which the caller has opened in this transaction. */
  readonly caseId: string
  readonly reference: string
  readonly service: Service
  readonly pathway: Pathway
  readonly channel: Channel
  readonly holderId: string
  readonly household: readonly NewPerson[]
}

/**
 * The case as every stage may know it, and the household behind it. It moves no subject: whoever changes a case file advances the case
 * in the same transaction, first, so that the case is locked by then.
 */
@Injectable()
export class CaseFiles {
  constructor(private readonly vault: PersonVault) {}

  /** @returns the next case reference, such as `P-2021-00042`; its year is the programme date's */
  async nextReference(tx: ActTx): Promise<string> {
    return caseReference(tx.today, await nextCaseNumber(tx))
  }

  /** Writes the file of a case that was just opened, and seals its household. */
  async open(tx: ActTx, file: NewCaseFile): Promise<void> {
    const { household, ...known } = file
    await insertCaseFile(tx, { id: file.caseId, ...known, openedOn: tx.today, householdSize: household.length })
    await this.insert(tx, file.caseId, household, tx.today)
  }

  /** @throws Refused `case.not_found` */
  async get(from: Queries, caseId: string): Promise<CaseFile> {
    const file = await findCaseFile(from, caseId)
    if (!file) throw Refused.notFound('case')
    return file
  }

  /** Everybody who is or was of the household, the applicant first. */
  async members(from: Queries, caseId: string): Promise<Member[]> {
    return membersOf(from, [caseId])
  }

  /** Those of many cases in one statement, by case. */
  async membersOfMany(from: Queries, caseIds: readonly string[]): Promise<Map<string, Member[]>> {
    const byCase = new Map<string, Member[]>(caseIds.map((id) => [id, []]))
    for (const member of await membersOf(from, caseIds)) byCase.get(member.caseId)!.push(member)
    return byCase
  }

  /** @returns the new member's id */
  async addMember(
    tx: ActTx,
    caseId: string,
    person: NewPerson,
    since: string,
    personId: string = tx.random.uuid(),
  ): Promise<string> {
    await this.insert(tx, caseId, [person], since, [personId])
    await recountHousehold(tx, caseId)
    return personId
  }

  /** The member leaves the household on that day; what was recorded of them stays. */
  async endMember(tx: ActTx, caseId: string, personId: string, until: string): Promise<void> {
    await setUntil(tx, personId, until)
    await recountHousehold(tx, caseId)
  }

  /** The roles of an account that may still log in; empty where it may not, or is unknown. */
  async rolesOfHolder(tx: ActTx, accountId: string): Promise<string[]> {
    return rolesOfEnabledAccount(tx, accountId)
  }

  /** One truth about who holds a case: this column. */
  async assign(tx: ActTx, caseId: string, holderId: string): Promise<void> {
    await setHolder(tx, caseId, holderId)
  }

  private async insert(
    tx: ActTx,
    caseId: string,
    people: readonly NewPerson[],
    since: string,
    ids: readonly string[] = people.map(() => tx.random.uuid()),
  ): Promise<void> {
    await insertMembers(
      tx,
      people.map(({ relation }, place) => ({ id: ids[place]!, caseId, relation, since })),
    )
    for (const [place, person] of people.entries()) await this.vault.seal(tx, ids[place]!, fieldsOf(person), tx.actor.id)
  }
}

function fieldsOf({ name, nameMy, bornOn, rank, unit, needs }: NewPerson): PersonalFields {
  return { name, nameMy: nameMy ?? null, bornOn, rank: rank ?? null, unit: unit ?? null, needs: needs ?? [] }
}

/** `P-<year>-<number>`, the number with at least five digits. Nothing of the person is in it. */
export function caseReference(programmeDate: string, number: bigint): string {
  return `P-${programmeDate.slice(0, 4)}-${String(number).padStart(5, '0')}`
}
