import type { AccessEntry } from './access-log'
import { basisFor, classSaid, dependsOnCase, type Basis, type RowFacts } from './policy/decide-reading'
import { fieldClasses, recordedClasses, type FieldClass, type FieldPolicy, type PolicyTable } from './policy/table'
import type { SignedIn } from './signed-in'

/** How a field shows that the viewer may not read it. */
export const redactedMark = { redacted: true } as const

export interface Shown {
  readonly value: unknown
  /** What was read and must stand in the access log before the value leaves. */
  readonly reads: readonly AccessEntry[]
}

/** What decides about a case's rows: where it stands, and who holds it. */
export interface CaseFacts {
  readonly state: string
  readonly holderId: string
}

type Row = Readonly<Record<string, unknown>>

/**
 * Shows rows as far as the viewer may read them. Pure. A field that the policy does not name falls away; one that the viewer may not
 * read becomes `{"redacted": true}`.
 * @param about what holds for all rows that do not say it themselves
 * @param cases the facts of the cases that {@link casesToKnow} names; of a case that is not among them, nothing conditional is shown
 * @throws Error where no policy names the resource
 */
export function redactRows(
  policy: PolicyTable,
  viewer: SignedIn | null,
  resource: string,
  rows: readonly object[],
  about: RowFacts = {},
  cases: ReadonlyMap<string, CaseFacts> = new Map(),
): Shown {
  const reads = new Reads(viewer)
  const redaction = { policy, viewer, cases, reads }
  const value = rows.map((row) => redactRow(redaction, resource, row as Row, about))
  return { value, reads: reads.entries() }
}

interface InRedaction {
  readonly policy: PolicyTable
  readonly viewer: SignedIn | null
  readonly cases: ReadonlyMap<string, CaseFacts>
  readonly reads: Reads
}

function redactRow(within: InRedaction, resource: string, row: Row, about: RowFacts): Row {
  const { policy, viewer, cases, reads } = within
  const fields = fieldsOf(policy, resource)
  const facts = factsOf(resource, row, about, cases)
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field || value === undefined) continue
    const basis = basisFor(viewer, field, facts, row.class)
    if (basis === null) {
      shown[name] = redactedMark
      continue
    }
    if (isRecorded(field, row.class)) reads.add(resource, row.id, facts.caseId ?? null, name, basis)
    shown[name] = field.of && value !== null ? nested(within, field.of, value, facts) : value
  }
  return shown
}

function nested(within: InRedaction, of: string, value: unknown, about: RowFacts): unknown {
  if (Array.isArray(value)) return value.map((row) => redactRow(within, of, row as Row, about))
  if (typeof value !== 'object') throw new Error(`a ${of} was promised and a ${typeof value} came`)
  return redactRow(within, of, value as Row, about)
}

/** What a row says of itself goes before what was said about all of them. */
function factsOf(resource: string, row: Row, about: RowFacts, cases: ReadonlyMap<string, CaseFacts>): RowFacts {
  const caseId = caseOf(resource, row, about)
  const siteId = textOf(row.siteId) ?? (resource === 'site' ? textOf(row.id) : undefined) ?? about.siteId
  const known = caseId ? cases.get(caseId) : undefined
  if (known) return { caseId, siteId, ...known }
  // What was said about all rows holds for those of the case that it was said about.
  return caseId === (about.caseId ?? null) ? { ...about, caseId, siteId } : { caseId, siteId }
}

function caseOf(resource: string, row: Row, about: RowFacts): string | null {
  return textOf(row.caseId) ?? (resource === 'case' ? textOf(row.id) : undefined) ?? about.caseId ?? null
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/**
 * The cases whose facts decide what the viewer sees of these rows; none where the viewer's roles decide alone, as they mostly do.
 */
export function casesToKnow(
  policy: PolicyTable,
  viewer: SignedIn | null,
  resource: string,
  rows: readonly object[],
  about: RowFacts = {},
): string[] {
  if (![...classesIn(policy, resource)].some((fieldClass) => dependsOnCase(viewer, fieldClass))) return []
  const found = new Set<string>()
  for (const row of rows) {
    const caseId = caseOf(resource, row as Row, about)
    if (caseId && !(caseId === about.caseId && about.state)) found.add(caseId)
  }
  return [...found]
}

const classesOfResource = new WeakMap<PolicyTable, Map<string, ReadonlySet<FieldClass>>>()

/** Every class that a resource, or a row inside it, may have. */
function classesIn(policy: PolicyTable, resource: string): ReadonlySet<FieldClass> {
  const known = classesOfResource.get(policy) ?? new Map<string, ReadonlySet<FieldClass>>()
  classesOfResource.set(policy, known)
  const already = known.get(resource)
  if (already) return already
  const classes = new Set<FieldClass>()
  // Set before the fields are walked, so that a resource within itself would end.
  known.set(resource, classes)
  for (const field of Object.values(fieldsOf(policy, resource))) {
    for (const one of field.follows ? fieldClasses : [field.class]) classes.add(one)
    if (field.of) for (const one of classesIn(policy, field.of)) classes.add(one)
  }
  return classes
}

/** @throws Error where no policy names the resource */
export function fieldsOf(policy: PolicyTable, resource: string): Readonly<Record<string, FieldPolicy>> {
  const fields = Object.hasOwn(policy, resource) ? policy[resource] : undefined
  if (!fields) throw new Error(`no policy names the resource ${resource}; see libs/access/policy`)
  return fields
}

/** Whether reading the field is recorded, for a row that says `rowClass` of itself. */
export function isRecorded(field: FieldPolicy, rowClass: unknown): boolean {
  const classes: FieldClass[] = field.follows ? [field.class, classSaid(rowClass)] : [field.class]
  return classes.some((c) => recordedClasses.includes(c))
}

/** Collects what was read: one entry a resource, case and basis, however many rows. */
class Reads {
  private readonly found = new Map<string, Found>()

  constructor(private readonly viewer: SignedIn | null) {}

  add(resource: string, id: unknown, caseId: string | null, field: string, basis: Basis): void {
    const key = `${resource} ${caseId} ${basis}`
    const entry = this.found.get(key) ?? { resource, caseId, basis, ids: new Set(), fields: new Set() }
    if (typeof id === 'string') entry.ids.add(id)
    entry.fields.add(field)
    this.found.set(key, entry)
  }

  entries(): AccessEntry[] {
    return [...this.found.values()].map(({ resource, caseId, basis, ids, fields }) =>
      readOf(this.viewer, resource, ids.size === 1 ? [...ids][0]! : null, caseId, [...fields].sort(), basis),
    )
  }
}

interface Found {
  readonly resource: string
  readonly caseId: string | null
  readonly basis: Basis
  readonly ids: Set<string>
  readonly fields: Set<string>
}

export function readOf(
  viewer: SignedIn | null,
  resource: string,
  resourceId: string | null,
  caseId: string | null,
  fields: readonly string[],
  purpose: Basis,
): AccessEntry {
  return {
    actorId: viewer?.accountId ?? null,
    roles: viewer?.roles ?? [],
    viewedAs: viewer?.viewAs ?? null,
    act: 'read',
    resource,
    resourceId,
    caseId,
    fields,
    purpose,
    requestId: viewer?.requestId ?? null,
  }
}
