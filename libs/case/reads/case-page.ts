import { Injectable } from '@nestjs/common'
import { PersonVault, Redaction, type Redacted, type SignedIn } from '@passage/access'
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
    const [row] = await this.database.query<Omit<CasePageCase, 'household'>>(
      `SELECT c.id, c.reference, c.service, c.pathway, c.channel, c.opened_on AS "openedOn", c.household_size AS "householdSize",
         json_build_object('id', a.id, 'displayName', a.display_name) AS holder, s.state, s.version
       FROM case_file c JOIN subject s ON s.id = c.id JOIN account a ON a.id = c.holder_id
       WHERE c.id = $1`,
      [caseId],
    )
    if (!row) throw Refused.notFound('case')
    return this.redaction.one(viewer, 'case', { ...row, household: await this.household(viewer, caseId) })
  }

  /** The people of the household. They are decrypted for those only who may read a name at all. */
  private async household(viewer: SignedIn, caseId: string): Promise<CasePagePerson[]> {
    const members = await membersOf(this.database, [caseId])
    const readsNames = this.redaction.reads(viewer, 'person', 'name')
    const opened = readsNames
      ? await this.vault.open(
          this.database,
          members.map((m) => m.id),
        )
      : undefined
    return members.map(({ id, relation, since, until }) => {
      const { name = null, nameMy = null, bornOn = null, rank = null, unit = null, needs = [] } = opened?.get(id) ?? {}
      return { id, relation, since, until, name, nameMy, bornOn, rank, unit, needs }
    })
  }
}
