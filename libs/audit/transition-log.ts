import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type Role, type SignedIn } from '@passage/access'
import {
  changesOf,
  edgeOf,
  inBatches,
  lifecycles,
  ListStatement,
  readTransitionBytes,
  sha256,
  type Edge,
  type ListRows,
  type ListRules,
  type SubjectKind,
  type TimelineChange,
} from '@passage/case'
import { Database, isUuid, Refused } from '@passage/platform'

export interface TransitionFilters {
  /** A case reference or a case's id. */
  readonly case?: string | undefined
  readonly subject?: string | undefined
  readonly actor?: string | undefined
  readonly event?: string | undefined
  readonly kind?: SubjectKind | undefined
  readonly role?: Role | undefined
  readonly reason?: string | undefined
  /** Programme dates, both included. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface TransitionQuery extends TransitionFilters {
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

export interface LogEntry {
  readonly subjectId: string
  readonly caseId: string | null
  readonly reference: string | null
  readonly kind: SubjectKind
  readonly seq: number
  readonly lifecycleVersion: number
  readonly event: string
  readonly from: string | null
  readonly to: string
  readonly actor: { readonly id: string; readonly displayName: string }
  readonly role: string
  readonly job: string
  readonly reason: string | null
  readonly programmeDate: string
  readonly recordedAt: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly hash: string
  readonly class: Edge['class']
}

/** One field of the hashed bytes, in their order: what it is called, what it says, and which bytes it is. */
export interface ExplainedField {
  readonly field: string
  readonly value: string | null
  /** Hexadecimal: four bytes of length, then the field. */
  readonly bytes: string
}

export interface ProvenEntry extends LogEntry {
  /** The bytes that were hashed, hexadecimal. */
  readonly bytes: string
  readonly prevHash: string | null
  /** Whether the bytes, hashed again just now, give the stored hash. */
  readonly hashHolds: boolean
  readonly explained: readonly ExplainedField[]
  /** What it changed, field by field; null where the log of its subject cannot be read, since somebody has tampered with it. */
  readonly changes: readonly TimelineChange[] | null
  readonly previous: { readonly seq: number; readonly hash: string } | null
  readonly next: { readonly seq: number; readonly hash: string; readonly prevHash: string } | null
}

type Row = Omit<LogEntry, 'payload' | 'class'> & { readonly payload: string }

const columns = `t.subject_id AS "subjectId", s.case_id AS "caseId", f.reference, t.lifecycle AS kind, t.seq,
  t.lifecycle_version AS "lifecycleVersion", t.event, t.from_state AS "from", t.to_state AS "to",
  json_build_object('id', t.actor_id, 'displayName', a.display_name) AS actor, t.role, t.job, t.reason,
  t.programme_date AS "programmeDate", to_char(t.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt",
  t.payload, encode(t.hash, 'hex') AS hash`

const joins = `LEFT JOIN subject s ON s.id = t.subject_id LEFT JOIN case_file f ON f.id = s.case_id LEFT JOIN account a ON a.id = t.actor_id`

/** How the log is narrowed and walked. */
const rules: ListRules<TransitionFilters, 'recorded_at'> = {
  name: 'transitions',
  resource: 'transition',
  filters: {
    case: {
      sql: (value) => `t.subject_id IN (SELECT x.id FROM subject x WHERE x.case_id = ${caseIdSql(value)})`,
      field: 'reference',
    },
    subject: { sql: 't.subject_id = $?::uuid', field: 'subjectId' },
    actor: { sql: 't.actor_id = $?::uuid', field: 'actor' },
    event: { sql: 't.event = $?', field: 'event' },
    kind: { sql: 't.lifecycle = $?', field: 'kind' },
    role: { sql: 't.role = $?', field: 'role' },
    reason: { sql: 't.reason = $?', field: 'reason' },
    from: { sql: 't.programme_date >= $?::date', field: 'programmeDate' },
    to: { sql: 't.programme_date <= $?::date', field: 'programmeDate' },
  },
  orders: {
    recorded_at: {
      field: 'recordedAt',
      columns: ['t.recorded_at', 't.subject_id', 't.seq'],
      casts: ['timestamptz', 'uuid', 'int'],
      kinds: ['time', 'uuid', 'int'],
    },
  },
}

/** Newest first by the time of record. */
export const logSort = '-recorded_at'
const entriesABatch = 1_000
/** Before every subject in the order of ids. */
const noSubject = '00000000-0000-0000-0000-000000000000'

/** The whole log, as the auditor reads it. It holds no personal field by construction. */
@Injectable()
export class TransitionLog {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
  ) {}

  /** A page, newest first by the time of record. @throws Refused `input.cursor`, `access.field` */
  async page(viewer: SignedIn, query: TransitionQuery): Promise<Redacted<Page<LogEntry>>> {
    const { rows, nextCursor } = await this.read(viewer, query)
    return this.redaction.many(viewer, 'transition', rows, { nextCursor })
  }

  /**
   * All entries that fit, in the order of the pages and redacted as on them: for a file. It begins at what is newest now, so that what is
   * recorded while it is read does not push the oldest out.
   * @throws Refused `access.field`
   */
  async all(viewer: SignedIn, filters: TransitionFilters): Promise<ListRows<LogEntry>> {
    const list = this.narrowed(viewer, filters)
    const [row] = await this.database.query<{ total: number; after: string | null }>(
      `SELECT count(*)::int AS total,
         to_char((max(t.recorded_at) + interval '1 microsecond') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS after
       FROM transition t ${list.where}`,
      list.parameters,
    )
    const { total, after } = row!
    const newest = list.nextCursor(logSort, after === null ? null : [after, noSubject, '0']) ?? undefined
    const batches = inBatches(async (cursor = newest) => {
      const { rows, nextCursor } = await this.read(viewer, { ...filters, cursor, limit: entriesABatch })
      return { rows: await this.redaction.rows(viewer, 'transition', rows), nextCursor }
    })
    return { total, batches }
  }

  private async read(
    viewer: SignedIn,
    { cursor, limit = 50, ...filters }: TransitionQuery,
  ): Promise<{ rows: LogEntry[]; nextCursor: string | null }> {
    const list = this.narrowed(viewer, filters)
    const { by } = list.ordered(logSort, cursor)
    const found = await this.database.query<Row>(
      `SELECT ${columns} FROM (SELECT t.* FROM transition t ${list.where} ORDER BY ${by} LIMIT ${list.bind(limit)}::int + 1) t
       ${joins} ORDER BY ${by}`,
      list.parameters,
    )
    const rows = found.slice(0, limit)
    const last = found.length > limit ? rows.at(-1)! : null
    const nextCursor = list.nextCursor(logSort, last && [last.recordedAt, last.subjectId, String(last.seq)])
    return { rows: rows.map(entryOf), nextCursor }
  }

  private narrowed(viewer: SignedIn, filters: TransitionFilters): ListStatement<TransitionFilters, 'recorded_at'> {
    return new ListStatement(this.redaction, viewer, rules).narrow(filters)
  }

  /** One transition with its bytes, field by field, and its neighbours in the chain. @throws Refused `transition.not_found` */
  async one(viewer: SignedIn, subjectId: string, seq: number): Promise<Redacted<ProvenEntry>> {
    const [row] = await this.database.query<
      Row & {
        rawBytes: Buffer
        rawHash: Buffer
        prevHash: string | null
        beforeHash: string | null
        afterHash: string | null
        afterPrev: string
      }
    >(
      `SELECT ${columns}, t.bytes AS "rawBytes", t.hash AS "rawHash", encode(t.prev_hash, 'hex') AS "prevHash",
         encode(p.hash, 'hex') AS "beforeHash", encode(n.hash, 'hex') AS "afterHash", encode(n.prev_hash, 'hex') AS "afterPrev"
       FROM transition t ${joins}
       LEFT JOIN transition p ON p.subject_id = t.subject_id AND p.seq = t.seq - 1
       LEFT JOIN transition n ON n.subject_id = t.subject_id AND n.seq = t.seq + 1
       WHERE t.subject_id = $1 AND t.seq = $2`,
      [subjectId, seq],
    )
    if (!row) throw Refused.notFound('transition')
    const { rawBytes, rawHash, prevHash, beforeHash, afterHash, afterPrev, ...plain } = row
    const entry: ProvenEntry = {
      ...entryOf(plain),
      bytes: rawBytes.toString('hex'),
      prevHash,
      hashHolds: sha256(rawBytes).equals(rawHash),
      explained: explain(rawBytes),
      changes: await this.changes(subjectId, seq),
      previous: beforeHash === null ? null : { seq: seq - 1, hash: beforeHash },
      next: afterHash === null ? null : { seq: seq + 1, hash: afterHash, prevHash: afterPrev },
    }
    return this.redaction.one(viewer, 'transition', entry)
  }

  private async changes(subjectId: string, seq: number): Promise<readonly TimelineChange[] | null> {
    try {
      return await changesOf(this.database, { subjectId, seq })
    } catch (error) {
      if (error instanceof SyntaxError) return null
      throw error
    }
  }
}

function entryOf({ payload, ...row }: Row): LogEntry {
  const lifecycle = Object.hasOwn(lifecycles, row.kind) ? lifecycles[row.kind] : undefined
  const edge = lifecycle && edgeOf(lifecycle, row.from, row.event)
  return { ...row, payload: parsed(payload), class: edge && (edge.class ?? 'operational') }
}

/** A log that was tampered with must still be readable, so that somebody can see how. */
function parsed(payload: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(payload) as Readonly<Record<string, unknown>>
  } catch {
    return { unreadable: payload }
  }
}

const fieldNames = [
  'format',
  'subject',
  'seq',
  'lifecycle',
  'lifecycle version',
  'event',
  'from',
  'to',
  'actor',
  'role',
  'job',
  'reason',
  'programme date',
  'recorded at (microseconds since 1970)',
  'payload',
  'previous hash',
] as const

/** Takes the bytes apart for a reader. @returns nothing where they cannot be read */
function explain(bytes: Buffer): ExplainedField[] {
  try {
    readTransitionBytes(bytes)
  } catch {
    return []
  }
  const fields: ExplainedField[] = []
  let at = 0
  for (const [place, field] of fieldNames.entries()) {
    const length = bytes.readUInt32BE(at)
    const end = at + 4 + (length === 0xffff_ffff ? 0 : length)
    const text = bytes.toString(place === 15 ? 'hex' : 'utf8', at + 4, end)
    fields.push({ field, value: length === 0xffff_ffff ? null : text, bytes: bytes.toString('hex', at, end) })
    at = end
  }
  return fields
}

/** Lets a place in a chain through. @throws Refused `input.invalid` */
export function seqOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw Refused.field(
    'seq',
    'seq in the address is not the number of a transition.',
    'Use a number from 1 on, as the log shows it.',
  )
}

/** A case as a filter names it: its id, where it is one. */
export function caseIdSql(value: string): string {
  return isUuid(value) ? '$?::uuid' : '(SELECT y.id FROM case_file y WHERE y.reference = $?)'
}
