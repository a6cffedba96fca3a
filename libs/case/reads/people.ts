import { Injectable } from '@nestjs/common'
import { asViewer, PersonVault, Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database } from '@passage/platform'

export interface PersonFound {
  readonly personId: string
  readonly caseId: string
  readonly reference: string
  readonly name: string
  readonly nameMy: string | null
  /** 1 for the same name, lower for less. */
  readonly score: number
}

/** Where the vault's statement has the case of a person. */
const caseOfPerson = { caseId: 'f.id', state: 'f.state', holderId: 'f.holder_id' }

/** Finds persons by name in Latin or Burmese letters, however it is spelled. Every hit that is shown stands in the access log. */
@Injectable()
export class People {
  constructor(
    private readonly database: Database,
    private readonly vault: PersonVault,
    private readonly redaction: Redaction,
  ) {}

  /** Best first, at most fifty. @throws Refused `access.field` for somebody whose role reads no names */
  async search(viewer: SignedIn, name: string): Promise<Redacted<Page<PersonFound>>> {
    this.redaction.mayAsk(viewer, 'person', 'name')
    const readable = this.redaction.onlyReadable(viewer, 'person', 'name', caseOfPerson)
    const { hits, rows } = await asViewer(this.database, viewer, async (look) => {
      // Only among those whose names the viewer reads: others must not push anybody out of the list, nor be told by that.
      const found = await this.vault.search(name, look, readable)
      const files = await look.query<{ id: string; caseId: string; reference: string }>(
        `SELECT p.id, p.case_id AS "caseId", c.reference FROM person p JOIN case_file c ON c.id = p.case_id WHERE p.id = ANY ($1::uuid[])`,
        [found.map((hit) => hit.personId)],
      )
      return { hits: found, rows: files }
    })
    const fileOf = new Map(rows.map((row) => [row.id, row]))
    const found = hits.flatMap(({ personId, score, fields }) => {
      const file = fileOf.get(personId)
      if (!file) return []
      const { caseId, reference } = file
      return [{ personId, caseId, reference, name: fields.name, nameMy: fields.nameMy, score: Math.round(score * 100) / 100 }]
    })
    return this.redaction.many(viewer, 'person_hit', found)
  }
}
