/**
 * Roles that nobody may hold at once, to say so before the server refuses it. A copy of libs/access/accounts/incompatible-roles.ts, which the
 * screens cannot import; test/browser/catalogue.spec.ts compares the two.
 */
const apart: Readonly<Record<string, readonly string[]>> = {
  intake_officer: ['vetting_officer', 'vetting_approver', 'finance_officer', 'finance_approver', 'finance_controller'],
  vetting_officer: ['vetting_approver', 'registrar'],
  vetting_approver: ['registrar'],
  relocation_officer: ['vetting_officer', 'vetting_approver'],
  finance_officer: ['finance_approver', 'finance_controller'],
  finance_approver: ['finance_controller'],
  equipment_assessor: ['finance_approver'],
}

/** Roles that stand beside none other, or only beside the one named. */
const alone: Readonly<Record<string, string | null>> = {
  auditor: null,
  trainer: null,
  host_organisation: null,
  programme_manager: 'planner',
  planner: 'programme_manager',
}

export function areIncompatible(one: string, other: string): boolean {
  if (one === other) return false
  for (const [role, beside] of [
    [one, other],
    [other, one],
  ] as const) {
    if (role in alone && alone[role] !== beside) return true
    if (apart[role]?.includes(beside)) return true
  }
  return false
}

/** Of all roles those that an account could be given, each with those of its own that stand against it. */
export function grantable(held: readonly string[], all: readonly string[]): { role: string; against: string[] }[] {
  return all
    .filter((role) => !held.includes(role))
    .map((role) => ({ role, against: held.filter((one) => areIncompatible(one, role)) }))
}
