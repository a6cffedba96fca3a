import type { CaseAction, TimelineEntry } from '../../apps/web/src/api/types'
import { sortActs } from '../../apps/web/src/features/case/acts'
import { subjectsOf } from '../../apps/web/src/features/case/subjects'
import { tasksOf, type TaskName } from '../../apps/web/src/features/case/tasks'

const caseId = 'the case'

/** The log of a case, oldest first as it happened: kind, the states that it went through, each on the next day. */
function logOf(...lives: readonly (readonly [kind: string, ...states: string[]])[]): TimelineEntry[] {
  let day = 0
  const entries = lives.flatMap(([kind, ...states], life) =>
    states.map((to, at) => {
      day += 1
      return {
        subjectId: kind === 'case' ? caseId : `${kind} ${life}`,
        kind,
        seq: at + 1,
        event: 'something',
        from: states[at - 1] ?? null,
        to,
        programmeDate: `2021-09-${String(day).padStart(2, '0')}`,
      } as TimelineEntry
    }),
  )
  return entries.reverse()
}

const statusesOf = (state: string, log: readonly TimelineEntry[]): Record<TaskName, string> =>
  Object.fromEntries(tasksOf(state, subjectsOf(log)).map(({ name, status }) => [name, status])) as Record<TaskName, string>

function anAct(name: string, more: Partial<CaseAction> = {}): CaseAction {
  const [kind, event] = name.split('.') as [string, string]
  const rest = { subjectState: null, version: 1, to: 'next', serious: false, reasons: [], roles: [], conditions: [] }
  return { subjectId: null, kind, event, allowed: true, mine: true, ...rest, ...more }
}

describe('What the log tells of the things of a case', () => {
  it('keeps the first day that a state was reached, the state of now, and the ways that were gone', () => {
    const [subject] = subjectsOf(logOf(['case', 'contacted', 'in_vetting', 'awaiting_decision', 'in_vetting']))
    expect(subject).toMatchObject({ id: caseId, state: 'in_vetting' })
    expect(subject!.reached.get('in_vetting')).toBe('2021-09-02')
    expect([...subject!.ways]).toEqual([
      '>contacted',
      'contacted>in_vetting',
      'in_vetting>awaiting_decision',
      'awaiting_decision>in_vetting',
    ])
  })

  it('leaves out what the viewer may not read, and keeps the rest', () => {
    const log = logOf(['case', 'contacted', 'in_vetting']).map((entry, at) =>
      at === 0 ? { ...entry, to: { redacted: true } as const } : entry,
    )
    expect(subjectsOf(log)[0]!.state).toBe('contacted')
  })
})

describe('The tasks of a case', () => {
  it('wait for one another at its beginning', () => {
    expect(statusesOf('contacted', logOf(['case', 'contacted']))).toEqual({
      contact: 'in_progress',
      vetting: 'not_yet',
      decision: 'cannot_start',
      code: 'cannot_start',
      placement: 'cannot_start',
      allowance: 'cannot_start',
      reward: 'cannot_start',
    })
  })

  it('are in progress while a household waits for its place and a code is suspended', () => {
    const log = logOf(['case', 'contacted', 'registered'], ['code', 'active', 'suspended'], ['placement', 'waiting'])
    const statuses = statusesOf('registered', log)
    expect(statuses).toMatchObject({
      code: 'in_progress',
      placement: 'in_progress',
      allowance: 'cannot_start',
      reward: 'not_yet',
    })
  })

  it('are done with an active code, a stay, an entitlement and a paid claim', () => {
    const log = logOf(
      ['case', 'registered'],
      ['code', 'active', 'replaced'],
      ['code', 'active'],
      ['placement', 'booked', 'staying'],
      ['entitlement', 'active'],
      ['reward_claim', 'filed', 'paid'],
    )
    const statuses = statusesOf('registered', log)
    expect(statuses).toMatchObject({ code: 'done', placement: 'done', allowance: 'done', reward: 'done' })
  })

  it('are not needed any more once the case was declined, except those that were done', () => {
    const statuses = statusesOf('declined', logOf(['case', 'contacted', 'in_vetting', 'awaiting_decision', 'declined']))
    expect(statuses).toMatchObject({
      contact: 'done',
      vetting: 'done',
      decision: 'done',
      code: 'not_needed',
      reward: 'not_needed',
    })
  })
})

describe('The one act that stands out', () => {
  const every = () => true

  it('is the one that is furthest along the way', () => {
    const acts = sortActs([anAct('case.add_note'), anAct('case.record_check'), anAct('case.recommend')], every)
    expect(acts.main?.event).toBe('recommend')
    expect(acts.able.map(({ event }) => event)).toEqual(['recommend', 'record_check', 'add_note'])
  })

  it('is none where a decision is asked for', () => {
    const acts = sortActs(
      [anAct('case.clear', { serious: true }), anAct('case.decline', { serious: true, reasons: ['x'] })],
      every,
    )
    expect(acts.main).toBeUndefined()
    expect(acts.able).toHaveLength(2)
  })

  it('is never one that ends the case, which stands last', () => {
    const acts = sortActs([anAct('case.close', { to: 'closed' }), anAct('case.assign')], every)
    expect(acts.able.at(-1)?.event).toBe('close')
    expect(acts.main).toBeUndefined()
  })

  it('leaves what is refused to "Why can’t I…?", and what others do to their roles', () => {
    const acts = sortActs(
      [anAct('case.recommend', { allowed: false }), anAct('case.clear', { allowed: false, mine: false })],
      every,
    )
    expect(acts.refused.map(({ event }) => event)).toEqual(['recommend'])
    expect(acts.ofOthers.map(({ event }) => event)).toEqual(['clear'])
  })
})
