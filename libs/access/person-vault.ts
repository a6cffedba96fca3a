import { randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database, Refused, type Tx } from '@passage/platform'
import { nameTokenKey } from './keys/name-token-key'
import { nameTokens, scoreName, tokensToSearch } from './name-tokens'
import { commitment, MasterKeys, openFields, readStored, sealFields, storedBytes, type PersonFields } from './person-crypto'

/** What Passage keeps of a person. It exists outside the vault only as long as a request needs it. */
export interface PersonalFields {
  readonly name: string
  /** The name in Burmese letters. */
  readonly nameMy: string | null
  readonly bornOn: string
  readonly rank: string | null
  readonly unit: string | null
  readonly needs: readonly string[]
}

export interface PersonHit {
  readonly personId: string
  /** 1 for the same name, lower for less. */
  readonly score: number
  readonly fields: PersonalFields
}

/** A text sealed under a person's key, and the salted commitment that the log may hold of it. */
export interface SealedNote {
  readonly nonce: Buffer
  readonly ciphertext: Buffer
  readonly salt: Buffer
  readonly commitment: string
}

/** A person's sealed fields as JSON carries them: bytes in base64. */
export interface SealedPerson {
  readonly id: string
  readonly sealed: {
    readonly masterKey: number
    readonly wrapped: string
    readonly version: number
    readonly nonce: string
    readonly ciphertext: string
  }
}

/** Who can run a statement: the database, or a transaction. */
export type Queries = Pick<Tx, 'query'>

/** Bytes of a token, as {@link nameTokens} makes them. */
const tokenSize = 16
const candidatesAtMost = 200
const hitsAtMost = 50
const leastScore = 0.5
/** A version that no person's fields can have, so that a note never opens as fields, nor fields as a note. */
const versionOfNotes = 2 ** 40

interface KeyRow {
  person_id: string
  master_key: number
  wrapped: Buffer
}

/** Personal data as encrypted versions under a key per person: never updated, found through keyed tokens, gone when the key is. */
@Injectable()
export class PersonVault {
  private readonly keys: MasterKeys
  private tokenKey: Buffer | undefined

  /**
   * @param masterKeys as PASSAGE_MASTER_KEYS holds them
   * @throws Error naming the variable and the entry that is not as it must be
   */
  constructor(
    private readonly database: Database,
    masterKeys: string,
  ) {
    this.keys = MasterKeys.parse(masterKeys, 'PASSAGE_MASTER_KEYS')
  }

  /** Fetches the key of the name tokens, or makes it. What needs it does so too, when nobody has. */
  async prepare(): Promise<void> {
    await this.keyOfTokens(this.database)
  }

  /**
   * Seals persons that the caller has just inserted: a key, the first version and the name's tokens of each, in one statement however many.
   * The tokens are the bulk of it, about forty a person, so that they go as one string of bytes, which pg sends as it is, rather than as an
   * array, of which it would write out every byte as two letters. They are inserted in the order of their index.
   * @throws Error of PostgreSQL, a broken primary key, where one of them was sealed before: {@link seal} writes further versions
   */
  async sealNew(
    tx: Queries,
    people: readonly { readonly personId: string; readonly fields: PersonalFields }[],
    sealedBy: string,
  ): Promise<void> {
    if (people.length === 0) return
    const known = new Map<string, Buffer>()
    const tokenKey = await this.keyOfTokens(tx)
    const rows = people.map(({ personId, fields }) => {
      const { key, wrapped } = this.keys.newPersonKey(personId)
      return { wrapped, sealed: sealFields(key, personId, 1, { ...fields }), tokens: this.tokensOf(tokenKey, fields, known) }
    })
    await tx.query(
      `WITH fresh AS (
         SELECT *, sum(tokens) OVER (ORDER BY place) - tokens AS before
         FROM unnest($1::uuid[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[], $6::int[])
           WITH ORDINALITY AS fresh (person_id, master_key, wrapped, nonce, ciphertext, tokens, place)
       ), new_keys AS (
         INSERT INTO person_key (person_id, master_key, wrapped) SELECT person_id, master_key, wrapped FROM fresh
       ), new_tokens AS (
         INSERT INTO person_token (token, person_id)
         SELECT substring($7::bytea FROM ((before + n) * ${tokenSize} + 1)::int FOR ${tokenSize}) AS token, person_id
         FROM fresh CROSS JOIN LATERAL generate_series(0, tokens - 1) AS n
         ORDER BY 1, 2
       )
       INSERT INTO person_version (person_id, version, nonce, ciphertext, sealed_by)
       SELECT person_id, 1, nonce, ciphertext, $8::uuid FROM fresh`,
      [
        people.map(({ personId }) => personId),
        rows.map(({ wrapped }) => wrapped.masterKeyId),
        rows.map(({ wrapped }) => storedBytes(wrapped)),
        rows.map(({ sealed }) => sealed.nonce),
        rows.map(({ sealed }) => sealed.ciphertext),
        rows.map(({ tokens }) => tokens.length),
        Buffer.concat(rows.flatMap(({ tokens }) => tokens)),
        sealedBy,
      ],
    )
  }

  /** Writes a new version of a person's fields, and the tokens under which the name is found. The caller holds the case's lock. */
  async seal(tx: Queries, personId: string, fields: PersonalFields, sealedBy: string): Promise<void> {
    const [known] = await tx.query<KeyRow & { version: number }>(
      `SELECT k.person_id, k.master_key, k.wrapped, (SELECT coalesce(max(v.version), 0) FROM person_version v WHERE v.person_id = k.person_id) AS version
       FROM person_key k WHERE k.person_id = $1`,
      [personId],
    )
    if (!known) return this.sealNew(tx, [{ personId, fields }], sealedBy)
    const version = known.version + 1
    const sealed = sealFields(this.unwrap(known), personId, version, { ...fields })
    await tx.query('DELETE FROM person_token WHERE person_id = $1', [personId])
    await tx.query(
      `WITH new_tokens AS (
         INSERT INTO person_token (token, person_id) SELECT t, $1::uuid FROM unnest($2::bytea[]) t
       )
       INSERT INTO person_version (person_id, version, nonce, ciphertext, sealed_by) VALUES ($1, $3, $4, $5, $6)`,
      [personId, this.tokensOf(await this.keyOfTokens(tx), fields), version, sealed.nonce, sealed.ciphertext, sealedBy],
    )
  }

  /** The newest fields of each person; one whose key is gone is not among them. */
  async open(on: Queries, personIds: readonly string[]): Promise<Map<string, PersonalFields>> {
    if (personIds.length === 0) return new Map()
    const rows = await on.query<KeyRow & { version: number; nonce: Buffer; ciphertext: Buffer }>(
      `SELECT k.person_id, k.master_key, k.wrapped, v.version, v.nonce, v.ciphertext
       FROM person_key k CROSS JOIN LATERAL (
         SELECT version, nonce, ciphertext FROM person_version WHERE person_id = k.person_id ORDER BY version DESC LIMIT 1) v
       WHERE k.person_id = ANY ($1::uuid[])`,
      [[...new Set(personIds)]],
      'vault_open',
    )
    return new Map(rows.map((row) => [row.person_id, personal(openFields(this.unwrap(row), row.person_id, row.version, row))]))
  }

  /** The fields of persons whose sealed rows another statement fetched (`household_of`), by person. */
  openSealed(people: readonly SealedPerson[]): Map<string, PersonalFields> {
    return new Map(
      people.map(({ id, sealed: { masterKey, wrapped, version, nonce, ciphertext } }) => {
        const key = this.unwrap({ person_id: id, master_key: masterKey, wrapped: Buffer.from(wrapped, 'base64') })
        const opened = { nonce: Buffer.from(nonce, 'base64'), ciphertext: Buffer.from(ciphertext, 'base64') }
        return [id, personal(openFields(key, id, version, opened))]
      }),
    )
  }

  /**
   * Persons whose name is like what was typed, best first. Found by equality of keyed tokens, decrypted and scored here.
   * @param readable a condition of SQL over the case `f` of the person, for those among whom is looked (Redaction.onlyReadable)
   */
  async search(query: string, on: Queries = this.database, readable = 'true'): Promise<PersonHit[]> {
    const tokens = tokensToSearch(await this.keyOfTokens(on), query)
    const strong = [...tokens.words, ...tokens.sounds]
    if (strong.length + tokens.trigrams.length === 0) return []
    const rows = await on.query<{ person_id: string }>(
      `SELECT t.person_id FROM person_token t ${readable === 'true' ? '' : 'JOIN person p ON p.id = t.person_id JOIN case_file f ON f.id = p.case_id'}
       WHERE (token = ANY ($1::bytea[]) OR token = ANY ($2::bytea[])) AND ${readable}
       GROUP BY t.person_id
       HAVING bool_or(token = ANY ($1::bytea[])) OR count(*) FILTER (WHERE token = ANY ($2::bytea[])) >= $3
       ORDER BY count(*) FILTER (WHERE token = ANY ($1::bytea[])) DESC, count(*) DESC, t.person_id LIMIT ${candidatesAtMost}`,
      [strong, tokens.trigrams, tokens.trigramsNeeded],
    )
    const opened = await this.open(
      on,
      rows.map((row) => row.person_id),
    )
    return [...opened]
      .map(([personId, fields]) => ({ personId, fields, score: bestScore(query, fields) }))
      .filter((hit) => hit.score >= leastScore)
      .sort((a, b) => b.score - a.score || (a.personId < b.personId ? -1 : 1))
      .slice(0, hitsAtMost)
  }

  /** {@link sealNotes} with one note. */
  async sealNote(tx: Queries, personId: string, noteId: string, text: string): Promise<SealedNote> {
    const [sealed] = await this.sealNotes(tx, [{ personId, noteId, text }])
    return sealed!
  }

  /**
   * Seals notes, each under a person's key (that of the case's applicant). Its id is bound in, so that two notes cannot change places.
   * @returns what was sealed, in the order of the notes
   */
  async sealNotes(
    tx: Queries,
    notes: readonly { readonly personId: string; readonly noteId: string; readonly text: string }[],
  ): Promise<SealedNote[]> {
    const keys = await this.keysOf(tx, [...new Set(notes.map((note) => note.personId))])
    return notes.map(({ personId, noteId, text }) => {
      const key = keys.get(personId)
      if (!key) {
        throw new Refused('person.erased', 'A note rests under the key of a person, and this one has none any more.', {
          fix: 'Nothing can be noted of somebody who was erased.',
        })
      }
      const salt = randomBytes(32)
      const sealed = sealFields(key, personId, versionOfNotes, { note: noteId, text })
      return { ...sealed, salt, commitment: commitment(salt, Buffer.from(text, 'utf8')).toString('hex') }
    })
  }

  /** Texts of notes by note id; a note whose person's key is gone is not among them. */
  async openNotes(
    on: Queries,
    notes: readonly { readonly id: string; readonly personId: string; readonly nonce: Buffer; readonly ciphertext: Buffer }[],
  ): Promise<Map<string, string>> {
    const keys = await this.keysOf(on, [...new Set(notes.map((note) => note.personId))])
    const texts = new Map<string, string>()
    for (const note of notes) {
      const key = keys.get(note.personId)
      if (!key) continue
      const fields = openFields(key, note.personId, versionOfNotes, note)
      if (fields.note !== note.id) throw new Error(`the note ${note.id} holds the text of another`)
      texts.set(note.id, String(fields.text))
    }
    return texts
  }

  /** The tokens of both spellings, each once, in the order of their bytes, so that their order tells nothing. */
  private tokensOf(tokenKey: Buffer, { name, nameMy }: PersonalFields, known?: Map<string, Buffer>): Buffer[] {
    const tokens = [name, nameMy]
      .flatMap((spelling) => (spelling ? nameTokens(tokenKey, spelling, known) : []))
      .sort(Buffer.compare)
    return tokens.filter((token, place) => place === 0 || !token.equals(tokens[place - 1]!))
  }

  private async keyOfTokens(on: Queries): Promise<Buffer> {
    return (this.tokenKey ??= await nameTokenKey(on, this.database, this.keys))
  }

  private async keysOf(on: Queries, personIds: readonly string[]): Promise<Map<string, Buffer>> {
    if (personIds.length === 0) return new Map()
    const rows = await on.query<KeyRow>(
      'SELECT person_id, master_key, wrapped FROM person_key WHERE person_id = ANY ($1::uuid[])',
      [personIds],
      'vault_keys',
    )
    return new Map(rows.map((row) => [row.person_id, this.unwrap(row)]))
  }

  private unwrap(row: KeyRow): Buffer {
    return this.keys.unwrap(row.person_id, readStored(row.master_key, row.wrapped))
  }
}

function personal(fields: PersonFields): PersonalFields {
  return fields as unknown as PersonalFields
}

function bestScore(query: string, fields: PersonalFields): number {
  return Math.max(scoreName(query, fields.name), fields.nameMy ? scoreName(query, fields.nameMy) : 0)
}
