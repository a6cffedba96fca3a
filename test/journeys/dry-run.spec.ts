import { randomUUID } from 'node:crypto'
import type { ApiClient } from '../support/api'
import { MoneyWorld, must, refusal } from './money.support'

let world: MoneyWorld

beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
}, 60_000)

afterAll(() => world?.close())

const dry = { headers: { 'dry-run': 'true' } }
const tried = async (who: ApiClient, path: string, body?: object, more: object = {}) =>
  must(await who.post(path, body, { ...dry, ...more }))

/** Every table that a command could write into, with what stands in it that a command could change. */
async function everything(): Promise<unknown> {
  const tables = [
    'transition',
    'subject',
    'ledger_transfer',
    'job_request',
    'command_receipt',
    'due_item',
    'notice',
    'bound_actor',
    'note',
  ]
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`)
  return (
    await world.owner.query(
      `SELECT ${counts.join(', ')}, (SELECT sum(version) FROM subject) AS versions, (SELECT sum(balance) FROM ledger_account WHERE kind = 'free') AS free,
         (SELECT json_agg(p ORDER BY id) FROM placement p) AS stays, (SELECT json_agg(e ORDER BY id) FROM entitlement e) AS entitlements,
         (SELECT count(*) FROM access_log WHERE act <> 'read') AS "otherThanRead"`,
    )
  )[0]
}

/** A registered family of two that stays at a site since the first. */
async function aStay() {
  const [paid] = await world.registered(1, 2)
  const { siteId, host } = await world.siteWithHost()
  const officer = await world.api.as('relocation_officer')
  const body = { siteId, from: '2021-09-01' }
  const { id } = must<{ id: string }>(await officer.post(`/cases/${paid!.caseId}/placements`, body))
  must(await officer.post(`/placements/${id}/arrive`, {}))
  return { ...paid!, siteId, host, officer, placementId: id }
}

describe('Trying a command', () => {
  it('tells that a stay ends and its places come back, and leaves everything as it was', async () => {
    const { caseId, siteId, officer, placementId } = await aStay()
    const before = await everything()
    const effects = await tried(officer, `/placements/${placementId}/leave`, { reason: 'moved_on', on: '2021-09-01' })
    expect(effects).toEqual({
      moves: [{ kind: 'placement', subjectId: placementId, caseId, event: 'leave', from: 'staying', to: 'left' }],
      moveCount: 1,
      ends: [{ kind: 'placement', state: 'left', count: 1 }],
      places: [{ siteId, siteName: expect.any(String), people: -2, from: '2021-09-02', to: null }],
      money: { redacted: true },
    })
    expect(await everything()).toEqual(before)
  })

  it('tells how many places a booking takes, and which it changes when its dates move', async () => {
    const [paid] = await world.registered(1, 3)
    const { siteId } = await world.siteWithHost()
    const officer = await world.api.as('relocation_officer')
    const path = `/cases/${paid!.caseId}/placements`
    const booking = { siteId, from: '2021-10-01', to: '2021-10-10' }
    const [move] = (await tried(officer, path, booking)).moves
    expect(move).toMatchObject({ kind: 'placement', event: 'book', from: null, to: 'booked' })
    expect((await tried(officer, path, booking)).places).toMatchObject([
      { siteId, people: 3, from: '2021-10-01', to: '2021-10-10' },
    ])
    const { id } = must<{ id: string }>(await officer.post(path, booking))
    const changed = await tried(officer, `/placements/${id}/change-dates`, { from: '2021-10-05', to: '2021-10-12' })
    expect(changed.places).toMatchObject([
      { people: -3, from: '2021-10-01', to: '2021-10-04' },
      { people: 3, from: '2021-10-11', to: '2021-10-12' },
    ])
  })

  it('tells that an entitlement ends, and not where the case would be closed over it', async () => {
    const { caseId, persons } = await aStay()
    const finance = world.the('finance_officer')
    const [entitlement] = await world.entitledAtOnce([{ caseId, persons: persons.slice(0, 1) }], '2021-09-01')
    const before = await everything()
    const effects = await tried(finance, `/entitlements/${entitlement}/end`, { reason: 'moved_on', until: '2021-09-30' })
    expect(effects).toMatchObject({
      moves: [{ kind: 'entitlement', subjectId: entitlement, event: 'end', from: 'active', to: 'ended' }],
      ends: [{ kind: 'entitlement', state: 'ended', count: 1 }],
      places: [],
      money: [],
    })
    const intake = world.the('intake_officer')
    const closing = { reason: 'support_ended' }
    const asTried = refusal(await intake.post(`/cases/${caseId}/close`, closing, dry))
    expect(asTried).toMatchObject({ code: 'case.still_running', conditions: [{ condition: 'nothing_is_left_running' }] })
    const done = refusal(await intake.post(`/cases/${caseId}/close`, closing))
    expect({ ...asTried, requestId: '' }).toEqual({ ...done, requestId: '' })
    expect(await everything()).toEqual(before)
  })

  it('tells what a budget line has free before and after a run is approved, twice the same', async () => {
    await world.nobodyEntitledFrom('2021-09-01')
    await world.rate()
    const [paid] = await world.registered(1)
    await world.entitledAtOnce([paid!], '2021-09-01')
    const { lineId } = await world.line('500000')
    const { id: runId } = must<{ id: string }>(await world.prepare(lineId))
    const before = await everything()
    const approver = world.the('finance_approver')
    const effects = await tried(approver, `/payment-runs/${runId}/approve`)
    expect(effects).toEqual({
      moves: [{ kind: 'payment_run', subjectId: runId, caseId: null, event: 'approve', from: 'prepared', to: 'approved' }],
      moveCount: 1,
      ends: [],
      places: [],
      money: [{ budgetLineId: lineId, budgetLine: 'Line', currency: 'THB', before: '500000', after: '400000' }],
    })
    expect(await tried(approver, `/payment-runs/${runId}/approve`)).toEqual(effects)
    expect(await everything()).toEqual(before)
    must(await world.approve(runId))
    // What an earlier approval committed is no part of what sending back frees.
    const back = await tried(approver, `/payment-runs/${runId}/send-back`, { reason: 'wrong_amount' })
    expect(back.money).toMatchObject([{ before: '400000', after: '500000' }])
    expect(await world.money(lineId)).toMatchObject({ free: 400_000n })
  })

  it('tells what would follow at the site of the host who tries it', async () => {
    const { siteId, host, placementId } = await aStay()
    const effects = await tried(host, `/placements/${placementId}/leave`, { reason: 'moved_on' })
    expect(effects).toMatchObject({
      moves: [{ event: 'leave', to: 'left' }],
      places: [{ siteId, people: -2 }],
      money: { redacted: true },
    })
  })

  it('uses up no key, and gives no answer that a key was given before', async () => {
    const intake = world.the('intake_officer')
    const applicant = { name: 'Nay Lin', bornOn: '1993-03-03' }
    const contact = { service: 'soldier', pathway: 'individual', channel: 'phone', applicant }
    const key = randomUUID()
    expect(await tried(intake, '/cases', contact, { key })).toMatchObject({
      moves: [{ kind: 'case', event: 'open', from: null }],
    })
    const made = must(await intake.post('/cases', contact, { key }))
    const again = await tried(intake, '/cases', contact, { key })
    expect(again).toMatchObject({ moveCount: 1 })
    expect(again.moves[0].subjectId).not.toBe(made.id)
    // The key still stands for what was done under it.
    expect(must(await intake.post('/cases', contact, { key }))).toEqual(made)
  })

  it('is refused like the command itself: a stale version, a missing role, a key that is none, a view as another role', async () => {
    const intake = world.the('intake_officer')
    const applicant = { name: 'Nay Lin', bornOn: '1993-03-03' }
    const contact = { service: 'soldier', pathway: 'individual', channel: 'phone', applicant }
    const { id } = must<{ id: string }>(await intake.post('/cases', contact))
    const path = `/cases/${id}/withdraw`
    const body = { reason: 'contact_lost' }
    expect(refusal(await intake.post(path, body, { ...dry, ifMatch: 7 }))).toMatchObject({
      code: 'precondition.stale',
      status: 412,
    })
    expect(refusal(await intake.post(path, body, { ...dry, key: null }))).toMatchObject({ code: 'idempotency.key_missing' })
    expect(refusal(await world.the('registrar').post(path, body, dry))).toMatchObject({ code: 'access.role', status: 403 })
    expect(refusal(await intake.post(path, { reason: 'because' }, dry))).toMatchObject({ code: 'input.reason' })
    const trainer = await world.api.as('trainer')
    expect((await trainer.post('/view-as', { role: 'intake_officer' })).status).toBe(204)
    expect(refusal(await trainer.post(path, body, dry))).toMatchObject({ code: 'access.viewing_as' })
    expect((await trainer.delete('/view-as')).status).toBe(204)
    expect(await tried(intake, path, body)).toMatchObject({ ends: [{ kind: 'case', state: 'closed', count: 1 }] })
  })

  it('asks for no job and writes no line of a log about a change', async () => {
    const auditor = await world.api.as('auditor')
    const before = await everything()
    expect(await tried(auditor, '/log-verifications')).toMatchObject({ moves: [], moveCount: 0, money: [] })
    expect(await everything()).toEqual(before)
  })

  it('makes no account, and tells that it would', async () => {
    const trainer = await world.api.as('trainer')
    const account = { username: 'only-tried', displayName: 'Only tried' }
    const answer = await trainer.post('/accounts', account, dry)
    expect({ status: answer.status, moves: answer.body.moves }).toEqual({ status: 200, moves: { redacted: true } })
    expect(await world.owner.query(`SELECT FROM account WHERE username = 'only-tried'`)).toEqual([])
  })

  it('is refused where trying is not possible, and where the header is misspelt nothing is done', async () => {
    const trainer = await world.api.as('trainer')
    expect(refusal(await trainer.post('/view-as', { role: 'registrar' }, dry)).code).toBe('dry_run.impossible')
    expect(refusal(await trainer.post('/sessions/revoke-others', undefined, dry)).code).toBe('dry_run.impossible')
    const misspelt = { headers: { 'dry-run': 'yes' } }
    expect(refusal(await trainer.post('/view-as', { role: 'registrar' }, misspelt))).toMatchObject({
      status: 400,
      field: 'Dry-Run',
    })
  })
})
