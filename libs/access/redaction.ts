import { Injectable } from '@nestjs/common'
import { Refused } from '@passage/platform'
import { from, mergeMap, type Observable } from 'rxjs'
import { AccessLog } from './access-log'
import { policy, readsClass, readsField } from './policy/policy'
import { fieldClasses } from './policy/table'
import { fieldsOf, isRecorded, readOf, redactRows } from './redact'
import { jsonText, Redacted } from './redacted'
import type { SignedIn } from './signed-in'

/** What the redaction cannot see in the rows themselves. */
export interface About {
  /** The case that the access log names; rows that carry `caseId`, and cases themselves, need not say it. */
  readonly caseId?: string | null
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
  readonly resource: string
  readonly fields: readonly string[]
  readonly caseId?: string | null
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
  constructor(private readonly log: AccessLog) {}

  /** One row. `row.version`, or `about.version`, becomes the ETag. */
  async one<T extends object>(viewer: SignedIn | null, resource: string, row: T, about: About = {}): Promise<Redacted<T>> {
    const { value, reads } = redactRows(policy, viewer, resource, [row], about.caseId)
    await this.log.record(reads)
    return json((value as unknown[])[0], about.version ?? (row as { version?: unknown }).version)
  }

  /** A page of rows as `{ items, nextCursor }`. */
  async many<T extends object>(
    viewer: SignedIn | null,
    resource: string,
    rows: readonly T[],
    about: AboutMany = {},
  ): Promise<Redacted<Page<T>>> {
    const { value, reads } = redactRows(policy, viewer, resource, rows, about.caseId)
    await this.log.record(reads)
    return json({ nextCursor: about.nextCursor ?? null, ...about.extra, items: value }, about.version)
  }

  /**
   * SQL of a `json_build_object` that shows a row as far as the viewer may read it, for hot reads. Keys are fields of the policy, values SQL
   * expressions of ours (never input). Where a field follows its row's class, give that class as the column `class`.
   */
  sqlObject(viewer: SignedIn | null, resource: string, columns: Readonly<Record<string, string>>): string {
    const fields = fieldsOf(policy, resource)
    const roles = viewer?.roles ?? null
    const parts: string[] = []
    for (const [name, expression] of Object.entries(columns)) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      if (!field) {
        if (name === 'class') continue
        throw new Error(`the policy of ${resource} does not name ${name}`)
      }
      if (field.of) throw new Error(`${resource}.${name} holds a ${field.of}: build it with its own sqlObject`)
      parts.push(`'${name}', ${redactedSql(roles, field, expression, columns.class)}`)
    }
    return `json_build_object(${parts.join(', ')})`
  }

  /**
   * JSON text that SQL built with {@link sqlObject}: an object, or a whole page with `items` and `nextCursor`. Say in `about.fields` what it
   * holds, or all that the viewer reads of the resource is recorded as read.
   */
  async raw<T>(viewer: SignedIn | null, resource: string, text: string, about: AboutRaw = {}): Promise<Redacted<T>> {
    const fields = fieldsOf(policy, resource)
    const read = (about.fields ?? Object.keys(fields)).filter((name) => {
      const field = fields[name]
      if (!field) throw new Error(`the policy of ${resource} does not name ${name}`)
      // What follows its row may hold any class that the viewer reads.
      return (
        readsField(viewer?.roles ?? null, field, 'open') &&
        (field.follows ? this.mayHoldRecorded(viewer) : isRecorded(field, 'open'))
      )
    })
    if (read.length > 0) await this.log.record([readOf(viewer, resource, null, about.caseId ?? null, read)])
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
      if (read.length > 0) await this.log.record([readOf(content.viewer, content.resource, null, content.caseId ?? null, read)])
    }
    return Redacted.of({ kind: 'file', contentType, name, body })
  }

  /** Server-sent events: each row redacted like any other. For handlers with `@Sse`. */
  stream<T extends object>(
    viewer: SignedIn | null,
    resource: string,
    rows: Observable<T> | AsyncIterable<T>,
    about: About = {},
  ): Observable<Redacted<T>> {
    return from(rows).pipe(mergeMap((row) => this.one(viewer, resource, row, about), 1))
  }

  /**
   * Lets a viewer filter, sort or search by a field: what you may not read, you may not ask about.
   * @throws Refused `access.field`
   */
  mayAsk(viewer: SignedIn | null, resource: string, field: string): void {
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

  /** Whether the viewer reads a field; of fields that follow their row, whether it reads the mildest of them. */
  reads(viewer: SignedIn | null, resource: string, field: string): boolean {
    const found = Object.hasOwn(fieldsOf(policy, resource), field) ? fieldsOf(policy, resource)[field] : undefined
    return found !== undefined && readsField(viewer?.roles ?? null, found, 'open')
  }

  private mayHoldRecorded(viewer: SignedIn | null): boolean {
    return readsClass(viewer?.roles ?? null, 'personal') || readsClass(viewer?.roles ?? null, 'vetting')
  }
}

type Roles = SignedIn['roles'] | null

function redactedSql(
  roles: Roles,
  field: Parameters<typeof readsField>[1],
  expression: string,
  rowClass: string | undefined,
): string {
  const mark = `'{"redacted":true}'::json`
  if (!field.follows || field.also?.some((role) => roles?.includes(role))) {
    return readsField(roles, field, 'open') ? expression : mark
  }
  if (!readsClass(roles, field.class) || !rowClass) return mark
  const readable = fieldClasses.filter((c) => readsClass(roles, c)).map((c) => `'${c}'`)
  return `CASE WHEN (${rowClass}) IN (${readable.join(', ') || `''`}) THEN to_json(${expression}) ELSE ${mark} END`
}

function json<T>(value: unknown, version: unknown): Redacted<T> {
  return Redacted.of({ kind: 'json', text: jsonText(value), etag: etagOf(version) })
}

function etagOf(version: unknown): string | undefined {
  return typeof version === 'number' || typeof version === 'bigint' ? `"${version}"` : undefined
}
