import type { AccessEntry } from './access-log'
import { readsField, rowClassOf } from './policy/policy'
import { recordedClasses, type FieldClass, type FieldPolicy, type PolicyTable } from './policy/table'
import type { SignedIn } from './signed-in'

/** How a field shows that the viewer may not read it. */
export const redactedMark = { redacted: true } as const

export interface Shown {
  readonly value: unknown
  /** What was read and must stand in the access log before the value leaves. */
  readonly reads: readonly AccessEntry[]
}

type Row = Readonly<Record<string, unknown>>

/**
 * Shows rows as far as the viewer may read them. Pure. A field that the policy does not name falls away; one that the viewer may not
 * read becomes `{"redacted": true}`.
 * @throws Error where no policy names the resource
 */
export function redactRows(
  policy: PolicyTable,
  viewer: SignedIn | null,
  resource: string,
  rows: readonly object[],
  caseId?: string | null,
): Shown {
  const reads = new Reads(viewer)
  const value = rows.map((row) => redactRow(policy, viewer, resource, row as Row, caseId ?? null, reads))
  return { value, reads: reads.entries() }
}

function redactRow(
  policy: PolicyTable,
  viewer: SignedIn | null,
  resource: string,
  row: Row,
  caseId: string | null,
  reads: Reads,
): Row {
  const fields = fieldsOf(policy, resource)
  const ofCase = caseOf(resource, row, caseId)
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field || value === undefined) continue
    if (!readsField(viewer?.roles ?? null, field, row.class)) {
      shown[name] = redactedMark
      continue
    }
    if (isRecorded(field, row.class)) reads.add(resource, row.id, ofCase, name)
    shown[name] = field.of && value !== null ? nested(policy, viewer, field.of, value, ofCase, reads) : value
  }
  return shown
}

function nested(
  policy: PolicyTable,
  viewer: SignedIn | null,
  of: string,
  value: unknown,
  caseId: string | null,
  reads: Reads,
): unknown {
  if (Array.isArray(value)) return value.map((row) => redactRow(policy, viewer, of, row as Row, caseId, reads))
  if (typeof value !== 'object') throw new Error(`a ${of} was promised and a ${typeof value} came`)
  return redactRow(policy, viewer, of, value as Row, caseId, reads)
}

function caseOf(resource: string, row: Row, caseId: string | null): string | null {
  if (typeof row.caseId === 'string') return row.caseId
  return resource === 'case' && typeof row.id === 'string' ? row.id : caseId
}

/** @throws Error where no policy names the resource */
export function fieldsOf(policy: PolicyTable, resource: string): Readonly<Record<string, FieldPolicy>> {
  const fields = Object.hasOwn(policy, resource) ? policy[resource] : undefined
  if (!fields) throw new Error(`no policy names the resource ${resource}; see libs/access/policy`)
  return fields
}

/** Whether reading the field is recorded, for a row that says `rowClass` of itself. */
export function isRecorded(field: FieldPolicy, rowClass: unknown): boolean {
  const classes: FieldClass[] = field.follows ? [field.class, rowClassOf(rowClass)] : [field.class]
  return classes.some((c) => recordedClasses.includes(c))
}

/** Collects what was read: one entry a resource and case, however many rows. */
class Reads {
  private readonly found = new Map<string, { resource: string; caseId: string | null; ids: Set<string>; fields: Set<string> }>()

  constructor(private readonly viewer: SignedIn | null) {}

  add(resource: string, id: unknown, caseId: string | null, field: string): void {
    const key = `${resource} ${caseId}`
    const entry = this.found.get(key) ?? { resource, caseId, ids: new Set(), fields: new Set() }
    if (typeof id === 'string') entry.ids.add(id)
    entry.fields.add(field)
    this.found.set(key, entry)
  }

  entries(): AccessEntry[] {
    return [...this.found.values()].map(({ resource, caseId, ids, fields }) =>
      readOf(this.viewer, resource, ids.size === 1 ? [...ids][0]! : null, caseId, [...fields].sort()),
    )
  }
}

export function readOf(
  viewer: SignedIn | null,
  resource: string,
  resourceId: string | null,
  caseId: string | null,
  fields: readonly string[],
): AccessEntry {
  return {
    actorId: viewer?.accountId ?? null,
    roles: viewer?.roles ?? [],
    act: 'read',
    resource,
    resourceId,
    caseId,
    fields,
    requestId: viewer?.requestId ?? null,
  }
}
