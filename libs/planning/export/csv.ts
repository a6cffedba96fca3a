import { stringify } from 'csv-stringify/sync'
import type { ReportResult } from '../result'
import { plain, prefaceOf } from './sheet'

/** The result as CSV in UTF-8 with a byte order mark: first what it is, then each table under its title, then how each figure was counted. */
export function csvOf(result: ReportResult): string {
  const rows: (string | number | null)[][] = prefaceOf(result)
  for (const { title, columns, rows: cells } of result.tables) {
    rows.push(
      [],
      [title],
      columns.map((column) => column.title),
    )
    for (const row of cells) rows.push(columns.map((column) => plain(row[column.key] ?? null, column)))
  }
  rows.push([], ['How it was counted'])
  for (const { title, columns } of result.tables) {
    for (const column of columns) rows.push([title, column.title, column.definition])
  }
  return stringify(rows, { bom: true, record_delimiter: 'windows' })
}
