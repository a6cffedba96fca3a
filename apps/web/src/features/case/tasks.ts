import type { PathSubject } from './subjects'

export type TaskName = 'contact' | 'vetting' | 'decision' | 'code' | 'placement' | 'allowance' | 'reward'

/** How a task stands, in the plain words of a task list. */
export type TaskStatus = 'not_yet' | 'cannot_start' | 'in_progress' | 'done' | 'not_needed'

export interface Task {
  readonly name: TaskName
  readonly status: TaskStatus
  /** Whose task it is. */
  readonly role: string
  readonly tab: string
}

/** Where a case stands: its state, the states that it has been in, and the states of what it has, by kind. */
interface Standing {
  readonly state: string
  readonly reached: ReadonlySet<string>
  readonly of: (kind: string) => readonly string[]
}

const supported = new Set(['vetted', 'registered'])
const over = new Set(['declined', 'closed'])
const claimIsOver = new Set(['paid', 'rejected', 'withdrawn'])

/** The pipeline as tasks: contact, vetting, code, relocation, allowance, reward. Source: programme.md, "The pipeline". */
export function tasksOf(state: string, subjects: readonly PathSubject[]): Task[] {
  const standing: Standing = {
    state,
    reached: new Set(subjects.filter(({ kind }) => kind === 'case').flatMap(({ reached }) => [...reached.keys()])),
    of: (kind) => subjects.filter((subject) => subject.kind === kind).map((subject) => subject.state),
  }
  const task = (name: TaskName, status: TaskStatus, role: string, tab: string): Task => ({
    name,
    // A case that is over leaves nothing to do.
    status: over.has(state) && status !== 'done' ? 'not_needed' : status,
    role,
    tab,
  })
  return [
    task('contact', state === 'contacted' ? 'in_progress' : 'done', 'intake_officer', 'overview'),
    task('vetting', vetting(standing), 'vetting_officer', 'vetting'),
    task('decision', decision(standing), 'vetting_approver', 'vetting'),
    task('code', code(standing), 'registrar', 'code'),
    task('placement', placement(standing), 'relocation_officer', 'placement'),
    task('allowance', allowance(standing), 'finance_officer', 'allowance'),
    task('reward', reward(standing), 'equipment_assessor', 'reward'),
  ]
}

function vetting({ state, reached }: Standing): TaskStatus {
  if (state === 'contacted') return 'not_yet'
  if (state === 'in_vetting') return 'in_progress'
  return state === 'closed' && !reached.has('awaiting_decision') ? 'not_needed' : 'done'
}

function decision({ state, reached }: Standing): TaskStatus {
  if (state === 'awaiting_decision') return 'in_progress'
  if (state === 'contacted' || state === 'in_vetting') return 'cannot_start'
  return state === 'closed' && !reached.has('vetted') && !reached.has('declined') ? 'not_needed' : 'done'
}

function code({ state, of }: Standing): TaskStatus {
  if (of('code').includes('active')) return 'done'
  if (of('code').includes('suspended')) return 'in_progress'
  return supported.has(state) ? 'not_yet' : 'cannot_start'
}

function placement({ state, of }: Standing): TaskStatus {
  const stays = of('placement')
  if (stays.includes('staying')) return 'done'
  if (stays.includes('waiting') || stays.includes('booked')) return 'in_progress'
  if (stays.includes('left')) return 'done'
  return supported.has(state) ? 'not_yet' : 'cannot_start'
}

function allowance({ of }: Standing): TaskStatus {
  if (of('entitlement').includes('active')) return 'done'
  if (of('entitlement').includes('suspended')) return 'in_progress'
  return of('code').includes('active') ? 'not_yet' : 'cannot_start'
}

function reward({ state, of }: Standing): TaskStatus {
  const claims = of('reward_claim')
  if (claims.length > 0) return claims.every((one) => claimIsOver.has(one)) ? 'done' : 'in_progress'
  return state === 'registered' ? 'not_yet' : 'cannot_start'
}
