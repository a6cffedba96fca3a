import { boldCell, moneyCell, syntheticNote, textCell } from '@passage/platform'
import { stringify } from 'csv-stringify/sync'
import write, { type Row as SheetRow } from 'write-excel-file/node'
import { cellOf, type FileColumn } from './file-columns'

/** What a file says before its rows: that all of it is made up, of which day it is, and what it was narrowed to. */
export type Preface = readonly (readonly [name: string, value: string])[]

type Batches<Row> = AsyncIterable<readonly Row[]>

const csvForm = { record_delimiter: 'windows' } as const

/** CSV in UTF-8 with a byte order mark, a batch at a time. */
export async function* csvOf<Row>(
  preface: Preface,
  columns: readonly FileColumn<Row>[],
  batches: Batches<Row>,
): AsyncGenerator<string> {
  yield stringify([syntheticNote, ...preface, [], columns.map(({ title }) => title)], { ...csvForm, bom: true })
  for await (const rows of batches) {
    yield stringify(
      rows.map((row) => columns.map((column) => cellOf(row, column))),
      csvForm,
    )
  }
}

/** A workbook: a sheet that says what it is, and one with the list. No cell is a formula. */
export async function xlsxOf<Row>(
  title: string,
  preface: Preface,
  columns: readonly FileColumn<Row>[],
  batches: Batches<Row>,
): Promise<Buffer> {
  const sheet: SheetRow[] = [columns.map((column) => boldCell(column.title))]
  for await (const rows of batches) {
    for (const row of rows) sheet.push(columns.map((column) => cell(cellOf(row, column), column)))
  }
  return write([
    {
      sheet: 'About',
      data: [syntheticNote, ...preface].map(([name, value]): SheetRow => [boldCell(name), textCell(value)]),
      columns: [{ width: 22 }, { width: 110 }],
    },
    { sheet: title, data: sheet, columns: columns.map(() => ({ width: 22 })), stickyRowsCount: 1 },
  ]).toBuffer()
}

function cell<Row>(value: string | number, { money }: FileColumn<Row>) {
  if (typeof value === 'number') return { value, type: Number }
  return money ? moneyCell(value) : textCell(value)
}
