import { policy, type FieldClass, type FieldPolicy, type Role } from '@passage/access'

/** Who looks, as far as the policy asks. */
export interface Looker {
  readonly accountId: string
  readonly role: Role
  readonly siteId: string | null
}

/** Where the row's case stands, who holds it, and the row's site. */
export interface Place {
  readonly state?: string | undefined
  readonly holderId?: string | undefined
  readonly siteId?: string | undefined
}

/** One rule of who reads a class: the states in which, or always; and whether holding the case suffices. */
export type Rules = Readonly<
  Partial<Record<FieldClass, Readonly<Partial<Record<Role, 'always' | { states: readonly string[] }>>>>>
>

const officers: Role[] = [
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
]
const everybody: Role[] = [...officers, 'host_organisation', 'programme_manager', 'planner', 'trainer']
const beforeDecision = ['contacted', 'in_vetting', 'awaiting_decision', 'declined']

const always = (...roles: Role[]) => Object.fromEntries(roles.map((role) => [role, 'always' as const]))

/**
 * What the policy is meant to say, written down a second time and by hand: the cells are compared with this page and not with the table that
 * made them, so that a wrong row of the table shows.
 */
export const meant: Rules = {
  open: always(...everybody),
  operational: always(...officers),
  personal: {
    intake_officer: 'always',
    vetting_officer: { states: beforeDecision },
    vetting_approver: { states: beforeDecision },
    registrar: { states: ['vetted', 'registered'] },
    relocation_officer: { states: ['vetted', 'registered'] },
    finance_officer: { states: ['registered'] },
  },
  vetting: {
    vetting_officer: { states: [...beforeDecision, 'vetted'] },
    vetting_approver: { states: [...beforeDecision, 'vetted'] },
  },
  financial: always('finance_officer', 'finance_approver', 'finance_controller', 'auditor'),
  secret: {},
}

function readsClass(rules: Rules, { accountId, role }: Looker, fieldClass: FieldClass, place: Place): boolean {
  const rule = rules[fieldClass]?.[role]
  if (rule === undefined) return false
  return rule === 'always' || rule.states.includes(place.state ?? '') || (place.holderId ?? '') === accountId
}

/** Whether somebody should see a field, by what is meant. */
export function shouldRead(rules: Rules, looker: Looker, field: FieldPolicy, place: Place, rowClass: unknown): boolean {
  if (field.also?.includes(looker.role)) return true
  if (field.atOwnSite?.includes(looker.role) && looker.siteId !== null && place.siteId === looker.siteId) return true
  if (!readsClass(rules, looker, field.class, place)) return false
  return !field.follows || readsClass(rules, looker, rowClass as FieldClass, place)
}

/** What was found in one answer: how many cells, and those that are not as they should be. */
export interface Found {
  cells: number
  readonly wrong: string[]
}

/** Compares every field of a row, and of the rows inside it, with what is meant. */
export function compareRow(
  found: Found,
  rules: Rules,
  looker: Looker,
  where: string,
  resource: string,
  row: Readonly<Record<string, unknown>>,
  place: Place,
  classOf: (resource: string, row: Readonly<Record<string, unknown>>) => unknown,
): void {
  const ofRow = { ...place, ...(typeof row.siteId === 'string' ? { siteId: row.siteId } : {}) }
  if (resource === 'site' && typeof row.id === 'string') ofRow.siteId = row.id
  for (const [name, value] of Object.entries(row)) {
    const field = policy[resource]?.[name]
    found.cells += 1
    if (!field) {
      found.wrong.push(`${where}: ${resource}.${name} is sent and no policy names it`)
      continue
    }
    const hidden = isMark(value)
    const should = shouldRead(rules, looker, field, ofRow, classOf(resource, row))
    if (hidden === should) {
      found.wrong.push(`${where}: ${looker.role} ${hidden ? 'does not see' : 'sees'} ${resource}.${name} (${field.class})`)
    }
    if (hidden || !field.of || value === null) continue
    for (const inner of Array.isArray(value) ? value : [value]) {
      compareRow(found, rules, looker, where, field.of, inner as Record<string, unknown>, ofRow, classOf)
    }
  }
}

function isMark(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { redacted?: unknown }).redacted === true
}
