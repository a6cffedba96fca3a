/** The roles of programme.md, in its order. A role is what an actor may do; one account may hold several that are compatible. */
export const roles = [
  'intake_officer',
  'vetting_officer',
  'vetting_approver',
  'registrar',
  'relocation_officer',
  'finance_officer',
  'finance_approver',
  'finance_controller',
  'equipment_assessor',
  'host_organisation',
  'programme_manager',
  'planner',
  'auditor',
  'trainer',
  'system',
] as const

export type Role = (typeof roles)[number]

/** Who acts: an account, the roles that it holds now, and the job where it is the system. */
export interface Actor {
  readonly id: string
  readonly roles: readonly Role[]
  /** `queue/name` of the job when the actor is the system, else empty. */
  readonly job: string
}
