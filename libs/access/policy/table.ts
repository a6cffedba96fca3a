import { roles, type Role } from '../roles'

/** How much a field may hurt a person when the wrong one reads it (design section 6). */
export const fieldClasses = ['open', 'operational', 'personal', 'vetting', 'financial', 'secret'] as const
export type FieldClass = (typeof fieldClasses)[number]

export interface FieldPolicy {
  readonly class: FieldClass
  /** Roles that read the field although their role does not read its class. */
  readonly also?: readonly Role[]
  /** The field holds a row, or a list of rows, of that resource, which has its own policy. */
  readonly of?: string
  /**
   * The row itself says its class, in `row.class` (a note, a transition): the field is read by those who read both classes. A row that does
   * not say it counts as secret, so that a query that forgets the class shows nothing.
   */
  readonly follows?: true
}

/** Resource → field → who may read it. A field that the table does not name is never sent. */
export type PolicyTable = Readonly<Record<string, Readonly<Record<string, FieldPolicy>>>>

/** Who reads a class, unless a field says otherwise. */
export const readersOf: Readonly<Record<FieldClass, readonly Role[]>> = {
  open: roles.filter((role) => role !== 'system'),
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

/** Classes whose reading is recorded in the access log before the data leaves. */
export const recordedClasses: readonly FieldClass[] = ['personal', 'vetting', 'secret']
