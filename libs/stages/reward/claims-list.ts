import { Injectable } from '@nestjs/common'
import { asViewer, Redaction, type Look, type Page, type Redacted, type SignedIn } from '@passage/access'
import {
  inBatches,
  ListFiles,
  ListStatement,
  narrowedBy,
  orderSaid,
  type FiledList,
  type FileFormat,
  type ListRules,
} from '@passage/case'
import { Database } from '@passage/platform'
import { onlySiteOf } from './own-site'
import { claimColumns, claimTables } from './reward.store'

export const claimSorts = ['filed_on', '-filed_on', 'received_on', '-received_on', 'reference', '-reference'] as const
export type ClaimSort = (typeof claimSorts)[number]

export interface ClaimFilters {
  /** Any of these. */
  readonly state?: readonly string[] | undefined
  /** Of one of its items. */
  readonly category?: string | undefined
  readonly filedFrom?: string | undefined
  readonly filedTo?: string | undefined
  /** The beginning of a case reference. */
  readonly reference?: string | undefined
}

export interface ClaimsQuery {
  readonly filters: ClaimFilters
  readonly sort?: ClaimSort | undefined
}

/** A claim as the list shows it. */
interface ListedClaim {
  readonly id: string
  readonly caseReference: string
  readonly state: string
  readonly items: readonly { readonly category: string; readonly count: number }[]
  readonly filedOn: string
  readonly receivedOn: string
  readonly custodyOn: string | null
  readonly scheme: string | null
  readonly amount: bigint | null
  readonly currency: string | null
}

type Orders = 'filed_on' | 'received_on' | 'reference'

const rules: ListRules<ClaimFilters, Orders> = {
  name: 'claims',
  resource: 'reward_claim',
  filters: {
    state: { sql: 's.state = $?', field: 'state' },
    category: { sql: 'EXISTS (SELECT FROM reward_item i WHERE i.claim_id = c.id AND i.category = $?)', field: 'items' },
    filedFrom: { sql: 'c.filed_on >= $?::date', field: 'filedOn' },
    filedTo: { sql: 'c.filed_on <= $?::date', field: 'filedOn' },
    reference: { sql: 'f.reference LIKE $?', field: 'caseReference', begins: true },
  },
  orders: {
    filed_on: { field: 'filedOn', columns: ['c.filed_on', 'c.id'], casts: ['date', 'uuid'], kinds: ['day', 'uuid'] },
    received_on: { field: 'receivedOn', columns: ['c.received_on', 'c.id'], casts: ['date', 'uuid'], kinds: ['day', 'uuid'] },
    reference: { field: 'caseReference', columns: ['f.reference', 'c.id'], casts: ['text', 'uuid'], kinds: ['text', 'uuid'] },
  },
}

/** The list as files know it. */
const filedClaims = {
  resource: 'reward_claim',
  title: 'Claims',
  columns: {
    reference: [{ title: 'Case', field: 'caseReference' }],
    state: [{ title: 'State', field: 'state' }],
    items: [{ title: 'Items', field: 'items', says: ({ items }) => items.map((i) => `${i.count} x ${i.category}`).join(', ') }],
    filed_on: [{ title: 'Filed on', field: 'filedOn' }],
    received_on: [{ title: 'Handed over on', field: 'receivedOn' }],
    custody_on: [{ title: 'Custody receipt on', field: 'custodyOn' }],
    scheme: [{ title: 'Scheme', field: 'scheme' }],
    value: [
      { title: 'Value', field: 'amount', money: true },
      { title: 'Currency', field: 'currency' },
    ],
  },
} as const satisfies FiledList<ListedClaim>

const filterTitles: Readonly<Record<keyof ClaimFilters, string>> = {
  state: 'Only the state',
  category: 'Only with an item of',
  filedFrom: 'Only filed from',
  filedTo: 'Only filed until',
  reference: 'Only references that begin with',
}

const claimsABatch = 1_000

/** Claims across all cases, for those who verify, value, approve and pay them, and for the host who is asked for receipts. */
@Injectable()
export class ClaimsList {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
    private readonly files: ListFiles,
  ) {}

  /** @throws Refused `input.cursor`, `access.field` */
  async page(viewer: SignedIn, query: ClaimsQuery, limit: number, cursor?: string): Promise<Redacted<Page<ListedClaim>>> {
    const { rows, nextCursor } = await this.read(viewer, query, limit, cursor)
    return this.redaction.many(viewer, 'reward_claim', rows, { nextCursor })
  }

  /** How many claims are in each state, under the same filters. */
  async counts(viewer: SignedIn, filters: ClaimFilters): Promise<Redacted<Page<{ state: string; count: number }>>> {
    const { where, parameters } = this.narrowed(viewer, filters)
    const counts = await this.look(viewer, (look) =>
      look.query<{ state: string; count: number }>(
        `SELECT s.state, count(*)::int AS count FROM ${claimTables} ${where} GROUP BY s.state ORDER BY s.state`,
        parameters,
      ),
    )
    return this.redaction.many(viewer, 'reward_claim_count', counts)
  }

  /** @throws Refused `input.column`, `input.too_many_rows`, `access.field` */
  async file(format: FileFormat, viewer: SignedIn, query: ClaimsQuery, columns?: string): Promise<Redacted<unknown>> {
    return this.files.made(format, viewer, filedClaims, {
      columns,
      narrowed: narrowedBy(filterTitles, shownTo(viewer, query.filters)),
      order: orderSaid(this.sortFor(viewer, query.sort)),
      total: await this.total(viewer, query.filters),
      batches: inBatches(async (cursor) => {
        const { rows, nextCursor } = await this.read(viewer, query, claimsABatch, cursor)
        return { rows: await this.redaction.rows(viewer, 'reward_claim', rows), nextCursor }
      }),
    })
  }

  private async total(viewer: SignedIn, filters: ClaimFilters): Promise<number> {
    const { where, parameters } = this.narrowed(viewer, filters)
    const [row] = await this.look(viewer, (look) =>
      look.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${claimTables} ${where}`, parameters),
    )
    return row!.n
  }

  private async read(
    viewer: SignedIn,
    { filters, sort: asked }: ClaimsQuery,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ rows: ListedClaim[]; nextCursor: string | null }> {
    const sort = this.sortFor(viewer, asked)
    const list = this.narrowed(viewer, filters)
    const { by, key } = list.ordered(sort, cursor)
    const found = await this.look(viewer, (look) =>
      look.query<ListedClaim & { key: string[] }>(
        `SELECT ${claimColumns}, ${key} AS key FROM ${claimTables} ${list.where} ORDER BY ${by} LIMIT ${list.bind(limit + 1)}`,
        list.parameters,
      ),
    )
    const rows = found.slice(0, limit)
    return { rows, nextCursor: list.nextCursor(sort, found.length > limit ? rows.at(-1)!.key : null) }
  }

  private narrowed(viewer: SignedIn, filters: ClaimFilters): ListStatement<ClaimFilters, Orders> {
    const list = new ListStatement(this.redaction, viewer, rules).narrow(shownTo(viewer, filters))
    const site = onlySiteOf(viewer)
    return site === null ? list : list.only(`c.custody_site = ${list.bind(site)}::uuid`)
  }

  /** What waits longest comes first; a host does not read when a claim was filed, and goes by the handover. */
  private sortFor(viewer: SignedIn, asked: ClaimSort | undefined): ClaimSort {
    return asked ?? (this.redaction.reads(viewer, 'reward_claim', 'filedOn') ? 'filed_on' : 'received_on')
  }

  private look<T>(viewer: SignedIn, work: (look: Look) => Promise<T>): Promise<T> {
    return asViewer(this.database, viewer, work)
  }
}

/** A host organisation is asked for custody receipts, so it sees the claims that wait for one and no others. */
function shownTo(viewer: SignedIn, filters: ClaimFilters): ClaimFilters {
  return onlySiteOf(viewer) === null ? filters : { ...filters, state: ['filed'] }
}
