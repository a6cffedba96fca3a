import { Injectable } from '@nestjs/common'
import { PersonVault, type PersonalFields, type Queries } from '@passage/access'
import { Refused } from '@passage/platform'
import type { ActTx } from './act'
import {
  findCaseFile,
  insertCaseFiles,
  insertMembers,
  membersOf,
  nextCaseNumbers,
  recountHousehold,
  referencesOf,
  rolesOfEnabledAccounts,
  setHolders,
  setUntil,
  type CaseFile,
  type Channel,
  type Member,
  type Pathway,
  type Relation,
  type Service,
} from './case-file.store'
import { caseworkers } from './lifecycles/case.lifecycle'

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

  /** @returns the next case references, rising, such as `P-2021-00042`; their year is the programme date's */
  async nextReferences(tx: ActTx, howMany: number): Promise<string[]> {
    return (await nextCaseNumbers(tx, howMany)).map((number) => caseReference(tx.today, number))
  }

  /** Writes the files of cases that were just opened, and seals their households: three statements, however many. */
  async openMany(tx: ActTx, files: readonly NewCaseFile[]): Promise<void> {
    await insertCaseFiles(
      tx,
      files.map(({ caseId, household, ...known }) => ({
        id: caseId,
        ...known,
        openedOn: tx.today,
        householdSize: household.length,
      })),
    )
    await this.insert(
      tx,
      files.flatMap(({ caseId, household }) =>
        household.map((person) => ({ person, member: { id: tx.random.uuid(), caseId, since: tx.today } })),
      ),
    )
  }

  /** @throws Refused `case.not_found` */
  async get(from: Queries, caseId: string): Promise<CaseFile> {
    const file = await findCaseFile(from, caseId)
    if (!file) throw Refused.notFound('case')
    return file
  }

  /**
   * Their references in one statement, by case.
   * @throws Refused `case.not_found` where there is no such case
   */
  async referencesOf(from: Queries, caseIds: readonly string[]): Promise<Map<string, string>> {
    const references = await referencesOf(from, caseIds)
    if (caseIds.some((id) => !references.has(id))) throw Refused.notFound('case')
    return references
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
    await this.insert(tx, [{ person, member: { id: personId, caseId, since } }])
    await recountHousehold(tx, caseId)
    return personId
  }

  /** The member leaves the household on that day; what was recorded of them stays. */
  async endMember(tx: ActTx, caseId: string, personId: string, until: string): Promise<void> {
    await setUntil(tx, personId, until)
    await recountHousehold(tx, caseId)
  }

  /** @throws Refused `input.holder` where an account is disabled, unknown, or has no caseworking role */
  async assertMayHold(tx: ActTx, accountIds: readonly string[]): Promise<void> {
    const roles = await rolesOfEnabledAccounts(tx, [...new Set(accountIds)])
    if (accountIds.every((id) => caseworkers.some((role) => roles.get(id)?.includes(role)))) return
    throw Refused.field(
      'holderId',
      'A case is held by somebody who works on cases and whose account is enabled.',
      'Choose somebody from the list of caseworkers.',
      'input.holder',
    )
  }

  /** One truth about who holds a case: this column. @returns the references, by case */
  async assign(
    tx: ActTx,
    assigned: readonly { readonly caseId: string; readonly holderId: string }[],
  ): Promise<Map<string, string>> {
    return setHolders(tx, assigned)
  }

  private async insert(
    tx: ActTx,
    people: readonly { readonly person: NewPerson; readonly member: Pick<Member, 'id' | 'caseId' | 'since'> }[],
  ): Promise<void> {
    await insertMembers(
      tx,
      people.map(({ person, member }) => ({ ...member, relation: person.relation })),
    )
    await this.vault.sealNew(
      tx,
      people.map(({ person, member }) => ({ personId: member.id, fields: fieldsOf(person) })),
      tx.actor.id,
    )
  }
}

function fieldsOf({ name, nameMy, bornOn, rank, unit, needs }: NewPerson): PersonalFields {
  return { name, nameMy: nameMy ?? null, bornOn, rank: rank ?? null, unit: unit ?? null, needs: needs ?? [] }
}

/** `P-<year>-<number>`, the number with at least five digits. Nothing of the person is in it. */
export function caseReference(programmeDate: string, number: bigint): string {
  return `P-${programmeDate.slice(0, 4)}-${String(number).padStart(5, '0')}`
}
