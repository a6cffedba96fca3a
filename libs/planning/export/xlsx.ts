import { boldCell, moneyCell, textCell } from '@passage/platform'
import write, { type Row, type SheetData } from 'write-excel-file/node'
import type { Cell as ResultCell, ReportResult, ResultColumn } from '../result'
import { plain, prefaceOf } from './sheet'

/** The result as a workbook: a first sheet that says what it is, one a table, and one with how each figure was counted. No cell is a formula. */
export function xlsxOf(result: ReportResult): Promise<Buffer> {
  const sheets = [
    {
      sheet: 'About',
      data: prefaceOf(result).map(([name, value]): Row => [boldCell(name), textCell(value)]),
      columns: [{ width: 22 }, { width: 110 }],
    },
    ...result.tables.map(({ title, columns, rows }) => ({
      sheet: sheetName(title),
      data: [
        columns.map(({ title: head }) => boldCell(head)),
        ...rows.map((row) => columns.map((column) => cellOf(row[column.key] ?? null, column))),
      ] as SheetData,
      columns: columns.map(({ unit }) => ({ width: unit === 'text' ? 26 : 15 })),
      stickyRowsCount: 1,
    })),
    {
      sheet: 'How it was counted',
      data: [
        ['Table', 'Figure', 'How it was counted'].map(boldCell),
        ...result.tables.flatMap(({ title, columns }) =>
          columns.map((column) => [textCell(title), textCell(column.title), textCell(column.definition)]),
        ),
      ] as SheetData,
      columns: [{ width: 26 }, { width: 22 }, { width: 110 }],
    },
  ]
  return write(sheets).toBuffer()
}

function cellOf(cell: ResultCell, column: ResultColumn) {
  const value = plain(cell, column)
  if (value === null) return null
  if (typeof value === 'number') return { value, type: Number }
  return column.unit === 'money' ? moneyCell(value) : textCell(value)
}

/** A spreadsheet allows 31 characters and none of these. */
function sheetName(title: string): string {
  return title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31)
}
