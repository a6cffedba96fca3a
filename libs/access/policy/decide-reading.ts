import type { Role } from '../roles'
import { fieldClasses, readingRules, type FieldClass, type FieldPolicy } from './table'

/** What a decision needs to know of the viewer. */
export interface Reader {
  readonly accountId: string
  /** What counts for this request: own and lent roles, or the one role that is viewed as. */
  readonly roles: readonly Role[]
  readonly siteId: string | null
  /** What the viewer has broken the glass for, and may read until it ends. */
  readonly glass: readonly { readonly id: string; readonly caseId: string; readonly classes: readonly FieldClass[] }[]
  /** Set while a trainer looks at the programme as this role does: secrets are not shown then. */
  readonly viewAs: Role | null
}

/** What a decision needs to know of the row: the case and the site that it belongs to, as far as somebody said. */
export interface RowFacts {
  readonly caseId?: string | null | undefined
  readonly state?: string | null | undefined
  readonly holderId?: string | null | undefined
  readonly siteId?: string | null | undefined
}

/**
 * Why a field may be read: kept in the access log as the purpose. `role` where the role reads it always, `stage` where the case stands where the
 * role works, `held`, `own_site`, or the id of a broken glass.
 */
export type Basis = 'role' | 'stage' | 'held' | 'own_site' | `glass:${string}`

/** Whether, and on what basis, a viewer reads a field of a row. Pure; nobody without a session reads more than what is open. */
export function basisFor(reader: Reader | null, field: FieldPolicy, facts: RowFacts, rowClass?: unknown): Basis | null {
  if (field.also?.some((role) => reader?.roles.includes(role)) && !isSecretToTheView(reader, field.class)) return 'role'
  if (reader && field.atOwnSite?.some((role) => reader.roles.includes(role)) && reader.siteId && facts.siteId === reader.siteId) {
    return 'own_site'
  }
  const basis = basisForClass(reader, field.class, facts)
  if (!basis || !field.follows) return basis
  const said = classSaid(rowClass)
  const ofRow = basisForClass(reader, said, facts)
  // The row's own class is the narrower one, and says more about why.
  return ofRow && (ofRow === 'role' ? basis : ofRow)
}

/** The same for a class as such. */
export function basisForClass(reader: Reader | null, fieldClass: FieldClass, facts: RowFacts): Basis | null {
  if (!reader) return fieldClass === 'open' ? 'role' : null
  if (isSecretToTheView(reader, fieldClass)) return null
  let found: Basis | null = null
  for (const role of reader.roles) {
    const rule = readingRules[fieldClass][role]
    if (rule === undefined) continue
    if (rule === 'always') return 'role'
    if (facts.state && rule.states.includes(facts.state)) found = 'stage'
    else if (rule.held && facts.holderId && facts.holderId === reader.accountId) found ??= 'held'
  }
  if (found) return found
  const glass = facts.caseId ? reader.glass.find((g) => g.caseId === facts.caseId && g.classes.includes(fieldClass)) : undefined
  return glass ? `glass:${glass.id}` : null
}

/** Whether a viewer's reading of a class hangs on the row's case, so that its facts must be known. */
export function dependsOnCase(reader: Reader | null, fieldClass: FieldClass): boolean {
  if (!reader) return false
  const rules = reader.roles.map((role) => readingRules[fieldClass][role])
  if (rules.includes('always')) return false
  return rules.some((rule) => rule !== undefined) || reader.glass.some((g) => g.classes.includes(fieldClass))
}

/** Whether a viewer could read a class of some case: what may be asked about, and which routes make sense. */
export function mayEverRead(reader: Reader | null, field: FieldPolicy, rowClass: FieldClass = 'open'): boolean {
  if (field.also?.some((role) => reader?.roles.includes(role))) return !isSecretToTheView(reader, field.class)
  if (field.atOwnSite?.some((role) => reader?.roles.includes(role))) return true
  return couldReadClass(reader, field.class) && (!field.follows || couldReadClass(reader, rowClass))
}

function couldReadClass(reader: Reader | null, fieldClass: FieldClass): boolean {
  return basisForClass(reader, fieldClass, {}) !== null || dependsOnCase(reader, fieldClass)
}

/** Where a case's state, holder and id stand in a statement: expressions of ours, never input. */
export interface FactColumns {
  readonly caseId: string
  readonly state: string
  readonly holderId: string
}

/**
 * The rule for a class as a condition of SQL, for projections and for filters: the very rule of {@link basisForClass}, over the columns of the
 * row's case. `true` and `false` where the case decides nothing.
 */
export function readingSql(reader: Reader | null, fieldClass: FieldClass, columns?: FactColumns): string {
  if (basisForClass(reader, fieldClass, {}) !== null) return 'true'
  if (!reader || !columns || !dependsOnCase(reader, fieldClass) || isSecretToTheView(reader, fieldClass)) return 'false'
  const conditions: string[] = []
  const states = new Set<string>()
  for (const role of reader.roles) {
    const rule = readingRules[fieldClass][role]
    if (rule === undefined || rule === 'always') continue
    rule.states.forEach((state) => states.add(state))
    if (rule.held) conditions.push(`${columns.holderId} = '${uuid(reader.accountId)}'::uuid`)
  }
  if (states.size > 0) conditions.unshift(`${columns.state} IN (${[...states].map((state) => `'${state}'`).join(', ')})`)
  const glass = reader.glass.filter((g) => g.classes.includes(fieldClass)).map((g) => `'${uuid(g.caseId)}'::uuid`)
  if (glass.length > 0) conditions.push(`${columns.caseId} IN (${glass.join(', ')})`)
  return conditions.length > 0 ? `(${[...new Set(conditions)].join(' OR ')})` : 'false'
}

/** The class that a row says of itself; whatever is not a class counts as secret. */
export function classSaid(said: unknown): FieldClass {
  return fieldClasses.find((known) => known === said) ?? 'secret'
}

/** A secret is shown to nobody who only looks as somebody else would. */
function isSecretToTheView(reader: Reader | null, fieldClass: FieldClass): boolean {
  return fieldClass === 'secret' && Boolean(reader?.viewAs)
}

/** Ids of accounts and cases come from the database; that they are ids is asserted all the same, since they become SQL. */
function uuid(id: string): string {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Error('an id of an account or a case is no UUID')
  return id
}
