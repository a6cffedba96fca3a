import { Injectable } from '@nestjs/common'
import type { Redacted, SignedIn } from '@passage/access'
import { ListFiles, narrowedBy, orderSaid, type FiledList, type FileFormat } from '../lists/list-files'
import { Worklist, type WorklistFilters, type WorklistItem, type WorklistSort } from './worklist'

/** What a file is to hold: what the list is narrowed to, its order, and its columns. */
export interface ExportQuery {
  readonly filters: WorklistFilters
  readonly sort: WorklistSort
  /** Names with commas between them; all columns where it is left out. */
  readonly columns?: string | undefined
}

/** The worklist as files know it: columns by the names under which the screen knows them. */
export const filedCases = {
  resource: 'case',
  title: 'Cases',
  columns: {
    reference: [{ title: 'Reference', field: 'reference' }],
    state: [{ title: 'State', field: 'state' }],
    service: [{ title: 'Service', field: 'service' }],
    pathway: [{ title: 'Pathway', field: 'pathway' }],
    household_size: [{ title: 'Household size', field: 'householdSize' }],
    holder: [{ title: 'Holder', field: 'holder', says: ({ holder }) => holder.displayName }],
    opened_on: [{ title: 'Opened on', field: 'openedOn' }],
  },
} as const satisfies FiledList<WorklistItem>

const filterTitles: Readonly<Record<keyof WorklistFilters, string>> = {
  state: 'Only the state',
  service: 'Only the service',
  pathway: 'Only the pathway',
  holder: 'Only held by',
  openedFrom: 'Only opened from',
  openedTo: 'Only opened until',
  reference: 'Only references that begin with',
}

/** The worklist as a file. */
@Injectable()
export class CaseExport {
  constructor(
    private readonly worklist: Worklist,
    private readonly files: ListFiles,
  ) {}

  /** @throws Refused `input.column`, `input.too_many_rows`, `access.field` */
  async file(format: FileFormat, viewer: SignedIn, { filters, sort, columns }: ExportQuery): Promise<Redacted<unknown>> {
    const total = await this.worklist.total(viewer, filters)
    const holder = filters.holder && (await this.files.nameOf(filters.holder))
    return this.files.made(format, viewer, filedCases, {
      columns,
      narrowed: narrowedBy(filterTitles, { ...filters, holder }),
      order: orderSaid(sort),
      total,
      batches: this.worklist.batches(viewer, { ...filters, sort }),
    })
  }
}
