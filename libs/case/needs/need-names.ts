import type { Role } from '@passage/access'

/**
 * What may need whom, in the order of the pipeline: the order in which a home page lists it. A process that answers over HTTP refuses to start
 * when nobody has said how one of them is counted.
 */
export const needTable = [
  ['my_open_cases', 'intake_officer'],
  ['contacts_to_open', 'vetting_officer'],
  ['checks_open', 'vetting_officer'],
  ['checks_overdue', 'vetting_officer'],
  ['recommendations_to_decide', 'vetting_approver'],
  ['decisions_overdue', 'vetting_approver'],
  ['codes_to_issue', 'registrar'],
  ['erasures_to_decide', 'registrar'],
  ['households_waiting', 'relocation_officer'],
  ['arrivals_expected', 'relocation_officer'],
  ['arrivals_expected', 'host_organisation'],
  ['departures_due', 'host_organisation'],
  ['custody_to_take', 'host_organisation'],
  ['claims_to_verify', 'equipment_assessor'],
  ['claims_to_value', 'equipment_assessor'],
  ['claims_to_approve', 'finance_approver'],
  ['claims_to_pay', 'finance_officer'],
  ['runs_to_prepare', 'finance_officer'],
  ['runs_to_approve', 'finance_approver'],
  ['runs_to_release', 'finance_controller'],
  ['payments_failed', 'finance_officer'],
  ['payments_failed', 'finance_controller'],
  ['sites_full', 'programme_manager'],
  ['sites_full', 'planner'],
  ['reports_ready', 'programme_manager'],
  ['reports_ready', 'planner'],
  ['glass_unseen', 'auditor'],
  ['findings', 'auditor'],
  ['log_unverified', 'auditor'],
] as const satisfies readonly (readonly [need: string, role: Role])[]

export type NeedName = (typeof needTable)[number][0]

/** The roles that the table names with a need. */
export type RoleOf<Name extends NeedName> = Extract<(typeof needTable)[number], readonly [Name, Role]>[1]
