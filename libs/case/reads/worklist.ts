import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor, type CursorKind } from '@passage/platform'
import type { Pathway, Service } from '../case-file.store'

export const worklistSorts = ['-opened_on', 'opened_on', 'reference', '-reference'] as const
export type WorklistSort = (typeof worklistSorts)[number]

export interface WorklistFilters {
  readonly state?: string | undefined
  readonly service?: Service | undefined
  readonly pathway?: Pathway | undefined
  readonly holder?: string | undefined
  readonly openedFrom?: string | undefined
  readonly openedTo?: string | undefined
  /** The beginning of a case reference. */
  readonly reference?: string | undefined
}

export interface WorklistQuery extends WorklistFilters {
  readonly sort?: WorklistSort | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

export interface WorklistItem {
  readonly id: string
  readonly reference: string
  readonly service: Service
  readonly pathway: Pathway
  readonly openedOn: string
  readonly holder: { readonly id: string; readonly displayName: string }
  readonly householdSize: number
  readonly state: string
  /** Of the case as a subject, for acts on what somebody saw in the list. */
  readonly version: number
}

/** Which column a filter compares, how, and which field of the policy it asks about. */
const filterColumns: Readonly<Record<keyof WorklistFilters, { readonly sql: string; readonly field: string }>> = {
  state: { sql: 'c.state = $?', field: 'state' },
  service: { sql: 'c.service = $?', field: 'service' },
  pathway: { sql: 'c.pathway = $?', field: 'pathway' },
  holder: { sql: 'c.holder_id = $?::uuid', field: 'holder' },
  openedFrom: { sql: 'c.opened_on >= $?::date', field: 'openedOn' },
  openedTo: { sql: 'c.opened_on <= $?::date', field: 'openedOn' },
  reference: { sql: 'c.reference LIKE $?', field: 'reference' },
}

interface Order {
  readonly field: string
  readonly columns: readonly string[]
  readonly casts: readonly string[]
  readonly kinds: readonly CursorKind[]
}

/** How a sort walks: its columns all in one direction, so that one index serves it forwards and backwards. */
const orders: Readonly<Record<'opened_on' | 'reference', Order>> = {
  opened_on: { field: 'openedOn', columns: ['c.opened_on', 'c.id'], casts: ['date', 'uuid'], kinds: ['day', 'uuid'] },
  reference: { field: 'reference', columns: ['c.reference'], casts: ['text'], kinds: ['text'] },
}

/** Statements that a connection keeps prepared: each costs PostgreSQL some memory. */
const mostPrepared = 60

/**
 * The list of cases. One statement, whose JSON PostgreSQL builds: it comes through pg at twice the rate of rows. Keyset pages walk an
 * index from the cursor on, so that a page costs the same among a hundred thousand cases as among ten thousand. No personal field is in it.
 */
@Injectable()
export class Worklist {
  private readonly names = new Map<string, string>()

  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `input.cursor`, `access.field` */
  async page(viewer: SignedIn, query: WorklistQuery): Promise<Redacted<Page<WorklistItem>>> {
    const { sql, parameters } = this.statement(viewer, query)
    const [row] = await this.database.query<{ items: string | null; last: string[] | null }>(sql, parameters, this.nameOf(sql))
    const next = row!.last && encodeCursor(listOf(query.sort), row!.last)
    const text = `{"items":[${row!.items ?? ''}],"nextCursor":${JSON.stringify(next)}}`
    return this.redaction.raw(viewer, 'case', text, { fields: Object.keys(listed) })
  }

  /**
   * All cases that fit, in the list's order and redacted as on its pages: for a file. So many at a time that a hundred thousand never stand in
   * memory together.
   */
  async *batches(
    viewer: SignedIn,
    query: WorklistFilters & Pick<WorklistQuery, 'sort'>,
  ): AsyncGenerator<readonly WorklistItem[]> {
    for (let cursor: string | undefined; ;) {
      const { sql, parameters } = this.statement(viewer, { ...query, cursor, limit: casesABatch })
      const [row] = await this.database.query<{ items: string | null; last: string[] | null }>(sql, parameters)
      if (row!.items) yield JSON.parse(`[${row!.items}]`) as WorklistItem[]
      if (!row!.last) return
      cursor = encodeCursor(listOf(query.sort), row!.last)
    }
  }

  /** How many cases fit. */
  async total(viewer: SignedIn, filters: WorklistFilters): Promise<number> {
    const { where, parameters } = this.where(viewer, filters)
    const [row] = await this.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM case_file c ${where}`, parameters)
    return row!.n
  }

  /** The filters and roles that are in daily use are planned once a connection; rare ones are planned each time. */
  private nameOf(sql: string): string | undefined {
    const known = this.names.get(sql)
    if (known || this.names.size >= mostPrepared) return known
    const name = `worklist_${this.names.size}`
    this.names.set(sql, name)
    return name
  }

  /** How many cases are in each state, for the tabs over the list; the filters are the list's own. */
  async counts(viewer: SignedIn, filters: WorklistFilters): Promise<Redacted<Page<{ state: string; count: number }>>> {
    const { where, parameters } = this.where(viewer, filters)
    const rows = await this.database.query<{ state: string; count: number }>(
      `SELECT c.state, count(*)::int AS count FROM case_file c ${where} GROUP BY c.state ORDER BY c.state`,
      parameters,
    )
    return this.redaction.many(viewer, 'case_count', rows)
  }

  /** The statement of a page; apart, so that a test can ask PostgreSQL how it would run it. */
  statement(viewer: SignedIn, query: WorklistQuery): { sql: string; parameters: unknown[] } {
    const { sort = defaultSort, cursor, limit = 50, ...filters } = query
    const backwards = sort.startsWith('-')
    const order = orders[(backwards ? sort.slice(1) : sort) as keyof typeof orders]
    this.redaction.mayAsk(viewer, 'case', order.field)
    const { where, parameters, bind } = this.where(viewer, filters, (bindValue) => {
      const after = decodeCursor(listOf(sort), order.kinds, cursor)
      if (!after) return []
      const values = after.map((value, place) => `${bindValue(value)}::${order.casts[place]}`)
      return [`(${order.columns.join(', ')}) ${backwards ? '<' : '>'} (${values.join(', ')})`]
    })
    const ordered = order.columns.map((column) => `${column}${backwards ? ' DESC' : ''}`).join(', ')
    const asked = `${bind(limit)}::int`
    return {
      // One row more than asked tells whether there is a next page.
      sql: `SELECT string_agg(p.item, ',' ORDER BY p.n) FILTER (WHERE p.n <= ${asked}) AS items,
          CASE WHEN count(*) > ${asked} THEN max(p.key) FILTER (WHERE p.n = ${asked}) END AS last
        FROM (
          SELECT ${this.redaction.sqlObject(viewer, 'case', listed)}::text AS item, ARRAY[${order.columns.map((c) => `${c}::text`).join(', ')}] AS key,
            row_number() OVER (ORDER BY ${ordered}) AS n
          FROM (SELECT c.* FROM case_file c ${where} ORDER BY ${ordered} LIMIT ${asked} + 1) c
          JOIN account a ON a.id = c.holder_id JOIN subject s ON s.id = c.id
        ) p`,
      parameters,
    }
  }

  private where(
    viewer: SignedIn,
    filters: WorklistFilters,
    more: (bind: (value: unknown) => string) => string[] = () => [],
  ): { where: string; parameters: unknown[]; bind: (value: unknown) => string } {
    const parameters: unknown[] = []
    const bind = (value: unknown): string => `$${parameters.push(value)}`
    const conditions: string[] = []
    for (const [name, column] of Object.entries(filterColumns)) {
      const value = filters[name as keyof WorklistFilters]
      if (value === undefined) continue
      this.redaction.mayAsk(viewer, 'case', column.field)
      conditions.push(column.sql.replace('$?', bind(name === 'reference' ? `${value}%` : value)))
    }
    conditions.push(...more(bind))
    return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', parameters, bind }
  }
}

/** Half a megabyte of JSON, and some ten milliseconds of this process. */
const casesABatch = 2_000

export const defaultSort: WorklistSort = '-opened_on'

/** The name that binds a cursor to its order. */
function listOf(sort: WorklistSort = defaultSort): string {
  return `cases:${sort}`
}

/** The fields of an item, each with the SQL that reads it. */
const listed: Readonly<Record<keyof WorklistItem, string>> = {
  id: 'c.id',
  reference: 'c.reference',
  service: 'c.service',
  pathway: 'c.pathway',
  openedOn: 'c.opened_on',
  holder: `json_build_object('id', a.id, 'displayName', a.display_name)`,
  householdSize: 'c.household_size',
  state: 'c.state',
  version: 's.version',
}
