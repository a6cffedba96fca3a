import { Injectable } from '@nestjs/common'
import { Redaction, type Redacted, type Resource, type SignedIn } from '@passage/access'
import { Database, harmless, Refused } from '@passage/platform'
import { columnsOf, type FileColumns } from './file-columns'
import { csvOf, xlsxOf, type Preface } from './file-forms'

export type FileFormat = 'csv' | 'xlsx'

/** A list as files know it. */
export interface FiledList<Row> {
  readonly resource: Resource
  /** What its rows are called. */
  readonly title: string
  readonly columns: FileColumns<Row>
}

/** The rows of a view, and how many they are. */
export interface ListRows<Row> {
  readonly total: number
  /** In the list's order, as far as the viewer may read them. */
  readonly batches: AsyncIterable<readonly Row[]>
}

/** One view of a list: what it is narrowed to, its order, and its rows. */
export interface ListView<Row> extends ListRows<Row> {
  /** What it is a list of, where the title alone does not say. */
  readonly of?: { readonly id: string; readonly reference: string }
  /** Names of columns with commas between them; all columns where it is left out. */
  readonly columns?: string | undefined
  /** What each filter does, and its value. */
  readonly narrowed: readonly (readonly [what: string, value: string])[]
  readonly order: string
}

/** A workbook is made whole before it is sent. */
const mostRowsOfAWorkbook = 20_000

const types: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** Any list as a file: just the view, redacted as on its pages. That it was taken stands in the access log before any of it leaves. */
@Injectable()
export class ListFiles {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `input.column`, `input.too_many_rows`, and whatever the list refuses its first rows for */
  async made<Row>(
    format: FileFormat,
    viewer: SignedIn,
    { resource, title, columns: all }: FiledList<Row>,
    view: ListView<Row>,
  ): Promise<Redacted<unknown>> {
    const columns = columnsOf(all, view.columns)
    const rows = view.total
    if (format === 'xlsx' && rows > mostRowsOfAWorkbook) {
      throw new Refused(
        'input.too_many_rows',
        `This list has ${rows} rows, and a workbook takes ${mostRowsOfAWorkbook} at most.`,
        {
          fix: 'Narrow the list, or take it as CSV.',
        },
      )
    }
    const today = await this.today()
    const preface = prefaceOf(viewer, today, title, view)
    const batches = await begun(atMost(rows, view.batches))
    return this.redaction.list(viewer, resource, {
      contentType: types[format],
      name: `passage-${[title, view.of?.reference ?? []].flat().join('-').toLowerCase().replaceAll(' ', '-')}-${today}.${format}`,
      fields: [...new Set(columns.map(({ field }) => field))],
      rows,
      of: view.of?.id ?? null,
      body: format === 'csv' ? csvOf(preface, columns, batches) : whole(await xlsxOf(title, preface, columns, batches)),
    })
  }

  /** The name of an account that a list is narrowed to. */
  async nameOf(accountId: string): Promise<string> {
    const [row] = await this.database.query<{ name: string }>('SELECT display_name AS name FROM account WHERE id = $1', [
      accountId,
    ])
    return row?.name ?? 'nobody of that id'
  }

  private async today(): Promise<string> {
    const [row] = await this.database.query<{ today: string }>('SELECT today FROM programme_clock')
    return row!.today
  }
}

/** The rows of a list from its first page to its last, so that never more than a page of them stand in memory. */
export async function* inBatches<Row>(
  page: (cursor: string | undefined) => Promise<{ readonly rows: readonly Row[]; readonly nextCursor: string | null }>,
): AsyncGenerator<readonly Row[]> {
  for (let cursor: string | undefined; ;) {
    const { rows, nextCursor } = await page(cursor)
    if (rows.length > 0) yield rows
    if (nextCursor === null) return
    cursor = nextCursor
  }
}

/** What a file says of the filters that are set, in the order of their titles. */
export function narrowedBy<Filters extends object>(
  titles: Readonly<Record<keyof Filters, string>>,
  filters: Filters,
): [what: string, value: string][] {
  return Object.entries<string>(titles).flatMap(([name, title]): [string, string][] => {
    const value: unknown = filters[name as keyof Filters]
    if (Array.isArray(value)) return [[title, value.join(', ')]]
    return typeof value === 'string' ? [[title, value]] : []
  })
}

/** What a file says of an order that goes forwards, or with a minus backwards. */
export function orderSaid(sort: string): string {
  return sort.startsWith('-') ? `${sort.slice(1)}, the last first` : sort
}

function prefaceOf<Row>(viewer: SignedIn, today: string, title: string, { of, narrowed, order, total }: ListView<Row>): Preface {
  return [
    ['List', of === undefined ? title : `${title} of ${of.reference}`],
    ['Programme date', today],
    ['Asked for by', harmless(viewer.displayName)],
    ...narrowed.map(([what, value]): [string, string] => [what, harmless(value)]),
    ['Order', order],
    [title, String(total)],
  ]
}

/** What was added while the file is read does not make it longer than the log says. */
async function* atMost<Row>(rows: number, batches: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  let left = rows
  for await (const batch of batches) {
    if (left > 0) yield batch.slice(0, left)
    left -= batch.length
    if (left <= 0) return
  }
}

/** The same batches, of which the first has been read: what refuses the list refuses the file, instead of breaking it off. */
async function begun<Row>(batches: AsyncGenerator<readonly Row[]>): Promise<AsyncGenerator<readonly Row[]>> {
  const first = await batches.next()
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* batches
  })()
}

async function* whole(file: Buffer): AsyncGenerator<Buffer> {
  yield file
}
