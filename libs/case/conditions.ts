import type { Duty, SubjectKind } from './lifecycle'
import { met, unmet, type Verdict } from './decide'
import type { ActTx } from './act'
import type { ConditionLoader, Registry } from './registry'

/**
 * Conditions that the spine answers by itself, from subjects and the log alone. Those that need a stage's own tables are registered by
 * the stage.
 */
export function registerSpineConditions(registry: Registry): void {
  for (const [name, loader] of Object.entries(spineConditions)) registry.condition(name, loader)
}

/**
 * Where each kind of subject has come to rest: a case may close over these. Not the same as a final state: a settled payment may still
 * come back from the bank, a paid claim with it, and that must not keep a case open for ever.
 */
export const atRest: Readonly<Partial<Record<SubjectKind, readonly string[]>>> = {
  code: ['revoked', 'replaced'],
  placement: ['left', 'moved', 'cancelled'],
  entitlement: ['ended'],
  payment: ['settled', 'excluded', 'cancelled', 'given_up'],
  reward_claim: ['paid', 'rejected', 'withdrawn'],
}

/** How a caseworker ends what is still running, by its kind. */
const endIt: Readonly<Partial<Record<SubjectKind, string>>> = {
  code: 'Ask a registrar to revoke the code.',
  placement: 'Ask a relocation officer to record that the household left, or to cancel the placement.',
  entitlement: 'Ask a finance officer to end the entitlement.',
  payment: 'Wait until the payment is settled, or ask a finance officer to exclude it or to give it up.',
  reward_claim: 'Wait until the reward claim is paid, or have it rejected or withdrawn.',
}

const spineConditions: Readonly<Record<string, ConditionLoader>> = {
  decided_by_someone_else: refuseDuties({
    vet: unmet(
      'actor.recommended_it',
      'You carried out checks on this case or recommended on it.',
      'Ask a vetting approver who took no part in vetting this case to decide.',
    ),
  }),
  vetted_by_someone_who_does_not_decide: refuseDuties({
    decide: unmet(
      'actor.decided_it',
      'You decided on this case before.',
      'Ask a vetting officer who took no part in deciding this case to check it and to recommend.',
    ),
  }),
  registrar_took_no_part_in_vetting: refuseDuties({
    vet: tookPartInVetting(),
    decide: tookPartInVetting(),
  }),
  approved_by_someone_else: refuseDuties({ prepare: preparedIt('approve') }),
  released_by_a_third_person: refuseDuties({
    prepare: preparedIt('release'),
    approve: unmet(
      'actor.approved_it',
      'You approved this payment run.',
      'Ask a finance controller who neither prepared nor approved this run to release it.',
    ),
  }),
  approver_did_not_assess: refuseDuties({
    assess: unmet(
      'actor.assessed_it',
      'You verified or valued this reward claim.',
      'Ask a finance approver who did not assess this claim to approve it.',
    ),
  }),
  asked_for_by_someone_else: refuseDuties({
    ask: unmet(
      'actor.asked_for_it',
      'You asked for this erasure.',
      'Ask another registrar to confirm it: what cannot be undone takes two people.',
    ),
  }),
  heard_by_people_who_took_no_part: heardByPeopleWhoTookNoPart,
  has_no_active_code: hasNoActiveCode,
  nothing_is_left_running: nothingIsLeftRunning,
  case_is_supported: caseIsIn(['vetted', 'registered'], (state) =>
    unmet(
      'case.not_vetted',
      state === 'closed' ? 'The case is closed.' : 'The case is not vetted yet.',
      state === 'closed' ? 'A closed case gets no more support; open a new case.' : 'Wait until vetting has cleared the case.',
    ),
  ),
  case_is_registered: caseIsIn(['registered'], (state) =>
    unmet(
      'case.not_registered',
      state === 'closed' ? 'The case is closed.' : 'The case has no registration code yet.',
      state === 'closed' ? 'A closed case gets no more support; open a new case.' : 'Ask a registrar to issue the code first.',
    ),
  ),
  case_is_closed: caseIsIn(['closed'], () =>
    unmet(
      'case.not_closed',
      'The case is not closed.',
      'Withdraw or close the case first; nobody is erased from a case at work.',
    ),
  ),
  has_an_active_cdm_code: hasAnActiveCdmCode,
}

function tookPartInVetting(): Verdict {
  return unmet(
    'actor.took_part_in_vetting',
    'You took part in vetting this case.',
    'Ask a registrar who neither vetted nor decided this case to issue the code.',
  )
}

function preparedIt(what: string): Verdict {
  return unmet(
    'actor.prepared_it',
    'You prepared this payment run.',
    `Ask somebody who did not prepare this run to ${what} it: preparing, approving and releasing are done by three people.`,
  )
}

/** Refuses an actor who already had one of these duties on the subject, the first in the order given. */
function refuseDuties(refusals: Readonly<Partial<Record<Duty, Verdict>>>): ConditionLoader {
  return async (tx, asked) => {
    const held = await dutiesOf(
      tx,
      asked.map((a) => a.subjectId),
    )
    return asked.map((a) => {
      const duty = (Object.keys(refusals) as Duty[]).find((d) => held.get(a.subjectId)?.has(d))
      return duty ? refusals[duty]! : met
    })
  }
}

/** The duties that the actor has had on each subject, at any time. The same column carries the database's own constraint. */
async function dutiesOf(tx: ActTx, subjectIds: readonly string[]): Promise<Map<string, Set<Duty>>> {
  const rows = await tx.query<{ subject_id: string; duty: Duty }>(
    `SELECT DISTINCT subject_id, duty FROM transition
     WHERE subject_id = ANY ($1::uuid[]) AND actor_id = $2 AND duty IS NOT NULL`,
    [subjectIds, tx.actor.id],
    'duties_held',
  )
  const held = new Map<string, Set<Duty>>()
  for (const row of rows) held.set(row.subject_id, (held.get(row.subject_id) ?? new Set()).add(row.duty))
  return held
}

/**
 * An appeal is heard by people who took no part: whoever vetted or decided the case before may not accept the appeal, and whoever
 * decided it before the newest appeal may not decide it again. Without an appeal there is nothing to keep apart.
 */
async function heardByPeopleWhoTookNoPart(...[tx, asked]: Parameters<ConditionLoader>): Promise<readonly Verdict[]> {
  const rows = await tx.query<{ subject_id: string; took_part: boolean; decided_before_appeal: boolean }>(
    `WITH appeal AS (
       SELECT subject_id, max(seq) AS seq FROM transition
       WHERE subject_id = ANY ($1::uuid[]) AND lifecycle = 'case' AND event = 'appeal' GROUP BY subject_id
     )
     SELECT t.subject_id, bool_or(t.duty IN ('vet', 'decide')) AS took_part,
       coalesce(bool_or(t.duty = 'decide' AND t.seq < appeal.seq), false) AS decided_before_appeal
     FROM transition t LEFT JOIN appeal USING (subject_id)
     WHERE t.subject_id = ANY ($1::uuid[]) AND t.actor_id = $2 AND t.duty IS NOT NULL
     GROUP BY t.subject_id`,
    [asked.map((a) => a.subjectId), tx.actor.id],
  )
  const bySubject = new Map(rows.map((row) => [row.subject_id, row]))
  return asked.map((a) => {
    const part = bySubject.get(a.subjectId)
    if (!(a.event === 'appeal' ? part?.took_part : part?.decided_before_appeal)) return met
    return unmet(
      'actor.decided_before',
      'You took part in the decision that is appealed against.',
      'Ask a vetting approver who had no part in it to hear the appeal.',
    )
  })
}

async function hasNoActiveCode(...[tx, asked]: Parameters<ConditionLoader>): Promise<readonly Verdict[]> {
  const running = await runningIn(tx, asked, ['code'])
  return asked.map((a) =>
    running.get(a.caseId ?? '')?.has('code')
      ? unmet(
          'case.already_registered',
          'The case has a registration code that is active or suspended.',
          'Use the code that it has; replace it if the card is lost, or revoke it first.',
        )
      : met,
  )
}

async function nothingIsLeftRunning(...[tx, asked]: Parameters<ConditionLoader>): Promise<readonly Verdict[]> {
  const running = await runningIn(tx, asked, Object.keys(atRest) as SubjectKind[])
  return asked.map((a) => {
    const kinds = [...(running.get(a.caseId ?? '') ?? [])].sort()
    if (kinds.length === 0) return met
    return unmet(
      'case.still_running',
      `Something of this case is still running: ${kinds.map((kind) => kind.replaceAll('_', ' ')).join(', ')}.`,
      kinds.map((kind) => endIt[kind]!).join(' '),
    )
  })
}

/** The kinds of which each case has a subject that has not come to rest. */
async function runningIn(
  tx: ActTx,
  asked: Parameters<ConditionLoader>[1],
  kinds: readonly SubjectKind[],
): Promise<Map<string, Set<SubjectKind>>> {
  const resting = kinds.flatMap((kind) => atRest[kind]!.map((state) => `${kind}/${state}`))
  const rows = await tx.query<{ case_id: string; kind: SubjectKind }>(
    `SELECT DISTINCT case_id, kind FROM subject
     WHERE case_id = ANY ($1::uuid[]) AND kind = ANY ($2::text[]) AND kind || '/' || state <> ALL ($3::text[])`,
    [asked.flatMap((a) => a.caseId ?? []), kinds, resting],
  )
  const running = new Map<string, Set<SubjectKind>>()
  for (const row of rows) running.set(row.case_id, (running.get(row.case_id) ?? new Set()).add(row.kind))
  return running
}

function caseIsIn(states: readonly string[], otherwise: (state: string | undefined) => Verdict): ConditionLoader {
  return async (tx, asked) => {
    const rows = await tx.query<{ id: string; state: string }>(
      `SELECT id, state FROM subject WHERE id = ANY ($1::uuid[]) AND kind = 'case'`,
      [asked.flatMap((a) => a.caseId ?? [])],
    )
    const stateOf = new Map(rows.map((row) => [row.id, row.state]))
    return asked.map((a) => {
      const state = stateOf.get(a.caseId ?? '')
      return state && states.includes(state) ? met : otherwise(state)
    })
  }
}

/** A pre-CDM code opens no allowance. Which kind a code is stands in the transition that issued it, not in its subject. */
async function hasAnActiveCdmCode(...[tx, asked]: Parameters<ConditionLoader>): Promise<readonly Verdict[]> {
  const rows = await tx.query<{ case_id: string; cdm: boolean; active: boolean }>(
    `SELECT s.case_id, t.payload::jsonb ->> 'kind' = 'cdm' AS cdm, s.state = 'active' AS active
     FROM subject s JOIN transition t ON t.subject_id = s.id AND t.seq = 1
     WHERE s.case_id = ANY ($1::uuid[]) AND s.kind = 'code' AND s.state IN ('active', 'suspended')`,
    [asked.flatMap((a) => a.caseId ?? [])],
  )
  const ofCase = new Map<string, typeof rows>()
  for (const row of rows) ofCase.set(row.case_id, [...(ofCase.get(row.case_id) ?? []), row])
  return asked.map((a) => {
    const codes = ofCase.get(a.caseId ?? '') ?? []
    if (codes.some((code) => code.cdm && code.active)) return met
    if (codes.some((code) => code.cdm)) {
      return unmet('code.suspended', 'The CDM code of this case is suspended.', 'Ask a registrar to resume the code.')
    }
    if (codes.length > 0) {
      return unmet(
        'code.pre_cdm_only',
        'The case has a pre-CDM code only, which opens no allowance.',
        'Ask a registrar to replace it by a CDM code once the person has left the service.',
      )
    }
    return unmet('case.not_registered', 'The case has no active CDM code.', 'Ask a registrar to issue a CDM code first.')
  })
}
