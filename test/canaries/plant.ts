import type { Role } from '@passage/access'
import { whoMayRead } from '../support/who-may-read'
import type { CanaryWorld } from './canary-world'

/** A case whose every hidden text is a marker. */
export interface CanaryCase {
  readonly id: string
  readonly personIds: readonly string[]
  /** The applicant's name. */
  readonly name: string
}

type Readers = ReadonlySet<Role>

/** Opens cases through the API as officers would, with a marker in every text that somebody may not read. */
export async function plantCases(world: CanaryWorld, count: number): Promise<CanaryCase[]> {
  const cases: CanaryCase[] = []
  for (let n = 0; n < count; n += 1) cases.push(await plantCase(world, n % 3 === 0))
  return cases
}

/** @param through whether the case goes on through vetting to its code */
async function plantCase(world: CanaryWorld, through: boolean): Promise<CanaryCase> {
  const { markers } = world
  const readers = (field: string): Readers => whoMayRead('person', field)
  const person = (): { name: string; nameMy: string; needs: string[] } => ({
    name: markers.latin('person.name', new Set([...readers('name'), ...whoMayRead('person_hit', 'name')])),
    nameMy: markers.burmese('person.nameMy', new Set([...readers('nameMy'), ...whoMayRead('person_hit', 'nameMy')])),
    needs: Array.from({ length: 6 }, () => markers.latin('person.needs', readers('needs'))),
  })
  const applicant = {
    ...person(),
    bornOn: '1995-03-04',
    rank: markers.latin('person.rank', readers('rank')),
    unit: markers.latin('person.unit', readers('unit')),
  }
  const member = { ...person(), bornOn: '1997-08-09', relation: 'partner' }
  const opening = { service: 'soldier', pathway: 'individual', channel: 'phone', applicant, household: [member] }
  const { id } = (await world.must('POST', '/cases', opening, 'intake_officer')) as { id: string }
  const rows = await world.owner.query<{ id: string }>('SELECT id FROM person WHERE case_id = $1 ORDER BY id', [id])
  for (const [noteClass, role] of [
    ['personal', 'intake_officer'],
    ['vetting', 'vetting_officer'],
    ['financial', 'finance_officer'],
  ] as const) {
    const text = `Somebody said ${markers.latin(`note.text (${noteClass})`, whoMayRead('note', 'text', noteClass))}.`
    await world.must('POST', `/cases/${id}/notes`, { class: noteClass, text }, role)
  }
  const note = `Somebody said ${markers.latin('note.text (operational)', whoMayRead('note', 'text', 'operational'))}.`
  const { holder } = (await world.must('GET', `/cases/${id}`, undefined, 'intake_officer')) as { holder: { id: string } }
  await world.must('POST', `/cases/${id}/assign`, { holderId: holder.id, note }, 'intake_officer')
  await vet(world, id, through)
  return { id, personIds: rows.map((row) => row.id), name: applicant.name }
}

async function vet(world: CanaryWorld, id: string, through: boolean): Promise<void> {
  const note = (): string => world.markers.latin('a note of vetting', whoMayRead('note', 'text', 'vetting'))
  await world.must('POST', `/cases/${id}/start-vetting`, undefined, 'vetting_officer')
  const { plan } = (await world.must('GET', `/cases/${id}/vetting`, undefined, 'vetting_officer')) as {
    plan: { check: string }[]
  }
  for (const [place, { check }] of plan.entries()) {
    if (!through && place > 1) return
    await world.must('POST', `/cases/${id}/checks`, { check, result: 'confirmed', note: note() }, 'vetting_officer')
  }
  await world.must('POST', `/cases/${id}/recommend`, { recommendation: 'clear', note: note() }, 'vetting_officer')
  await world.must('POST', `/cases/${id}/decision`, { decision: 'cleared', note: note() }, 'vetting_approver')
  await world.must('POST', `/cases/${id}/codes`, { kind: 'cdm' }, 'registrar')
  const [code] = await world.owner.query<{ text: string }>('SELECT text FROM code WHERE case_id = $1', [id])
  world.markers.keepDrawn(code!.text, 'code.code', whoMayRead('code', 'code'), 'code.text')
}

/** Passwords that were set and typed, right and wrong, secrets of a second factor, and the tokens of those who logged in. */
export async function plantSecrets(world: CanaryWorld): Promise<void> {
  const { markers } = world
  const nobody: Readers = new Set()
  for (const [place, username] of ['intake', 'vetting', 'registrar', 'finance'].entries()) {
    const [account] = await world.owner.query<{ id: string }>('SELECT id FROM account WHERE username = $1', [username])
    const password = `${markers.latin('a password', nobody)}-${place}-and-more`
    await world.ask('POST', `/accounts/${account!.id}/password`, { newPassword: password }, 'trainer')
    const login = await world.ask('POST', '/session', { username, password }, null, { ownSecret: true })
    await world.ask('POST', '/session', { username, password: markers.latin('a password that is wrong', nobody) })
    await world.ask('POST', '/session', { username: markers.latin('a name to log in', nobody), password })
    if (login.status >= 300) throw new Error(`${username} cannot log in: ${login.text}`)
    markers.keepDrawn(login.session, "a session's token")
    const headers = { cookie: `passage_session=${login.session}`, 'x-csrf-token': String(login.body.csrfToken) }
    const enrolment = await world.ask('POST', '/totp', { password }, null, { headers, ownSecret: true })
    if (enrolment.status >= 300) throw new Error(`${username} gets no second factor: ${enrolment.text}`)
    markers.keepDrawn(String(enrolment.body.secret), 'the secret of a second factor')
  }
}
