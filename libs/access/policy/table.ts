import type { Role } from '../roles'

/** How much a field may hurt a person when the wrong one reads it (design section 6). */
export const fieldClasses = ['open', 'operational', 'personal', 'vetting', 'financial', 'secret'] as const
export type FieldClass = (typeof fieldClasses)[number]

/** A field's class; `also` names roles that read it although their role does not read the class. */
export interface FieldPolicy {
  readonly class: FieldClass
  readonly also?: readonly Role[]
}

/** Resource → field → who may read it. A field that the table does not name is never sent. */
export type PolicyTable = Readonly<Record<string, Readonly<Record<string, FieldPolicy>>>>

/** Who reads a class, unless a field says otherwise. */
export const readersOf: Readonly<Record<FieldClass, readonly Role[]>> = {
  open: [
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
  ],
  operational: [
    'intake_officer',
    'vetting_officer',
    'vetting_approver',
    'registrar',
    'relocation_officer',
    'finance_officer',
    'finance_approver',
    'finance_controller',
    'equipment_assessor',
    'auditor',
  ],
  personal: ['intake_officer', 'vetting_officer', 'vetting_approver', 'registrar', 'relocation_officer', 'finance_officer'],
  vetting: ['vetting_officer', 'vetting_approver'],
  financial: ['finance_officer', 'finance_approver', 'finance_controller', 'auditor'],
  secret: [],
}
