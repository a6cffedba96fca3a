import { Injectable } from '@nestjs/common'
import { PersonVault, Redaction, type Redacted, type SealedPerson, type SignedIn } from '@passage/access'
import { Database, Refused } from '@passage/platform'
import type { CaseFile, Relation } from '../case-file.store'

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

  /**
   * One statement: the database asks once who looks, and gives sealed fields where that viewer may read them (migrations/0018-case-page.ts).
   * @throws Refused `case.not_found`
   */
  async read(viewer: SignedIn, caseId: string): Promise<Redacted<CasePageCase>> {
    const [row] = await this.database.query<CaseRow>(
      `SELECT c.id, c.reference, c.service, c.pathway, c.channel, c.opened_on AS "openedOn", c.household_size AS "householdSize",
         json_build_object('id', a.id, 'displayName', a.display_name) AS holder, s.state, s.version, household_of($2, c.id) AS household
       FROM case_file c JOIN subject s ON s.id = c.id JOIN account a ON a.id = c.holder_id
       WHERE c.id = $1`,
      [caseId, viewer.token],
      'case_page',
    )
    if (!row) throw Refused.notFound('case')
    const facts = { caseId, state: row.state, holderId: row.holder.id }
    const shown = this.redaction.readsOf(viewer, 'person', 'name', facts)
    const opened = this.vault.openSealed(shown ? row.household.filter(isSealed) : [])
    const household = row.household.map(({ sealed: _, ...member }) => ({ ...nothingKnown, ...member, ...opened.get(member.id) }))
    return this.redaction.one(viewer, 'case', { ...row, household }, facts)
  }
}

type MemberRow = Pick<CasePagePerson, 'id' | 'relation' | 'since' | 'until' | 'erased'> & {
  readonly sealed: SealedPerson['sealed'] | null
}
type CaseRow = Omit<CasePageCase, 'household'> & { readonly household: readonly MemberRow[] }

const nothingKnown = { name: null, nameMy: null, bornOn: null, rank: null, unit: null, needs: [] }

function isSealed(member: MemberRow): member is MemberRow & SealedPerson {
  return member.sealed !== null
}
