import { roles, type Role } from '../roles'

/** How much a field may hurt a person when the wrong one reads it (design section 6). */
export const fieldClasses = ['open', 'operational', 'personal', 'vetting', 'financial', 'secret'] as const
export type FieldClass = (typeof fieldClasses)[number]

/**
 * When a role reads a class. `always`; or only of a case that the viewer holds, or that stands in one of the named states: the stage in which
 * the role has work to do. Any of them suffices. States are those of the case's lifecycle; libs/case refuses to start where one is unknown.
 */
export type ReadingRule = 'always' | { readonly held?: true; readonly states: readonly string[] }

export interface FieldPolicy {
  readonly class: FieldClass
  /** Roles that read the field although their role does not read its class. */
  readonly also?: readonly Role[]
  /** Roles that read the field in rows of the site that their account works at, and in no others. */
  readonly atOwnSite?: readonly Role[]
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

/** Before the decision, and again from a declined case on: the states in which vetting is at work. */
const vettingStates = ['contacted', 'in_vetting', 'awaiting_decision', 'declined'] as const

/**
 * Who reads a class, and when, unless a field says otherwise. Roles are those of programme.md; that each reads a person only while there is
 * something for it to do follows from "no more of a person than their work needs". The intake officer is the exception: a person who comes a
 * second time must be known again, whatever became of the first case (programme.md: duplicates; lessons 1 and 14).
 */
export const readingRules: Readonly<Record<FieldClass, Readonly<Partial<Record<Role, ReadingRule>>>>> = {
  open: always(...roles.filter((role) => role !== 'system')),
  operational: always(
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
  ),
  personal: {
    intake_officer: 'always',
    vetting_officer: { held: true, states: vettingStates },
    vetting_approver: { held: true, states: vettingStates },
    registrar: { held: true, states: ['vetted', 'registered'] },
    relocation_officer: { held: true, states: ['vetted', 'registered'] },
    finance_officer: { held: true, states: ['registered'] },
  },
  vetting: {
    vetting_officer: { held: true, states: [...vettingStates, 'vetted'] },
    vetting_approver: { held: true, states: [...vettingStates, 'vetted'] },
  },
  financial: always('finance_officer', 'finance_approver', 'finance_controller', 'auditor'),
  secret: {},
}

/** Who reads a class at all, whatever the condition; for who may call a route and which filters may be asked for. */
export const readersOf: Readonly<Record<FieldClass, readonly Role[]>> = {
  open: readers('open'),
  operational: readers('operational'),
  personal: readers('personal'),
  vetting: readers('vetting'),
  financial: readers('financial'),
  secret: readers('secret'),
}

/**
 * Classes that somebody may read of one named case for a limited time although no rule lets them (break glass), and who may ask for it.
 * Planners, managers, trainers and hosts may not: programme.md keeps persons from them altogether.
 */
export const glassReaders: Readonly<Partial<Record<FieldClass, readonly Role[]>>> = {
  personal: [
    'vetting_officer',
    'vetting_approver',
    'registrar',
    'relocation_officer',
    'finance_officer',
    'finance_approver',
    'finance_controller',
    'auditor',
  ],
  vetting: ['vetting_officer', 'vetting_approver', 'auditor'],
}

/** Classes whose reading is recorded in the access log before the data leaves. */
export const recordedClasses: readonly FieldClass[] = ['personal', 'vetting', 'financial', 'secret']

function readers(fieldClass: FieldClass): readonly Role[] {
  return roles.filter((role) => readingRules[fieldClass][role] !== undefined)
}

function always(...readers: Role[]): Partial<Record<Role, ReadingRule>> {
  return Object.fromEntries(readers.map((role) => [role, 'always']))
}
