import { boldCell, syntheticNote, textCell } from '@passage/platform'
import { stringify } from 'csv-stringify/sync'
import write, { type Row } from 'write-excel-file/node'
import { cellOf, type ExportColumn } from './export-columns'
import type { WorklistItem } from './worklist'

/** What a file says before its rows: that all of it is made up, of which day it is, and what it was narrowed to. */
export type Preface = readonly (readonly [name: string, value: string])[]

type Batches = AsyncIterable<readonly WorklistItem[]>

const csvForm = { record_delimiter: 'windows' } as const

/** CSV in UTF-8 with a byte order mark, a batch at a time. */
export async function* csvOf(preface: Preface, columns: readonly ExportColumn[], batches: Batches): AsyncGenerator<string> {
  yield stringify([syntheticNote, ...preface, [], columns.map(({ title }) => title)], { ...csvForm, bom: true })
  for await (const items of batches) {
    yield stringify(
      items.map((item) => columns.map((column) => cellOf(item, column))),
      csvForm,
    )
  }
}

/** A workbook: a sheet that says what it is, and one with the cases. No cell is a formula. */
export async function xlsxOf(preface: Preface, columns: readonly ExportColumn[], batches: Batches): Promise<Buffer> {
  const rows: Row[] = [columns.map(({ title }) => boldCell(title))]
  for await (const items of batches) {
    for (const item of items) rows.push(columns.map((column) => cell(cellOf(item, column))))
  }
  return write([
    {
      sheet: 'About',
      data: [syntheticNote, ...preface].map(([name, value]): Row => [boldCell(name), textCell(value)]),
      columns: [{ width: 22 }, { width: 110 }],
    },
    { sheet: 'Cases', data: rows, columns: columns.map(() => ({ width: 22 })), stickyRowsCount: 1 },
  ]).toBuffer()
}

function cell(value: string | number) {
  return typeof value === 'number' ? { value, type: Number } : textCell(value)
}
