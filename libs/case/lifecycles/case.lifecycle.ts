import type { Lifecycle } from '../lifecycle'

export const caseStates = ['contacted', 'in_vetting', 'awaiting_decision', 'vetted', 'registered', 'declined', 'closed'] as const
export type CaseState = (typeof caseStates)[number]

type CaseEvent =
  | 'start_vetting'
  | 'record_check'
  | 'recommend'
  | 'clear'
  | 'clear_with_conditions'
  | 'ask_for_more'
  | 'decline'
  | 'appeal'
  | 'issue_code'
  | 'change_household'
  | 'assign'
  | 'add_note'
  | 'withdraw'
  | 'close'

type CaseCondition =
  | 'vetted_by_someone_who_does_not_decide'
  | 'every_required_check_is_done'
  | 'decided_by_someone_else'
  | 'heard_by_people_who_took_no_part'
  | 'registrar_took_no_part_in_vetting'
  | 'has_no_active_code'
  | 'nothing_is_left_running'

const leaving = ['applicant_withdrew', 'contact_lost', 'opened_by_mistake', 'duplicate', 'moved_on'] as const

/** The roles that work on cases: they may hold one, and write notes about it. */
export const caseworkers = [
  'intake_officer',
  'vetting_officer',
  'vetting_approver',
  'registrar',
  'relocation_officer',
  'finance_officer',
  'equipment_assessor',
] as const

/** Events that leave the case where it is, allowed as long as it is open. */
const upkeep = <State extends CaseState>(to: State) =>
  ({
    change_household: { to, by: ['intake_officer'] },
    assign: { to, by: caseworkers },
    add_note: { to, by: caseworkers },
  }) as const

/** The life of a case, from first contact to closing. Source: programme.md, "The pipeline". */
export const caseLifecycle = {
  name: 'case',
  version: 1,
  about: 'One principal applicant and what the programme does for them, from first contact to closing.',
  locksCase: true,
  opening: { open: { to: 'contacted', by: ['intake_officer'], effects: ['plan_contact_reminder'] } },
  states: {
    contacted: {
      start_vetting: { to: 'in_vetting', by: ['vetting_officer'], effects: ['plan_check_reminder', 'settle_reminders'] },
      withdraw: { to: 'closed', by: ['intake_officer'], reasons: leaving, effects: ['settle_reminders'], serious: true },
      ...upkeep('contacted'),
    },
    in_vetting: {
      record_check: {
        to: 'in_vetting',
        by: ['vetting_officer'],
        when: ['vetted_by_someone_who_does_not_decide'],
        effects: ['settle_reminders'],
        duty: 'vet',
        class: 'vetting',
      },
      recommend: {
        to: 'awaiting_decision',
        by: ['vetting_officer'],
        when: ['vetted_by_someone_who_does_not_decide', 'every_required_check_is_done'],
        effects: ['plan_decision_reminder', 'settle_reminders'],
        duty: 'vet',
        class: 'vetting',
      },
      withdraw: { to: 'closed', by: ['intake_officer'], reasons: leaving, effects: ['settle_reminders'], serious: true },
      ...upkeep('in_vetting'),
    },
    awaiting_decision: {
      clear: {
        to: 'vetted',
        by: ['vetting_approver'],
        when: ['decided_by_someone_else', 'heard_by_people_who_took_no_part'],
        effects: ['settle_reminders'],
        duty: 'decide',
        serious: true,
      },
      clear_with_conditions: {
        to: 'vetted',
        by: ['vetting_approver'],
        when: ['decided_by_someone_else', 'heard_by_people_who_took_no_part'],
        reasons: ['report_monthly', 'no_contact_with_unit', 'reside_at_site'],
        effects: ['settle_reminders'],
        duty: 'decide',
        serious: true,
      },
      ask_for_more: {
        to: 'in_vetting',
        by: ['vetting_approver'],
        when: ['decided_by_someone_else'],
        reasons: ['check_unclear', 'source_missing', 'statement_contradicts'],
        effects: ['plan_check_reminder', 'settle_reminders'],
        duty: 'decide',
        class: 'vetting',
      },
      decline: {
        to: 'declined',
        by: ['vetting_approver'],
        when: ['decided_by_someone_else', 'heard_by_people_who_took_no_part'],
        reasons: ['background_not_verified', 'does_not_denounce', 'possible_part_in_atrocities', 'false_statement'],
        effects: ['settle_reminders'],
        duty: 'decide',
        // That a case was declined is seen from its state; why, only by those who read vetting.
        class: 'vetting',
        serious: true,
      },
      withdraw: { to: 'closed', by: ['intake_officer'], reasons: leaving, effects: ['settle_reminders'], serious: true },
      ...upkeep('awaiting_decision'),
    },
    vetted: {
      issue_code: {
        to: 'registered',
        by: ['registrar'],
        when: ['registrar_took_no_part_in_vetting', 'has_no_active_code'],
        duty: 'register',
      },
      // A vetted case may have a placement already.
      withdraw: { to: 'closed', by: ['intake_officer'], when: ['nothing_is_left_running'], reasons: leaving, serious: true },
      ...upkeep('vetted'),
    },
    registered: {
      // A revoked code leaves a registered case without one; another may be issued on the same terms.
      issue_code: {
        to: 'registered',
        by: ['registrar'],
        when: ['registrar_took_no_part_in_vetting', 'has_no_active_code'],
        duty: 'register',
      },
      close: {
        to: 'closed',
        by: ['intake_officer'],
        when: ['nothing_is_left_running'],
        reasons: [...leaving, 'support_ended'],
        serious: true,
      },
      ...upkeep('registered'),
    },
    declined: {
      appeal: {
        to: 'in_vetting',
        by: ['vetting_approver'],
        when: ['heard_by_people_who_took_no_part'],
        reasons: ['new_evidence', 'procedure_not_followed', 'mistaken_identity'],
        effects: ['plan_check_reminder'],
        class: 'vetting',
      },
      close: { to: 'closed', by: ['intake_officer'], reasons: [...leaving, 'declined_finally'], serious: true },
      ...upkeep('declined'),
    },
    closed: {},
  },
} as const satisfies Lifecycle<CaseState, CaseEvent, CaseCondition>
