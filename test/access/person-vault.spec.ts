import { randomUUID } from 'node:crypto'
import { PersonVault, type PersonalFields } from '@passage/access'
import type { Database } from '@passage/platform'
import { testMasterKeys } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

const system = '00000000-0000-4000-8000-000000000000'

describe('The vault of personal data', () => {
  let database: TestDatabase
  let application: Database
  let owner: Database
  let vault: PersonVault

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = await database.open('owner', 1)
    application = await database.open('passage_worker', 2)
    vault = new PersonVault(application, testMasterKeys)
    // Persons without cases: what the vault does depends on neither.
    await owner.query('ALTER TABLE person DROP CONSTRAINT person_case_id_fkey')
  })

  afterAll(() => database.drop())

  const fields = (name: string, nameMy: string | null = null): PersonalFields => ({
    name,
    nameMy,
    bornOn: '1994-03-02',
    rank: 'corporal',
    unit: 'Unit 17 (made up)',
    needs: ['insulin'],
  })

  /** A person of whom nothing is sealed yet. */
  async function somebody(): Promise<string> {
    const id = randomUUID()
    await owner.query(`INSERT INTO person (id, case_id, relation, since) VALUES ($1, $2, 'other', '2021-09-01')`, [
      id,
      randomUUID(),
    ])
    return id
  }

  async function aPerson(known: PersonalFields): Promise<string> {
    const id = await somebody()
    await application.transaction((tx) => vault.seal(tx, id, known, system))
    return id
  }

  it('gives back what was sealed, in its newest version', async () => {
    const id = await aPerson(fields('Maung Maung', 'မောင်မောင်'))
    await application.transaction((tx) => vault.seal(tx, id, fields('Maung Maung Oo'), system))
    expect((await vault.open(application, [id])).get(id)).toEqual(fields('Maung Maung Oo'))
    expect(await application.query('SELECT version FROM person_version WHERE person_id = $1 ORDER BY 1', [id])).toHaveLength(2)
  })

  it('seals many new persons in one statement, each under a key of its own and found by the very tokens of a single one', async () => {
    const names = [
      ['Zwan Moe Lwoe', 'ဇွမ်းမိုးလွိုး'],
      ['Zwan Moe Lwoe', null],
      ['...', null],
      ['Pyoun Lin', 'ပျွန့်လင်း'],
    ] as const
    const people = await Promise.all(
      names.map(async ([name, nameMy]) => ({ personId: await somebody(), fields: fields(name, nameMy) })),
    )
    const ids = people.map((person) => person.personId)
    let statements = 0
    await application.transaction((tx) =>
      vault.sealNew({ query: (...statement) => ((statements += 1), tx.query(...statement)) }, people, system),
    )
    expect(statements).toBe(1)
    const opened = await vault.open(application, ids)
    expect(people.map(({ personId }) => opened.get(personId))).toEqual(people.map((person) => person.fields))
    const keys = await owner.query<{ wrapped: Buffer }>('SELECT wrapped FROM person_key WHERE person_id = ANY ($1::uuid[])', [
      ids,
    ])
    expect(new Set(keys.map((key) => key.wrapped.toString('hex'))).size).toBe(people.length)

    const tokensOf = async (id: string) => {
      const rows = await owner.query<{ token: Buffer }>('SELECT token FROM person_token WHERE person_id = $1 ORDER BY 1', [id])
      return rows.map((row) => row.token.toString('hex'))
    }
    for (const { personId, fields: known } of people) {
      // A further version goes the other way, one person at a time.
      const tokens = await tokensOf(personId)
      await application.transaction((tx) => vault.seal(tx, personId, known, system))
      expect(await tokensOf(personId)).toEqual(tokens)
    }
    expect(await tokensOf(ids[2]!)).toEqual([])
    expect((await vault.search('ပျွန့်လင်း'))[0]).toMatchObject({ personId: ids[3], score: 1 })
  })

  it('seals as new nobody who was sealed before, and none of those beside them', async () => {
    const [known, fresh] = [await aPerson(fields('Known Before')), await somebody()]
    const people = [fresh, known].map((personId) => ({ personId, fields: fields('Taken Over') }))
    await expect(application.transaction((tx) => vault.sealNew(tx, people, system))).rejects.toMatchObject({
      constraint: 'person_version_pkey',
    })
    expect((await vault.open(application, [known, fresh])).get(known)).toEqual(fields('Known Before'))
    expect((await vault.open(application, [fresh])).size).toBe(0)
    expect(await vault.search('Taken Over')).toEqual([])
  })

  it('leaves nothing readable in the database', async () => {
    await aPerson(fields('Zarni Unreadable'))
    for (const table of ['person', 'person_key', 'person_version', 'person_token']) {
      const rows = await owner.query<{ text: string }>(
        `SELECT encode(convert_to(t::text, 'UTF8'), 'escape') AS text FROM ${table} t`,
      )
      const hex = Buffer.from('Unreadable').toString('hex')
      expect(rows.some((row) => /Unreadable|insulin|corporal/.test(row.text) || row.text.includes(hex))).toBe(false)
    }
  })

  it('finds a person by a name that is spelt a little otherwise, best first, and no longer by a name given up', async () => {
    const id = await aPerson(fields('Khin Khin Htwe', 'ခင်ခင်ထွေး'))
    await aPerson(fields('Saw Eh Doh'))
    for (const query of ['Khin Khin Htwe', 'khin htwe', 'Khin Khin Htway', 'ခင်ခင်ထွေး']) {
      const [best] = await vault.search(query)
      expect([query, best?.personId]).toEqual([query, id])
    }
    await application.transaction((tx) => vault.seal(tx, id, fields('Nilar Thein'), system))
    expect((await vault.search('Khin Khin Htwe')).map((hit) => hit.personId)).not.toContain(id)
    expect((await vault.search('Nilar Thein'))[0]).toMatchObject({ personId: id, score: 1 })
    expect(await vault.search('')).toEqual([])
  })

  it('keeps a note under the key of a person, and knows it from another', async () => {
    const id = await aPerson(fields('Aye Aye'))
    const [one, two] = [randomUUID(), randomUUID()]
    const sealed = await vault.sealNote(application, id, one, 'She asked for news of her brother.')
    expect(sealed.commitment).toMatch(/^[0-9a-f]{64}$/)
    const row = { personId: id, nonce: sealed.nonce, ciphertext: sealed.ciphertext }
    expect((await vault.openNotes(application, [{ id: one, ...row }])).get(one)).toBe('She asked for news of her brother.')
    await expect(vault.openNotes(application, [{ id: two, ...row }])).rejects.toThrow('holds the text of another')
  })

  it('seals many notes, each under its own person', async () => {
    const [one, two] = [await aPerson(fields('Aye Aye')), await aPerson(fields('Su Su'))]
    const notes = [two, one, two].map((personId, n) => ({ personId, noteId: randomUUID(), text: `Note ${n}` }))
    const sealed = await vault.sealNotes(application, notes)
    const rows = notes.map(({ personId, noteId: id }, n) => ({ id, personId, ...sealed[n]! }))
    expect([...(await vault.openNotes(application, rows)).values()]).toEqual(['Note 0', 'Note 1', 'Note 2'])
    await expect(vault.openNotes(application, [{ ...rows[0]!, personId: one }])).rejects.toThrow('cannot be opened')
    await expect(vault.sealNotes(application, [{ ...notes[0]!, personId: randomUUID() }])).rejects.toThrow('has none')
  })

  it('has nothing to show of a person whose key was destroyed', async () => {
    const id = await aPerson(fields('To Be Erased'))
    await owner.query('DELETE FROM person_key WHERE person_id = $1', [id])
    expect((await vault.open(application, [id])).size).toBe(0)
    expect((await vault.search('To Be Erased')).map((hit) => hit.personId)).not.toContain(id)
  })

  it('goes on finding and opening when a newer master key begins to wrap', async () => {
    const id = await aPerson(fields('Before Rotation'))
    const newer = `2:${Buffer.from('another-key-for-tests-0123456789').toString('base64')}`
    const rotated = new PersonVault(application, `${newer},${testMasterKeys}`)
    expect((await rotated.search('Before Rotation'))[0]?.personId).toBe(id)
  })

  it('does not start without its keys', () => {
    expect(() => new PersonVault(application, '')).toThrow('PASSAGE_MASTER_KEYS')
    expect(() => new PersonVault(application, '1:c2hvcnQ=')).toThrow('PASSAGE_MASTER_KEYS')
  })
})
