import { Injectable } from '@nestjs/common'
import { Redaction, type Redacted, type SignedIn } from '@passage/access'
import { Database, harmless, Refused } from '@passage/platform'
import { columnsOf } from './export-columns'
import { csvOf, xlsxOf, type Preface } from './export-files'
import { Worklist, type WorklistFilters, type WorklistItem, type WorklistSort } from './worklist'

/** What a file is to hold: what the list is narrowed to, its order, and its columns. */
export interface ExportQuery {
  readonly filters: WorklistFilters
  readonly sort: WorklistSort
  /** Names with commas between them; all columns where it is left out. */
  readonly columns?: string | undefined
}

/** A workbook is made whole before it is sent. */
const mostRowsOfAWorkbook = 20_000

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The worklist as a file: just the view, redacted as on its pages. That it was taken stands in the access log before any of it leaves. */
@Injectable()
export class CaseExport {
  constructor(
    private readonly database: Database,
    private readonly worklist: Worklist,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `input.column`, `access.field` */
  async csv(viewer: SignedIn, query: ExportQuery): Promise<Redacted<unknown>> {
    const { columns, fields, rows, today, preface, batches } = await this.begin(viewer, query)
    const body = csvOf(preface, columns, batches)
    return this.redaction.list(viewer, 'case', {
      contentType: 'text/csv; charset=utf-8',
      name: nameOf(today, 'csv'),
      fields,
      rows,
      body,
    })
  }

  /** @throws Refused `input.column`, `input.too_many_rows`, `access.field` */
  async xlsx(viewer: SignedIn, query: ExportQuery): Promise<Redacted<unknown>> {
    const { columns, fields, rows, today, preface, batches } = await this.begin(viewer, query)
    if (rows > mostRowsOfAWorkbook) {
      throw new Refused('input.too_many_rows', `These are ${rows} cases, and a workbook takes ${mostRowsOfAWorkbook} at most.`, {
        fix: 'Narrow the list, or take it as CSV.',
      })
    }
    const workbook = await xlsxOf(preface, columns, batches)
    const body = (async function* () {
      yield workbook
    })()
    return this.redaction.list(viewer, 'case', { contentType: workbookType, name: nameOf(today, 'xlsx'), fields, rows, body })
  }

  private async begin(viewer: SignedIn, { filters, sort, columns: asked }: ExportQuery) {
    const columns = columnsOf(asked)
    const rows = await this.worklist.total(viewer, filters)
    const { today, holder } = await this.said(filters.holder)
    return {
      columns,
      fields: columns.map(({ field }) => field),
      rows,
      today,
      preface: prefaceOf(viewer, today, { ...filters, ...(filters.holder ? { holder } : {}) }, sort, rows),
      batches: atMost(rows, this.worklist.batches(viewer, { ...filters, sort })),
    }
  }

  /** The programme date, and the name of the account whose cases are asked for. */
  private async said(holder: string | undefined): Promise<{ today: string; holder: string }> {
    const [row] = await this.database.query<{ today: string; holder: string | null }>(
      'SELECT today, (SELECT display_name FROM account WHERE id = $1::uuid) AS holder FROM programme_clock',
      [holder ?? null],
    )
    return { today: row!.today, holder: row!.holder ?? 'nobody of that id' }
  }
}

const filterTitles: Readonly<Record<keyof WorklistFilters, string>> = {
  state: 'Only the state',
  service: 'Only the service',
  pathway: 'Only the pathway',
  holder: 'Only held by',
  openedFrom: 'Only opened from',
  openedTo: 'Only opened until',
  reference: 'Only references that begin with',
}

function prefaceOf(viewer: SignedIn, today: string, filters: WorklistFilters, sort: WorklistSort, rows: number): Preface {
  const said = Object.entries(filters).filter((entry): entry is [keyof WorklistFilters, string] => entry[1] !== undefined)
  return [
    ['List', 'Cases'],
    ['Programme date', today],
    ['Asked for by', harmless(viewer.displayName)],
    ...said.map(([name, value]): [string, string] => [filterTitles[name], harmless(value)]),
    ['Order', sort.startsWith('-') ? `${sort.slice(1)}, the last first` : sort],
    ['Cases', String(rows)],
  ]
}

/** What was opened while the file is read does not make it longer than the log says. */
async function* atMost(rows: number, batches: AsyncIterable<readonly WorklistItem[]>): AsyncGenerator<readonly WorklistItem[]> {
  let left = rows
  for await (const items of batches) {
    if (left > 0) yield items.slice(0, left)
    left -= items.length
    if (left <= 0) return
  }
}

function nameOf(today: string, ending: string): string {
  return `passage-cases-${today}.${ending}`
}
