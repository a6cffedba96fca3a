import { createHash, randomUUID } from 'node:crypto'
import type { Role } from '@passage/access'
import { SystemRandom, type Database } from '@passage/platform'
import { createTestDatabase, type TestDatabase } from '../../test/support/database'
import type { Act } from './act'
import { Advance } from './advance-many'
import { registerSpineConditions } from './conditions'
import { met } from './decide'
import { Perform } from './perform'
import { namesUsed } from './lifecycles'
import { Registry } from './registry'

/** Somebody with a live session, whose acts go through the spine as they do in the API. */
interface Person {
  readonly token: string
}

let testDatabase: TestDatabase
let owner: Database
let perform: Perform
let advance: Advance

async function somebody(...roles: Role[]): Promise<Person> {
  const [id, token] = [randomUUID(), randomUUID()]
  await owner.query(`INSERT INTO account (id, username, display_name) VALUES ($1, $2, 'Somebody')`, [id, `a${id.slice(0, 8)}`])
  await owner.query(`INSERT INTO account_role SELECT $1, unnest($2::text[])`, [id, roles])
  await owner.query(
    `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at) VALUES ($1, $2, 'csrf', $3, now() + interval '1 hour')`,
    [randomUUID(), createHash('sha256').update(token).digest(), id],
  )
  return { token }
}

const as = (person: Person, ...acts: Act[]): Promise<unknown> => perform.act(person.token, (tx) => advance.many(tx, acts))

/** The codes of the conditions that refuse an act; empty when it was done. */
async function refusal(person: Person, act: Act): Promise<string | undefined> {
  try {
    await as(person, act)
    return undefined
  } catch (error) {
    return (error as { code: string }).code
  }
}

const onCase = (caseId: string, event: string, reason?: string): Act => ({ kind: 'case', subjectId: caseId, event, reason })
const opening = (kind: Act['kind'], event: string, caseId: string | null, payload: Act['payload'] = {}): Act => ({
  kind,
  subjectId: randomUUID(),
  event,
  opens: { caseId },
  payload,
})

async function caseInVetting(officer: Person): Promise<string> {
  const caseId = randomUUID()
  await as(officer, { kind: 'case', subjectId: caseId, event: 'open', opens: { caseId: null } })
  await as(officer, onCase(caseId, 'start_vetting'))
  await as(officer, onCase(caseId, 'record_check'))
  return caseId
}

async function caseAwaitingDecision(officer: Person): Promise<string> {
  const caseId = await caseInVetting(officer)
  await as(officer, onCase(caseId, 'recommend'))
  return caseId
}

async function registeredCase(kind: 'cdm' | 'pre_cdm'): Promise<{ caseId: string; code: Act; registrar: Person }> {
  const caseId = await caseAwaitingDecision(await somebody('intake_officer', 'vetting_officer'))
  await as(await somebody('vetting_approver'), onCase(caseId, 'clear'))
  const registrar = await somebody('registrar')
  const code = opening('code', 'issue', caseId, { kind })
  await as(registrar, onCase(caseId, 'issue_code'), code)
  return { caseId, code, registrar }
}

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  owner = await testDatabase.open('owner')
  const registry = new Registry()
  registerSpineConditions(registry)
  // What the stages answer from their own tables is none of this file's business, and holds.
  for (const name of ['every_required_check_is_done', 'person_has_no_other_entitlement', 'household_has_no_other_placement']) {
    registry.condition(name, async (_, asked) => asked.map(() => met))
  }
  for (const name of [
    'nobody_is_paid_twice',
    'budget_line_bears_the_total',
    'custody_receipt_is_there',
    'tariff_covers_the_items',
  ]) {
    registry.condition(name, async (_, asked) => asked.map(() => met))
  }
  for (const name of namesUsed('effects')) registry.effect(name, async () => undefined)
  perform = new Perform(await testDatabase.open('passage_api'), new SystemRandom())
  advance = new Advance(registry)
})

afterAll(() => testDatabase.drop())

describe('A decision on a case', () => {
  it('is made by somebody other than the one who vetted or recommended', async () => {
    const both = await somebody('intake_officer', 'vetting_officer', 'vetting_approver')
    const caseId = await caseAwaitingDecision(both)
    expect(await refusal(both, onCase(caseId, 'clear'))).toBe('actor.recommended_it')
    expect(await refusal(both, onCase(caseId, 'ask_for_more', 'check_unclear'))).toBe('actor.recommended_it')
    expect(await refusal(await somebody('vetting_approver'), onCase(caseId, 'clear'))).toBeUndefined()
  })

  it('is appealed against before people who took no part in it', async () => {
    const officer = await somebody('intake_officer', 'vetting_officer')
    const [first, second] = [await somebody('vetting_approver'), await somebody('vetting_approver')]
    const caseId = await caseAwaitingDecision(officer)
    await as(first, onCase(caseId, 'decline', 'background_not_verified'))
    expect(await refusal(first, onCase(caseId, 'appeal', 'new_evidence'))).toBe('actor.decided_before')
    await as(second, onCase(caseId, 'appeal', 'new_evidence'))
    await as(officer, onCase(caseId, 'recommend'))
    expect(await refusal(first, onCase(caseId, 'clear'))).toBe('actor.decided_before')
    expect(await refusal(second, onCase(caseId, 'clear'))).toBeUndefined()
  })

  it('may be made again by the same approver after a request for more, since nobody appealed', async () => {
    const officer = await somebody('intake_officer', 'vetting_officer')
    const approver = await somebody('vetting_approver')
    const caseId = await caseAwaitingDecision(officer)
    await as(approver, onCase(caseId, 'ask_for_more', 'check_unclear'))
    await as(officer, onCase(caseId, 'recommend'))
    expect(await refusal(approver, onCase(caseId, 'clear'))).toBeUndefined()
  })
})

describe('A registration code', () => {
  it('is not issued by a registrar who vetted the case, nor by one who decided it', async () => {
    const vetted = await somebody('intake_officer', 'vetting_officer', 'registrar')
    const decided = await somebody('vetting_approver', 'registrar')
    const caseId = await caseAwaitingDecision(vetted)
    await as(decided, onCase(caseId, 'clear'))
    expect(await refusal(vetted, onCase(caseId, 'issue_code'))).toBe('actor.took_part_in_vetting')
    expect(await refusal(decided, onCase(caseId, 'issue_code'))).toBe('actor.took_part_in_vetting')
    expect(await refusal(await somebody('registrar'), onCase(caseId, 'issue_code'))).toBeUndefined()
  })

  it('opens an allowance when it is a CDM code that is active, and only then', async () => {
    const finance = await somebody('finance_officer')
    const entitle = (caseId: string): Act => opening('entitlement', 'open', caseId)
    const cdm = await registeredCase('cdm')
    expect(await refusal(finance, entitle(cdm.caseId))).toBeUndefined()
    await as(cdm.registrar, { kind: 'code', subjectId: cdm.code.subjectId, event: 'suspend', reason: 'under_review' })
    expect(await refusal(finance, entitle(cdm.caseId))).toBe('code.suspended')
    expect(await refusal(finance, entitle((await registeredCase('pre_cdm')).caseId))).toBe('code.pre_cdm_only')
    expect(await refusal(finance, entitle(await caseInVetting(await somebody('intake_officer', 'vetting_officer'))))).toBe(
      'case.not_registered',
    )
  })
})

describe('Support', () => {
  it('begins when a case is vetted, a reward claim when it is registered', async () => {
    const [relocation, intake] = [await somebody('relocation_officer'), await somebody('intake_officer', 'vetting_officer')]
    const caseId = await caseAwaitingDecision(intake)
    expect(await refusal(relocation, opening('placement', 'wait', caseId))).toBe('case.not_vetted')
    expect(await refusal(intake, opening('reward_claim', 'file', caseId))).toBe('case.not_registered')
    await as(await somebody('vetting_approver'), onCase(caseId, 'clear'))
    expect(await refusal(relocation, opening('placement', 'wait', caseId))).toBeUndefined()
    expect(await refusal(intake, opening('reward_claim', 'file', caseId))).toBe('case.not_registered')
    await as(await somebody('registrar'), onCase(caseId, 'issue_code'))
    expect(await refusal(intake, opening('reward_claim', 'file', caseId))).toBeUndefined()
  })
})

describe('A case', () => {
  it('is closed when nothing of it is running any more, and the refusal says what is and who ends it', async () => {
    const { caseId, code, registrar } = await registeredCase('cdm')
    const [intake, relocation] = [await somebody('intake_officer'), await somebody('relocation_officer')]
    const placement = opening('placement', 'wait', caseId)
    await as(relocation, placement)
    await expect(as(intake, onCase(caseId, 'close', 'moved_on'))).rejects.toMatchObject({
      code: 'case.still_running',
      message: expect.stringContaining('code, placement'),
      details: { conditions: [{ condition: 'nothing_is_left_running', fix: expect.stringContaining('relocation officer') }] },
    })
    await as(relocation, { kind: 'placement', subjectId: placement.subjectId, event: 'cancel', reason: 'booked_by_mistake' })
    await as(registrar, { kind: 'code', subjectId: code.subjectId, event: 'revoke', reason: 'left_programme' })
    expect(await refusal(intake, onCase(caseId, 'close', 'moved_on'))).toBeUndefined()
  })

  it('is not withdrawn from under a placement', async () => {
    const intake = await somebody('intake_officer', 'vetting_officer')
    const caseId = await caseAwaitingDecision(intake)
    await as(await somebody('vetting_approver'), onCase(caseId, 'clear'))
    await as(await somebody('relocation_officer'), opening('placement', 'wait', caseId))
    expect(await refusal(intake, onCase(caseId, 'withdraw', 'moved_on'))).toBe('case.still_running')
  })
})

describe('Money', () => {
  it('is prepared, approved and released by three people', async () => {
    const all = (): Promise<Person> => somebody('finance_officer', 'finance_approver', 'finance_controller')
    const [preparer, approver, releaser] = [await all(), await all(), await all()]
    const run = opening('payment_run', 'prepare', null)
    const then = (event: string): Act => ({ kind: 'payment_run', subjectId: run.subjectId, event })
    await as(preparer, run)
    expect(await refusal(preparer, then('approve'))).toBe('actor.prepared_it')
    await as(approver, then('approve'))
    expect(await refusal(preparer, then('release'))).toBe('actor.prepared_it')
    expect(await refusal(approver, then('release'))).toBe('actor.approved_it')
    expect(await refusal(releaser, then('release'))).toBeUndefined()
  })

  it('for equipment is not approved by who assessed the claim', async () => {
    const { caseId } = await registeredCase('cdm')
    const assessor = await somebody('equipment_assessor', 'finance_approver')
    const claim = opening('reward_claim', 'file', caseId)
    const then = (event: string): Act => ({ kind: 'reward_claim', subjectId: claim.subjectId, event })
    await as(assessor, claim)
    await as(assessor, then('verify'))
    await as(assessor, then('value'))
    expect(await refusal(assessor, then('approve'))).toBe('actor.assessed_it')
    expect(await refusal(await somebody('finance_approver'), then('approve'))).toBeUndefined()
  })
})
