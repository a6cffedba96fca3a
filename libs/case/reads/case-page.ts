import { Injectable } from '@nestjs/common'
import { asViewer, PersonVault, Redaction, type Look, type Redacted, type RowFacts, type SignedIn } from '@passage/access'
import { Database, Refused } from '@passage/platform'
import { membersOf, type CaseFile, type Relation } from '../case-file.store'

export interface CasePagePerson {
  readonly id: string
  readonly relation: Relation
  readonly since: string
  readonly until: string | null
  readonly name: string | null
  readonly nameMy: string | null
  readonly bornOn: string | null
  readonly rank: string | null
  readonly unit: string | null
  readonly needs: readonly string[]
  readonly erased: boolean
}

export interface CasePageCase extends Omit<CaseFile, 'holderId'> {
  readonly holder: { readonly id: string; readonly displayName: string }
  readonly version: number
  readonly household: readonly CasePagePerson[]
}

/** One case with its household, as far as the viewer may read it. Its version is the ETag that a command sends back as If-Match. */
@Injectable()
export class CasePage {
  constructor(
    private readonly database: Database,
    private readonly vault: PersonVault,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `case.not_found` */
  async read(viewer: SignedIn, caseId: string): Promise<Redacted<CasePageCase>> {
    return asViewer(this.database, viewer, (look) => this.readIn(look, viewer, caseId)).then(({ row, facts }) =>
      this.redaction.one(viewer, 'case', row, facts),
    )
  }

  private async readIn(look: Look, viewer: SignedIn, caseId: string): Promise<{ row: CasePageCase; facts: RowFacts }> {
    const [row] = await look.query<Omit<CasePageCase, 'household'>>(
      `SELECT c.id, c.reference, c.service, c.pathway, c.channel, c.opened_on AS "openedOn", c.household_size AS "householdSize",
         json_build_object('id', a.id, 'displayName', a.display_name) AS holder, s.state, s.version
       FROM case_file c JOIN subject s ON s.id = c.id JOIN account a ON a.id = c.holder_id
       WHERE c.id = $1`,
      [caseId],
      'case_page',
    )
    if (!row) throw Refused.notFound('case')
    const facts = { caseId, state: row.state, holderId: row.holder.id }
    return { row: { ...row, household: await this.household(look, viewer, facts) }, facts }
  }

  /** The people of the household. They are fetched and decrypted for those only who may read their names in this very case. */
  private async household(
    look: Look,
    viewer: SignedIn,
    facts: RowFacts & { readonly caseId: string },
  ): Promise<CasePagePerson[]> {
    const members = await membersOf(look, [facts.caseId])
    const opened = this.redaction.readsOf(viewer, 'person', 'name', facts)
      ? await this.vault.open(
          look,
          members.map((m) => m.id),
        )
      : undefined
    return members.map(({ id, relation, since, until, erased }) => {
      const { name = null, nameMy = null, bornOn = null, rank = null, unit = null, needs = [] } = opened?.get(id) ?? {}
      return { id, relation, since, until, name, nameMy, bornOn, rank, unit, needs, erased }
    })
  }
}
