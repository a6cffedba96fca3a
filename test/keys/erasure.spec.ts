import { randomUUID } from 'node:crypto'
import { PersonVault } from '@passage/access'
import { verifyLog } from '@passage/audit'
import { LedgerReads } from '@passage/ledger'
import type { Database } from '@passage/platform'
import { startApi, testMasterKeys, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { refusalOf } from '../support/history'

interface AnErasableCase {
  readonly id: string
  readonly reference: string
  readonly applicant: string
  readonly partner: string
}

let database: TestDatabase
let owner: Database
let application: Database
let api: TestApi
let intake: ApiClient
let registrar: ApiClient
let auditor: ApiClient
let names = 0

beforeAll(async () => {
  database = await createTestDatabase('2021-09-01')
  ;[owner, application] = await Promise.all([database.open('owner'), database.open('passage_api', 3)])
  api = await startApi(database)
  ;[intake, registrar, auditor] = await Promise.all([api.as('intake_officer'), api.as('registrar'), api.as('auditor')])
}, 60_000)

afterAll(async () => {
  await api?.close()
  await database?.drop()
})

/** A contact with a partner and a note, by an intake officer who holds it. */
async function aContact(name = `Erasable ${(names += 1)}`): Promise<AnErasableCase> {
  const opened = await intake.post('/cases', {
    ...{ service: 'soldier', pathway: 'individual', channel: 'phone' },
    applicant: { name, bornOn: '1994-03-02', rank: 'corporal', unit: 'Unit 17 (made up)' },
    household: [{ relation: 'partner', name: `Partner of ${name}`, bornOn: '1996-05-04' }],
  })
  expect(opened.status).toBe(201)
  const { id, reference } = opened.body
  const noted = await intake.post(`/cases/${id}/notes`, { class: 'personal', text: `${name} asked for news of a brother.` })
  expect(noted.status).toBe(201)
  const household = await owner.query<{ id: string; relation: string }>('SELECT id, relation FROM person WHERE case_id = $1', [
    id,
  ])
  const [applicant, partner] = ['applicant', 'partner'].map((relation) => household.find((one) => one.relation === relation)!.id)
  return { id, reference, applicant: applicant!, partner: partner! }
}

/** {@link aContact} that was withdrawn: nothing of it is running. */
async function aClosedCase(name?: string): Promise<AnErasableCase> {
  const found = await aContact(name)
  const { status } = await intake.post(`/cases/${found.id}/withdraw`, { reason: 'applicant_withdrew' })
  expect(status).toBe(200)
  return found
}

async function ask(by: ApiClient, of: AnErasableCase, personId = of.applicant): Promise<string> {
  const { status, body } = await by.post(`/cases/${of.id}/erasures`, { personId, reason: 'person_asked' })
  expect({ status, body }).toMatchObject({ status: 201, body: { state: 'asked', reference: of.reference, version: 1 } })
  return body.id
}

async function erase(of: AnErasableCase, personId = of.applicant): Promise<string> {
  const id = await ask(intake, of, personId)
  const { status, body } = await registrar.post(`/erasures/${id}/confirm`)
  expect({ status, body }).toMatchObject({ status: 200, body: { id, state: 'erased', version: 2 } })
  return id
}

/** How many rows hold something sealed of a person: keys, tokens, versions. */
async function keptOf(personId: string): Promise<{ keys: number; tokens: boolean; versions: number }> {
  const [row] = await owner.query<{ keys: number; tokens: boolean; versions: number }>(
    `SELECT (SELECT count(*)::int FROM person_key WHERE person_id = $1) AS keys,
       EXISTS (SELECT FROM person_token WHERE person_id = $1) AS tokens,
       (SELECT count(*)::int FROM person_version WHERE person_id = $1) AS versions`,
    [personId],
  )
  return row!
}

describe('Erasing a person', () => {
  it('destroys their key, and with it every version, every token and the text and salt of the notes', async () => {
    const found = await aClosedCase('Thura Forgotten')
    expect(await keptOf(found.applicant)).toEqual({ keys: 1, tokens: true, versions: 1 })
    await erase(found)
    expect(await keptOf(found.applicant)).toEqual({ keys: 0, tokens: false, versions: 0 })
    expect(await owner.query('SELECT nonce, ciphertext, salt FROM note WHERE case_id = $1', [found.id])).toEqual([
      { nonce: null, ciphertext: null, salt: null },
    ])
  })

  it('takes what was written for the next holder as any other note, and leaves the hand-over in the log', async () => {
    const found = await aContact('Thiha Handed')
    const note = 'Thiha Handed wants to be called by this name.'
    expect((await intake.post(`/cases/${found.id}/assign`, { holderId: registrar.accountId, note })).status).toBe(200)
    expect((await intake.post(`/cases/${found.id}/withdraw`, { reason: 'applicant_withdrew' })).status).toBe(200)
    await erase(found)
    const kept = await owner.query('SELECT DISTINCT nonce, ciphertext, salt FROM note WHERE case_id = $1', [found.id])
    expect(kept).toEqual([{ nonce: null, ciphertext: null, salt: null }])
    const { body } = await intake.get(`/cases/${found.id}/timeline`)
    expect(body.items.find((entry: { event: string }) => entry.event === 'assign')).toMatchObject({
      payload: { holder: registrar.accountId },
      note: { class: 'operational', text: null },
    })
    expect(await verifyLog(owner)).toMatchObject({ intact: true, faultCount: 0 })
  })

  it('leaves the others of the household as they are', async () => {
    const found = await aClosedCase()
    await erase(found, found.partner)
    expect(await keptOf(found.partner)).toEqual({ keys: 0, tokens: false, versions: 0 })
    expect(await keptOf(found.applicant)).toEqual({ keys: 1, tokens: true, versions: 1 })
    const [note] = await owner.query<{ there: boolean }>('SELECT salt IS NOT NULL AS there FROM note WHERE case_id = $1', [
      found.id,
    ])
    expect(note!.there).toBe(true)
  })

  it('takes the name out of the search and off the case, which shows the person as erased', async () => {
    const found = await aClosedCase('Zeyar Vanished')
    const hits = async (): Promise<string[]> => {
      const { status, body } = await intake.post('/people/search', { name: 'Zeyar Vanished' }, { key: null })
      expect({ status, code: body.code }).toEqual({ status: 200 })
      return body.items.map((hit: { personId: string }) => hit.personId)
    }
    expect(await hits()).toContain(found.applicant)
    await erase(found)
    expect(await hits()).not.toContain(found.applicant)
    const { status, text, body } = await intake.get(`/cases/${found.id}`)
    expect(status).toBe(200)
    expect(text).not.toContain('"Zeyar Vanished"')
    expect(body.household).toMatchObject([
      { id: found.applicant, relation: 'applicant', name: null, bornOn: null, rank: null, erased: true },
      { id: found.partner, name: 'Partner of Zeyar Vanished', erased: false },
    ])
    const { body: notes } = await intake.get(`/cases/${found.id}/notes`)
    expect(notes.items).toMatchObject([{ class: 'personal', text: null }])
  })

  it('leaves the log intact to its last transition, the ledger in balance, and the erasure on record', async () => {
    const found = await aClosedCase()
    const id = await erase(found)
    expect(await verifyLog(owner)).toMatchObject({ intact: true, faultCount: 0 })
    expect(await new LedgerReads(owner).faults(owner)).toEqual([])
    const log = await owner.query(
      'SELECT event, role, actor_id, reason, payload FROM transition WHERE subject_id = $1 ORDER BY seq',
      [id],
    )
    const payload = JSON.stringify({ person: found.applicant })
    expect(log).toEqual([
      { event: 'ask', role: 'intake_officer', actor_id: intake.accountId, reason: 'person_asked', payload },
      { event: 'confirm', role: 'registrar', actor_id: registrar.accountId, reason: null, payload },
    ])
  })

  it('is known to the auditor: who asked, who confirmed, whom it was about and why, and no name', async () => {
    const found = await aClosedCase('Min Remembered')
    const id = await erase(found)
    const { status, body, text } = await auditor.get(`/erasures?case=${found.id}`)
    expect(status).toBe(200)
    expect(body.items).toEqual([
      {
        ...{ id, caseId: found.id, reference: found.reference, personId: found.applicant, relation: 'applicant' },
        ...{ state: 'erased', version: 2, reason: 'person_asked', askedOn: '2021-09-01', endedOn: '2021-09-01' },
        askedBy: { id: intake.accountId, displayName: expect.any(String) },
        endedBy: { id: registrar.accountId, displayName: expect.any(String) },
      },
    ])
    expect(text).not.toContain('Remembered')
    const timeline = await auditor.get(`/transitions?case=${found.id}&kind=erasure`)
    expect(timeline.body.items.map((one: { event: string }) => one.event).sort()).toEqual(['ask', 'confirm'])
  })

  it('is asked for page after page in the list of those that wait', async () => {
    const waiting = [await aClosedCase(), await aClosedCase(), await aClosedCase()]
    const ids: string[] = []
    for (const one of waiting) ids.push(await ask(intake, one))
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: { id: string }[]; nextCursor: string | null } = (
        await registrar.get(`/erasures?state=asked&limit=2${cursor && `&cursor=${cursor}`}`)
      ).body
      seen.push(...page.items.map((one) => one.id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual([...ids].reverse())
    for (const id of ids) {
      const { body } = await registrar.post(`/erasures/${id}/call-off`, { reason: 'still_needed' })
      expect(body.state).toBe('called_off')
    }
    expect((await registrar.get('/erasures?state=asked')).body.items).toEqual([])
  })

  it('may be asked for again after it was called off', async () => {
    const found = await aClosedCase()
    const first = await ask(intake, found)
    await registrar.post(`/erasures/${first}/call-off`, { reason: 'asked_by_mistake' })
    expect(await keptOf(found.applicant)).toMatchObject({ keys: 1 })
    await erase(found)
    expect(await keptOf(found.applicant)).toMatchObject({ keys: 0 })
  })

  it('happens once, however many registrars confirm it at the same time', async () => {
    const found = await aClosedCase()
    const id = await ask(intake, found)
    const registrars = await Promise.all(Array.from({ length: 6 }, (_, n) => api.as('registrar', n + 1)))
    const answers = await Promise.all(registrars.map((one) => one.post(`/erasures/${id}/confirm`)))
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer.body.code === 'erasure.illegal_transition')).toHaveLength(5)
  })
})

describe('Nobody is erased', () => {
  it('by one person alone, though they hold both roles', async () => {
    const both = await api.withRoles('asks-and-confirms', ['intake_officer', 'registrar'])
    const found = await aClosedCase()
    const id = await ask(both, found)
    const answer = await both.post(`/erasures/${id}/confirm`)
    expect([answer.status, answer.body.code]).toEqual([403, 'actor.asked_for_it'])
    expect(await keptOf(found.applicant)).toMatchObject({ keys: 1 })
  })

  it('by a role that has no part in it', async () => {
    const found = await aClosedCase()
    const id = await ask(intake, found)
    for (const role of ['programme_manager', 'auditor', 'trainer', 'vetting_officer', 'host_organisation', 'planner'] as const) {
      const other = await api.as(role)
      const asked = await other.post(`/cases/${found.id}/erasures`, { personId: found.partner, reason: 'person_asked' })
      expect([role, asked.body.code]).toEqual([role, 'access.role'])
      expect([role, (await other.post(`/erasures/${id}/confirm`)).body.code]).toEqual([role, 'access.role'])
    }
    expect(
      (await registrar.post(`/cases/${found.id}/erasures`, { personId: found.partner, reason: 'person_asked' })).status,
    ).toBe(403)
    expect((await intake.post(`/erasures/${id}/confirm`)).status).toBe(403)
    expect(await keptOf(found.applicant)).toMatchObject({ keys: 1 })
  })

  it('while their case is at work', async () => {
    const found = await aContact()
    const { status, body } = await intake.post(`/cases/${found.id}/erasures`, {
      personId: found.applicant,
      reason: 'person_asked',
    })
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'case.not_closed' })
  })

  it('while something of the case is running, also when it began after the asking', async () => {
    const found = await aClosedCase()
    const id = await ask(intake, found)
    // As its owner: a payment that the bank returns after the case was closed is at work again.
    const paymentId = randomUUID()
    await owner.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica')
      await tx.query(
        `INSERT INTO subject (id, case_id, kind, version, state, head) VALUES ($1, $2, 'payment', 1, 'returned', '\\x00')`,
        [paymentId, found.id],
      )
    })
    const confirmed = await registrar.post(`/erasures/${id}/confirm`)
    expect([confirmed.status, confirmed.body.code]).toEqual([409, 'case.still_running'])
    const asked = await intake.post(`/cases/${found.id}/erasures`, { personId: found.partner, reason: 'person_asked' })
    expect(asked.body.code).toBe('case.still_running')
    expect(await keptOf(found.applicant)).toMatchObject({ keys: 1 })
    await owner.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica')
      await tx.query('DELETE FROM subject WHERE id = $1', [paymentId])
    })
    expect((await registrar.post(`/erasures/${id}/confirm`)).status).toBe(200)
  })

  it('twice, nor asked for twice', async () => {
    const found = await aClosedCase()
    const id = await ask(intake, found)
    const again = await intake.post(`/cases/${found.id}/erasures`, { personId: found.applicant, reason: 'no_longer_needed' })
    expect([again.status, again.body.code]).toEqual([409, 'erasure.asked_already'])
    await registrar.post(`/erasures/${id}/confirm`)
    const second = await registrar.post(`/erasures/${id}/confirm`)
    expect([second.status, second.body.code]).toEqual([409, 'erasure.illegal_transition'])
    const after = await intake.post(`/cases/${found.id}/erasures`, { personId: found.applicant, reason: 'no_longer_needed' })
    expect([after.status, after.body.code]).toEqual([409, 'person.erased'])
  })

  it('as somebody of another case, or as nobody', async () => {
    const [one, other] = [await aClosedCase(), await aClosedCase()]
    for (const personId of [other.applicant, randomUUID()]) {
      const { status, body } = await intake.post(`/cases/${one.id}/erasures`, { personId, reason: 'person_asked' })
      expect([status, body.code]).toEqual([404, 'person.not_found'])
    }
    expect((await registrar.post(`/erasures/${randomUUID()}/confirm`)).body.code).toBe('erasure.not_found')
    expect((await registrar.post(`/erasures/${one.id}/confirm`)).body.code).toBe('erasure.not_found')
  })

  it('without a reason of the list', async () => {
    const found = await aClosedCase()
    for (const reason of [undefined, 'because', 'still_needed']) {
      expect((await intake.post(`/cases/${found.id}/erasures`, { personId: found.applicant, reason })).status).toBe(400)
    }
  })
})

describe('The database erases nobody', () => {
  it('for the role of the application: no key, token, version or note is deleted or changed by hand', async () => {
    const found = await aClosedCase()
    for (const role of ['passage_api', 'passage_worker'] as const) {
      const hand = await database.open(role, 1)
      for (const sql of [
        `DELETE FROM person_key WHERE person_id = '${found.applicant}'`,
        `UPDATE person_key SET wrapped = '\\x00' WHERE person_id = '${found.applicant}'`,
        `DELETE FROM person_version WHERE person_id = '${found.applicant}'`,
        `UPDATE note SET salt = NULL WHERE case_id = '${found.id}'`,
        `UPDATE person SET erased_on = now() WHERE id = '${found.applicant}'`,
        `UPDATE name_token_key SET wrapped = '\\x00'`,
        `DELETE FROM name_token_key`,
        `DELETE FROM erasure`,
        `UPDATE erasure SET state = 'erased'`,
      ]) {
        expect([role, sql, await refusalOf(hand.query(sql))]).toEqual([role, sql, expect.stringContaining('permission denied')])
      }
    }
  })

  it('when nobody confirms it in that transaction', async () => {
    const found = await aClosedCase()
    const id = await ask(intake, found)
    expect(await refusalOf(application.query('SELECT erase_person($1)', [id]))).toBe('an_erasure_is_confirmed')
    expect(await refusalOf(application.query('SELECT erase_person($1)', [randomUUID()]))).toBe('an_erasure_is_confirmed')
  })

  it('and leaves no key of somebody whom the log calls erased', async () => {
    const found = await aClosedCase()
    const id = await ask(intake, found)
    // What the one door would write, without what follows from it.
    const attempt = owner.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica')
      await tx.query(`UPDATE subject SET state = 'erased', version = 2 WHERE id = $1`, [id])
      await tx.query('SET LOCAL session_replication_role = origin')
      await tx.query(`UPDATE erasure SET state = 'erased' WHERE id = $1`, [id])
    })
    expect(await refusalOf(attempt)).toBe('an_erasure_erases')
  })

  it('and gives nobody who was erased another key, nor another note', async () => {
    const found = await aClosedCase()
    await erase(found)
    const vault = new PersonVault(owner, testMasterKeys)
    const fields = { name: 'Back Again', nameMy: null, bornOn: '1994-03-02', rank: null, unit: null, needs: [] }
    const attempt = owner.transaction((tx) => vault.seal(tx, found.applicant, fields, intake.accountId))
    expect(await refusalOf(attempt)).toBe('who_is_erased_stays_so')
    const note = await intake.post(`/cases/${found.id}/notes`, { class: 'personal', text: 'Came back.' })
    expect([note.status, note.body.code]).toEqual([409, 'person.erased'])
  })
})
