import type { Readable } from 'node:stream'
import { Injectable } from '@nestjs/common'
import { Database, Refused } from '@passage/platform'
import { from, mergeMap, type Observable } from 'rxjs'
import { AccessLog } from './access-log'
import { basisFor, mayEverRead, readingSql, type FactColumns, type RowFacts } from './policy/decide-reading'
import { policy, type Resource } from './policy/policy'
import { fieldClasses, type FieldPolicy } from './policy/table'
import { readWhileSent } from './read-while-sent'
import { casesToKnow, fieldsOf, isRecorded, readOf, redactRows, type CaseFacts, type Shown } from './redact'
import { jsonText, Redacted } from './redacted'
import type { SignedIn } from './signed-in'

/**
 * What the redaction cannot see in the rows themselves: the case and the site that they belong to. Rows that carry `caseId` or `siteId`, and
 * cases and sites themselves, need not be told of. State and holder of the case spare a look at them, where the caller knows both.
 */
export interface About extends RowFacts {
  /** The version for the ETag where the row has no `version` of its own. */
  readonly version?: number
}

export interface AboutMany extends About {
  readonly nextCursor?: string | null
  /** More keys beside `items`: counts and totals about what the viewer may read anyway, never fields of a row. */
  readonly extra?: Readonly<Record<string, string | number | boolean | null>>
}

export interface AboutRaw extends About {
  /** The fields that the SQL built, for the access log; without it every field of the resource counts as read. */
  readonly fields?: readonly string[]
}

/** A file that is made of rows: what of them it shows. */
export interface FileContent {
  readonly viewer: SignedIn | null
  readonly resource: Resource
  readonly fields: readonly string[]
  readonly caseId?: string | null
}

/** A list that leaves as a file. */
export interface ListFile {
  readonly contentType: string
  readonly name: string
  /** The fields of the resource that it shows, for the access log. */
  readonly fields: readonly string[]
  /** How many rows it is made of. */
  readonly rows: number
  /** The id of what it is a list of, such as the run of payments; null for a list of the whole programme. */
  readonly of: string | null
  /** What it holds, built of rows that {@link Redaction.sqlObject} or {@link Redaction.rows} redacted; read while it is sent. */
  readonly body: AsyncIterable<string | Buffer>
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

/**
 * The only way out of the process: what a viewer may not read is redacted, what is read of a person, of vetting or of a secret stands in the
 * access log before the promise resolves. If that cannot be written, nothing is sent.
 */
@Injectable()
export class Redaction {
  constructor(
    private readonly log: AccessLog,
    private readonly database: Database,
  ) {}

  /** One row. `row.version`, or `about.version`, becomes the ETag. */
  async one<T extends object>(viewer: SignedIn | null, resource: Resource, row: T, about: About = {}): Promise<Redacted<T>> {
    const value = await this.shown(viewer, resource, [row], about)
    return json(value[0], about.version ?? (row as { version?: unknown }).version)
  }

  /** A page of rows as `{ items, nextCursor }`. */
  async many<T extends object>(
    viewer: SignedIn | null,
    resource: Resource,
    rows: readonly T[],
    about: AboutMany = {},
  ): Promise<Redacted<Page<T>>> {
    const value = await this.shown(viewer, resource, rows, about)
    return json({ nextCursor: about.nextCursor ?? null, ...about.extra, items: value }, about.version)
  }

  /** Looks up the cases that decide, redacts, and lets go of the rows when what was read of them is recorded. */
  private async shown(
    viewer: SignedIn | null,
    resource: Resource,
    rows: readonly object[],
    about: About,
  ): Promise<readonly unknown[]> {
    const { value, reads } = await this.redacted(viewer, resource, rows, about)
    await this.log.record(reads)
    return value as readonly unknown[]
  }

  private async redacted(viewer: SignedIn | null, resource: Resource, rows: readonly object[], about: About): Promise<Shown> {
    const cases = await this.factsOf(casesToKnow(policy, viewer, resource, rows, about))
    return redactRows(policy, viewer, resource, rows, about, cases)
  }

  private async factsOf(caseIds: readonly string[]): Promise<Map<string, CaseFacts>> {
    if (caseIds.length === 0) return new Map()
    const rows = await this.database.query<CaseFacts & { id: string }>(
      'SELECT id, state, holder_id AS "holderId" FROM case_file WHERE id = ANY ($1::uuid[])',
      [caseIds],
      'facts_of_cases',
    )
    return new Map(rows.map((row) => [row.id, row]))
  }

  /**
   * SQL of a `json_build_object` that shows a row as far as the viewer may read it, for hot reads. Keys are fields of the policy, values SQL
   * expressions of ours (never input). Where a field follows its row's class, give that class as the column `class`; where reading hangs on
   * the row's case, say where its facts stand, or the field is hidden from those who do not read it always.
   */
  sqlObject(viewer: SignedIn | null, resource: Resource, columns: Readonly<Record<string, string>>, facts?: FactColumns): string {
    const fields = fieldsOf(policy, resource)
    const parts: string[] = []
    for (const [name, expression] of Object.entries(columns)) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      if (!field) {
        if (name === 'class') continue
        throw new Error(`the policy of ${resource} does not name ${name}`)
      }
      if (field.of) throw new Error(`${resource}.${name} holds a ${field.of}: build it with its own sqlObject`)
      parts.push(`'${name}', ${redactedSql(viewer, field, expression, columns.class, facts)}`)
    }
    return `json_build_object(${parts.join(', ')})`
  }

  /**
   * JSON text that SQL built with {@link sqlObject}: an object, or a whole page with `items` and `nextCursor`. Say in `about.fields` what it
   * holds, or all that the viewer reads of the resource is recorded as read.
   */
  async raw<T>(viewer: SignedIn | null, resource: Resource, text: string, about: AboutRaw = {}): Promise<Redacted<T>> {
    const fields = fieldsOf(policy, resource)
    const read = (about.fields ?? Object.keys(fields)).filter((name) => {
      const field = fields[name]
      if (!field) throw new Error(`the policy of ${resource} does not name ${name}`)
      // What follows its row may hold any class that the viewer reads.
      return mayEverRead(viewer, field) && (field.follows ? this.mayHoldRecorded(viewer) : isRecorded(field, 'open'))
    })
    if (read.length > 0) await this.log.record([readOf(viewer, resource, null, about.caseId ?? null, read, 'role')])
    return Redacted.of({ kind: 'json', text, etag: etagOf(about.version) })
  }

  /** A file. `name` makes it a download. Whatever holds data of rows must say which: a field that the viewer may not read refuses the file. */
  async file(
    contentType: string,
    name: string | undefined,
    body: string | Buffer,
    content?: FileContent,
  ): Promise<Redacted<Buffer>> {
    if (content) {
      const fields = fieldsOf(policy, content.resource)
      for (const field of content.fields) this.mayAsk(content.viewer, content.resource, field)
      const read = content.fields.filter((field) => isRecorded(fields[field]!, 'secret'))
      if (read.length > 0) {
        await this.log.record([readOf(content.viewer, content.resource, null, content.caseId ?? null, read, 'role')])
      }
    }
    return Redacted.of({ kind: 'file', contentType, name, body })
  }

  /**
   * A list as a file, which is read while it is sent. Who took it, which fields and how many rows stands in the access log before the first of
   * it leaves, and beside it what was read of recorded classes.
   */
  async list(
    viewer: SignedIn,
    resource: Resource,
    { contentType, name, fields, rows, of, body }: ListFile,
  ): Promise<Redacted<Readable>> {
    const named = fieldsOf(policy, resource)
    const read = fields.filter((field) => mayEverRead(viewer, named[field]!) && isRecorded(named[field]!, 'secret'))
    await this.log.record([
      { ...readOf(viewer, resource, of, null, fields, 'role'), act: 'did', purpose: null, code: 'exported', rows },
      ...(read.length > 0 ? [{ ...readOf(viewer, resource, null, null, read, 'role'), rows }] : []),
    ])
    return Redacted.of({ kind: 'stream', contentType, name, body: readWhileSent(body) })
  }

  /** Rows for a file, as far as the viewer may read them; that they are read, {@link list} records. */
  async rows<T extends object>(viewer: SignedIn, resource: Resource, rows: readonly T[]): Promise<readonly T[]> {
    return (await this.redacted(viewer, resource, rows, {})).value as readonly T[]
  }

  /** Server-sent events: each row redacted like any other. For handlers with `@Sse`. */
  stream<T extends object>(
    viewer: SignedIn | null,
    resource: Resource,
    rows: Observable<T> | AsyncIterable<T>,
    about: About = {},
  ): Observable<Redacted<T>> {
    return from(rows).pipe(mergeMap((row) => this.one(viewer, resource, row, about), 1))
  }

  /**
   * Lets a viewer filter, sort or search by a field: what you may not read, you may not ask about.
   * @throws Refused `access.field`
   */
  mayAsk(viewer: SignedIn | null, resource: Resource, field: string): void {
    if (this.reads(viewer, resource, field)) return
    throw new Refused(
      'access.field',
      `Your roles do not read ${field} of a ${resource.replaceAll('_', ' ')}, so you may not ask for it.`,
      {
        field,
        fix: `Leave ${field} out of filters and sorting, or ask somebody whose role reads it.`,
      },
    )
  }

  /** Whether the viewer may read the field of some row at all; of fields that follow their row, whether it reads the mildest of them. */
  reads(viewer: SignedIn | null, resource: Resource, field: string): boolean {
    const found = this.fieldOf(resource, field)
    return found !== undefined && mayEverRead(viewer, found)
  }

  /** Whether the viewer reads the field in rows of this case or site: before something is fetched or decrypted that would not be shown. */
  readsOf(viewer: SignedIn | null, resource: Resource, field: string, facts: RowFacts): boolean {
    const found = this.fieldOf(resource, field)
    return found !== undefined && basisFor(viewer, found, facts, 'open') !== null
  }

  /**
   * A condition of SQL that keeps the rows in which the viewer reads the field: what you may not read, you do not find either.
   * @param facts where the row's case stands in the statement
   */
  onlyReadable(viewer: SignedIn | null, resource: Resource, field: string, facts: FactColumns): string {
    const found = this.fieldOf(resource, field)
    return found && basisFor(viewer, found, {}, 'open') ? 'true' : found ? readingSql(viewer, found.class, facts) : 'false'
  }

  private fieldOf(resource: Resource, field: string): FieldPolicy | undefined {
    const fields = fieldsOf(policy, resource)
    return Object.hasOwn(fields, field) ? fields[field] : undefined
  }

  private mayHoldRecorded(viewer: SignedIn | null): boolean {
    return (['personal', 'vetting', 'financial'] as const).some((fieldClass) => mayEverRead(viewer, { class: fieldClass }))
  }
}

function redactedSql(
  viewer: SignedIn | null,
  field: FieldPolicy,
  expression: string,
  rowClass: string | undefined,
  facts: FactColumns | undefined,
): string {
  const mark = `'{"redacted":true}'::json`
  // Read always, whatever the row's case and class.
  if (basisFor(viewer, field, {}, 'secret') !== null) return expression
  const readable = readingSql(viewer, field.class, facts)
  const ofRow = field.follows ? ofRowSql(viewer, rowClass, facts) : 'true'
  if (readable === 'false' || ofRow === 'false') return mark
  if (readable === 'true' && ofRow === 'true') return expression
  return `CASE WHEN ${readable} AND ${ofRow} THEN to_json(${expression}) ELSE ${mark} END`
}

/** The same over the class that the row says of itself. */
function ofRowSql(viewer: SignedIn | null, rowClass: string | undefined, facts: FactColumns | undefined): string {
  if (!rowClass) return 'false'
  const cases = fieldClasses.map((c) => `WHEN '${c}' THEN ${readingSql(viewer, c, facts)}`)
  return `(CASE ${rowClass} ${cases.join(' ')} ELSE false END)`
}

function json<T>(value: unknown, version: unknown): Redacted<T> {
  return Redacted.of({ kind: 'json', text: jsonText(value), etag: etagOf(version) })
}

function etagOf(version: unknown): string | undefined {
  return typeof version === 'number' || typeof version === 'bigint' ? `"${version}"` : undefined
}
