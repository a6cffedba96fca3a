import { hkdfSync, randomBytes } from 'node:crypto'
import type { Database } from '@passage/platform'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database'
import { MasterKeys } from '../person-crypto'
import { nameTokenKey } from './name-token-key'

const key = (number: number): string => `${number}:${randomBytes(32).toString('base64')}`

describe('The key of the name tokens', () => {
  let test: TestDatabase
  let owner: Database
  const one = key(1)
  const both = MasterKeys.parse(`${key(2)},${one}`)

  beforeEach(async () => {
    test = await createTestDatabase()
    owner = await test.open('owner', 6)
  })
  afterEach(() => test.drop())

  it('is the same for everybody who asks, also for those who ask first at the same time', async () => {
    const asked = await Promise.all(Array.from({ length: 6 }, () => nameTokenKey(owner, owner, both)))
    expect(new Set(asked.map((bytes) => bytes.toString('hex'))).size).toBe(1)
    expect(asked[0]).toHaveLength(32)
  })

  it('has nothing to do with any master key where there are no tokens yet', async () => {
    const made = await nameTokenKey(owner, owner, both)
    for (const number of both.numbers) expect(made.equals(both.derive(number, 'passage.name_tokens.v1'))).toBe(false)
  })

  it('is the one of the first master key where tokens are older than its row, so that they are found on', async () => {
    await owner.query('ALTER TABLE person_token DISABLE TRIGGER a_token_has_its_person')
    await owner.query(`INSERT INTO person_token VALUES ('\\x00', gen_random_uuid())`)
    const made = await nameTokenKey(owner, owner, both)
    const first = Buffer.from(one.slice(2), 'base64')
    expect(made.equals(Buffer.from(hkdfSync('sha256', first, '', 'passage.name_tokens.v1', 32)))).toBe(true)
  })

  it('is made apart from the transaction that needs it first, which may be rolled back', async () => {
    let used: Buffer | undefined
    const rolledBack = owner.transaction(async (tx) => {
      used = await nameTokenKey(tx, owner, both)
      throw new Error('rolled back')
    })
    await expect(rolledBack).rejects.toThrow('rolled back')
    expect((await nameTokenKey(owner, owner, both)).equals(used!)).toBe(true)
  })
})
