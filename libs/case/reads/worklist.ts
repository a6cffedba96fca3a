import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database } from '@passage/platform'
import type { Pathway, Service } from '../case-file.store'
import { inBatches } from '../lists/list-files'
import { ListStatement, type ListRules } from '../lists/list-statement'

export const worklistSorts = ['-opened_on', 'opened_on', 'reference', '-reference'] as const
export type WorklistSort = (typeof worklistSorts)[number]

export interface WorklistFilters {
  /** Any of these, as of each list. */
  readonly state?: readonly string[] | undefined
  readonly service?: readonly Service[] | undefined
  readonly pathway?: readonly Pathway[] | undefined
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

/** How the list is narrowed and walked. */
const rules: ListRules<WorklistFilters, 'opened_on' | 'reference'> = {
  name: 'cases',
  resource: 'case',
  filters: {
    state: { sql: 'c.state = $?', field: 'state' },
    service: { sql: 'c.service = $?', field: 'service' },
    pathway: { sql: 'c.pathway = $?', field: 'pathway' },
    holder: { sql: 'c.holder_id = $?::uuid', field: 'holder' },
    openedFrom: { sql: 'c.opened_on >= $?::date', field: 'openedOn' },
    openedTo: { sql: 'c.opened_on <= $?::date', field: 'openedOn' },
    reference: { sql: 'c.reference LIKE $?', field: 'reference', begins: true },
  },
  orders: {
    opened_on: { field: 'openedOn', columns: ['c.opened_on', 'c.id'], casts: ['date', 'uuid'], kinds: ['day', 'uuid'] },
    reference: { field: 'reference', columns: ['c.reference'], casts: ['text'], kinds: ['text'] },
  },
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
    const { sql, parameters, cursorOf } = this.statement(viewer, query)
    const [row] = await this.database.query<{ items: string | null; last: string[] | null }>(sql, parameters, this.nameOf(sql))
    const text = `{"items":[${row!.items ?? ''}],"nextCursor":${JSON.stringify(cursorOf(row!.last))}}`
    return this.redaction.raw(viewer, 'case', text, { fields: Object.keys(listed) })
  }

  /**
   * All cases that fit, in the list's order and redacted as on its pages: for a file. So many at a time that a hundred thousand never stand in
   * memory together.
   */
  batches(viewer: SignedIn, query: WorklistFilters & Pick<WorklistQuery, 'sort'>): AsyncGenerator<readonly WorklistItem[]> {
    return inBatches(async (cursor) => {
      const { sql, parameters, cursorOf } = this.statement(viewer, { ...query, cursor, limit: casesABatch })
      const [row] = await this.database.query<{ items: string | null; last: string[] | null }>(sql, parameters)
      return { rows: JSON.parse(`[${row!.items ?? ''}]`) as WorklistItem[], nextCursor: cursorOf(row!.last) }
    })
  }

  /** How many cases fit. */
  async total(viewer: SignedIn, filters: WorklistFilters): Promise<number> {
    const { where, parameters } = this.narrowed(viewer, filters)
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
    const { where, parameters } = this.narrowed(viewer, filters)
    const rows = await this.database.query<{ state: string; count: number }>(
      `SELECT c.state, count(*)::int AS count FROM case_file c ${where} GROUP BY c.state ORDER BY c.state`,
      parameters,
    )
    return this.redaction.many(viewer, 'case_count', rows)
  }

  /** The statement of a page; apart, so that a test can ask PostgreSQL how it would run it. */
  statement(
    viewer: SignedIn,
    query: WorklistQuery,
  ): { sql: string; parameters: unknown[]; cursorOf: (last: string[] | null) => string | null } {
    const { sort = defaultSort, cursor, limit = 50, ...filters } = query
    const list = this.narrowed(viewer, filters)
    const { by, key } = list.ordered(sort, cursor)
    const asked = `${list.bind(limit)}::int`
    return {
      // One row more than asked tells whether there is a next page.
      sql: `SELECT string_agg(p.item, ',' ORDER BY p.n) FILTER (WHERE p.n <= ${asked}) AS items,
          CASE WHEN count(*) > ${asked} THEN max(p.key) FILTER (WHERE p.n = ${asked}) END AS last
        FROM (
          SELECT ${this.redaction.sqlObject(viewer, 'case', listed)}::text AS item, ${key} AS key,
            row_number() OVER (ORDER BY ${by}) AS n
          FROM (SELECT c.* FROM case_file c ${list.where} ORDER BY ${by} LIMIT ${asked} + 1) c
          JOIN account a ON a.id = c.holder_id JOIN subject s ON s.id = c.id
        ) p`,
      parameters: list.parameters,
      cursorOf: (last) => list.nextCursor(sort, last),
    }
  }

  private narrowed(viewer: SignedIn, filters: WorklistFilters): ListStatement<WorklistFilters, 'opened_on' | 'reference'> {
    return new ListStatement(this.redaction, viewer, rules).narrow(filters)
  }
}

/** Half a megabyte of JSON, and some ten milliseconds of this process. */
const casesABatch = 2_000

export const defaultSort: WorklistSort = '-opened_on'

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
