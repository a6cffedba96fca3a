import { roles, type Role } from '../roles'

/**
 * Roles that nobody may hold at once, own or lent: the column "never" of programme.md, read as pairs. That one person does not do two duties
 * of one case or run is held besides, by the log's own constraint; here it is about what a person could do and see at all.
 * migrations/0016-accounts.ts holds the same pairs for the database.
 */
const never: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  // Neither vets nor pays.
  intake_officer: ['vetting_officer', 'vetting_approver', 'finance_officer', 'finance_approver', 'finance_controller'],
  vetting_officer: ['vetting_approver', 'registrar'],
  vetting_approver: ['registrar'],
  // Does not see vetting notes.
  relocation_officer: ['vetting_officer', 'vetting_approver'],
  finance_officer: ['finance_approver', 'finance_controller'],
  finance_approver: ['finance_controller'],
  equipment_assessor: ['finance_approver'],
  // Changes nothing, and sees no names without a recorded reason.
  auditor: all(),
  // Sees no more than the role that they act as.
  trainer: all(),
  // Sees no more of a person than their stay needs.
  host_organisation: all(),
  // Never a person.
  system: all(),
  // Work on no case and no payment, which leaves them each other.
  programme_manager: all('planner'),
  planner: all('programme_manager'),
}

/** Whether nobody may hold both. A role is compatible with itself. */
export function areIncompatible(one: Role, other: Role): boolean {
  return one !== other && Boolean(never[one]?.includes(other) || never[other]?.includes(one))
}

/** Which of the roles held stand against another. */
export function standingAgainst(wanted: Role, held: readonly Role[]): Role[] {
  return held.filter((role) => areIncompatible(wanted, role))
}

function all(...but: Role[]): Role[] {
  return roles.filter((role) => !but.includes(role))
}
