import { randomUUID } from 'node:crypto'
import { MasterKeys } from '@passage/access'
import { refusalOf } from '../support/history'
import { bothKeys, KeyWorld, newKeys, oldKeys, system } from './keys.support'

let world: KeyWorld
beforeEach(async () => void (world = await KeyWorld.open()))
afterEach(() => world.close())

describe('Rotating the master keys', () => {
  it('brings all under the newest key, so that the older one can be taken away: names are read and found as before', async () => {
    const id = await world.sealed('Before Rotation', oldKeys)
    const noteId = randomUUID()
    const note = await world.vault(oldKeys).sealNote(world.owner, id, noteId, 'A text from before.')
    expect(Object.keys(await world.needs())).toEqual(['1'])
    const end = await world.run(await world.asked(), bothKeys)
    expect(end).toEqual({ outcome: 'done', rewrapped: 2, stillNeeded: [] })
    expect(await world.needs()).toEqual({ 2: 2 })
    const after = world.vault(newKeys)
    expect((await after.open(world.owner, [id])).get(id)).toMatchObject({ name: 'Before Rotation' })
    expect((await after.search('before rotation'))[0]).toMatchObject({ personId: id, score: 1 })
    expect((await after.openNotes(world.owner, [{ id: noteId, personId: id, ...note }])).get(noteId)).toBe('A text from before.')
  })

  it('leaves what is sealed as it is, byte for byte', async () => {
    await world.sealed('Left Alone', oldKeys)
    const versions = () => world.owner.query('SELECT * FROM person_version ORDER BY person_id')
    const tokens = () => world.owner.query('SELECT * FROM person_token ORDER BY token')
    const before = [await versions(), await tokens()]
    await world.run(await world.asked(), bothKeys)
    expect([await versions(), await tokens()]).toEqual(before)
  })

  it('reaches the secrets of authenticator apps too', async () => {
    const account = randomUUID()
    await world.owner.query(`INSERT INTO account (id, username, display_name) VALUES ($1, 'with-totp', 'With TOTP')`, [account])
    const { key, wrapped } = MasterKeys.parse(oldKeys).newPersonKey(account)
    await world.owner.query(
      `INSERT INTO totp (account_id, master_key, wrapped, nonce, ciphertext) VALUES ($1, 1, $2, '\\x00', '\\x00')`,
      [account, Buffer.concat([wrapped.nonce, wrapped.ciphertext])],
    )
    await world.run(await world.asked(), bothKeys)
    const [row] = await world.owner.query<{ wrapped: Buffer }>('SELECT wrapped FROM totp')
    const opened = MasterKeys.parse(newKeys).unwrap(account, {
      masterKeyId: 2,
      nonce: row!.wrapped.subarray(0, 12),
      ciphertext: row!.wrapped.subarray(12),
    })
    expect(opened.equals(key)).toBe(true)
  })

  it('goes on where it was killed', async () => {
    await world.keysOfPersons(3_500, oldKeys)
    const job = await world.asked()
    const killed = world.run(job, bothKeys, {
      onChunk: async (done) => {
        if (done >= 2_000) throw new Error('killed')
      },
    })
    await expect(killed).rejects.toThrow('killed')
    expect(await world.needs()).toEqual({ 1: 1_500, 2: 2_000 })
    const seen: number[] = []
    const end = await world.run(job, bothKeys, { onChunk: async (done, total) => void seen.push(done, total) })
    expect(end).toMatchObject({ outcome: 'done', rewrapped: 1_500 })
    // Its progress counts what was done before it was killed.
    expect(seen.slice(0, 2)).toEqual([3_000, 3_500])
    expect(
      await world.owner.query('SELECT rewrapped, still_needed, finished_at IS NOT NULL AS finished FROM key_rotation'),
    ).toEqual([{ rewrapped: 3_500n, still_needed: [], finished: true }])
    expect(await world.opensAll(newKeys)).toBe(3_500)
  })

  it('stops between two chunks when it is asked to, and what it did by then stands', async () => {
    await world.keysOfPersons(2_500, oldKeys)
    let chunks = 0
    const job = await world.asked()
    const end = await world.run(job, bothKeys, { onChunk: async () => void (chunks += 1), cancelled: () => chunks === 1 })
    expect(end).toMatchObject({ outcome: 'cancelled', rewrapped: 1_000 })
    expect(await world.needs()).toEqual({ 1: 1_500, 2: 1_000 })
    expect(await world.opensAll(bothKeys)).toBe(2_500)
  })

  it('may run twice at once, and again: each row is wrapped anew once', async () => {
    await world.keysOfPersons(4_000, oldKeys)
    const job = await world.asked()
    const other = await world.asked()
    const [one, two] = await Promise.all([world.run(job, bothKeys), world.run(other, bothKeys)])
    expect(one.rewrapped + two.rewrapped).toBe(4_000)
    expect(await world.run(await world.asked(), bothKeys)).toEqual({ outcome: 'done', rewrapped: 0, stillNeeded: [] })
    expect(await world.opensAll(newKeys)).toBe(4_000)
  })

  it('runs beside those who seal, and says which key is needed on where one still seals under it', async () => {
    await world.keysOfPersons(2_500, oldKeys)
    const late: string[] = []
    // A process that was not started again yet has the old key alone; each chunk finds somebody new of it.
    const older = world.vault(oldKeys)
    await older.prepare()
    const end = await world.run(await world.asked(), bothKeys, {
      onChunk: async () => void late.push(await world.sealed(`Late ${late.length}`, older)),
    })
    expect(end).toMatchObject({ outcome: 'done', stillNeeded: [1] })
    await world.sealed('In Time', bothKeys)
    expect((await world.needs())[1]).toBeGreaterThan(0)
    expect((await world.vault(bothKeys).open(world.owner, late)).size).toBe(late.length)
    expect(await world.run(await world.asked(), bothKeys)).toMatchObject({ stillNeeded: [] })
    expect((await world.vault(newKeys).open(world.owner, late)).size).toBe(late.length)
  })

  it('brings nobody back who was erased meanwhile', async () => {
    await world.keysOfPersons(1_500, oldKeys)
    const end = await world.run(await world.asked(), bothKeys, {
      onChunk: async () => void (await world.owner.query('DELETE FROM person_key')),
    })
    expect(end).toMatchObject({ outcome: 'done', rewrapped: 1_000 })
    expect(await world.needs()).toEqual({})
  })

  it('is refused in a process whose newest key is another, and changes nothing', async () => {
    await world.keysOfPersons(10, oldKeys)
    await expect(world.run(await world.asked(), oldKeys)).rejects.toMatchObject({ code: 'keys.other_newest' })
    expect(await world.needs()).toEqual({ 1: 10 })
  })

  it('stands in the access log, with who asked and when it ended', async () => {
    const job = await world.asked()
    await world.run(job, bothKeys)
    expect(
      await world.owner.query(
        `SELECT actor_id, roles, act, code FROM access_log WHERE resource = 'master_key' AND resource_id = $1`,
        [job],
      ),
    ).toEqual([{ actor_id: system, roles: ['system'], act: 'did', code: 'keys_rotated' }])
  })

  it('knows every table of the database that keeps something under a master key', async () => {
    const tables = await world.owner.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE a.attname = 'master_key' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
    )
    // One row in each, under a key that is otherwise unknown: the census and the rotation must meet all of them.
    await world.keysOfPersons(1, oldKeys)
    await world.vault(oldKeys).prepare()
    const account = randomUUID()
    await world.owner.query(`INSERT INTO account (id, username, display_name) VALUES ($1, 'with-totp', 'With TOTP')`, [account])
    const { wrapped } = MasterKeys.parse(oldKeys).newPersonKey(account)
    await world.owner.query(
      `INSERT INTO totp (account_id, master_key, wrapped, nonce, ciphertext) VALUES ($1, 1, $2, '\\x00', '\\x00')`,
      [account, Buffer.concat([wrapped.nonce, wrapped.ciphertext])],
    )
    const counted = await world.owner.query<{ name: string }>('SELECT "table" AS name FROM master_keys_needed() ORDER BY 1')
    expect(counted).toEqual(tables)
    expect(await world.run(await world.asked(), bothKeys)).toMatchObject({ rewrapped: tables.length, stillNeeded: [] })
  })
})

describe('A key is wrapped anew by the job alone', () => {
  const rewrap = `SELECT rewrap_sealed(0, 'person_key', 9, '{}', '{}', '{}')`

  it('and never by the role of the API', async () => {
    const api = await world.database.open('passage_api', 1)
    for (const sql of [
      rewrap,
      `SELECT * FROM sealed_under_older(0, 'person_key', 9, '', 10)`,
      'UPDATE person_key SET master_key = 9',
    ]) {
      expect(await refusalOf(api.query(sql))).toContain('permission denied')
    }
  })

  it('nor by the worker outside of that job', async () => {
    expect(await refusalOf(world.worker.query(rewrap))).toBe('keys_are_rotated_by_their_job')
    expect(await refusalOf(world.worker.query('UPDATE person_key SET master_key = 9'))).toContain('permission denied')
    const job = randomUUID()
    await world.owner.query(`INSERT INTO job_request (id, queue, name, requested_by) VALUES ($1, 'payments', 'send_run', $2)`, [
      job,
      system,
    ])
    const attempt = world.worker.transaction(async (tx) => {
      const [bound] = await tx.query<{ binding_id: bigint }>('SELECT binding_id FROM bind_actor($1)', [`job:${job}`])
      await tx.query(`SELECT rewrap_sealed($1, 'person_key', 9, '{}', '{}', '{}')`, [String(bound!.binding_id)])
    })
    expect(await refusalOf(attempt)).toBe('keys_are_rotated_by_their_job')
  })
})
