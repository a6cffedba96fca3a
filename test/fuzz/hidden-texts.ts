import { PersonVault, type FieldClass, type Role } from '@passage/access'
import type { Database } from '@passage/platform'
import type { TestApi } from '../support/api'
import { whoMayRead } from '../support/who-may-read'

/** A text that stands in one field of the database, and who may read it at all. */
export interface HiddenText {
  readonly what: string
  readonly text: string
  readonly readers: ReadonlySet<Role>
}

/** Names, units, notes and codes as they stand in the database, long enough to be told from any other text. */
export async function hiddenTexts(owner: Database, api: TestApi): Promise<HiddenText[]> {
  const vault = api.app.get(PersonVault, { strict: false })
  const people = await owner.query<{ id: string }>('SELECT id FROM person ORDER BY id')
  const opened = await vault.open(
    owner,
    people.map(({ id }) => id),
  )
  const found: HiddenText[] = []
  for (const { name, nameMy, unit } of opened.values()) {
    for (const [field, text] of Object.entries({ name, nameMy, unit })) {
      if (text && text.length >= 8)
        found.push({ what: `person.${field}`, text, readers: whoMayRead('person', field, undefined, true) })
    }
  }
  const codes = await owner.query<{ text: string }>('SELECT text FROM code')
  for (const { text } of codes) found.push({ what: 'code.code', text, readers: whoMayRead('code', 'code') })
  const notes = await owner.query<{ id: string; class: FieldClass; personId: string; nonce: Buffer; ciphertext: Buffer }>(
    `SELECT n.id, n.class, n.nonce, n.ciphertext, p.id AS "personId" FROM note n JOIN person p ON p.case_id = n.case_id AND p.relation = 'applicant'`,
  )
  const texts = await vault.openNotes(owner, notes)
  for (const { id, class: noteClass } of notes) {
    const text = texts.get(id)
    if (text && text.length >= 8)
      found.push({ what: `note.text (${noteClass})`, text, readers: whoMayRead('note', 'text', noteClass, true) })
  }
  return found
}
