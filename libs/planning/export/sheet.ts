import { harmless, inUnits, syntheticNote } from '@passage/platform'
import type { Cell, ReportResult, ResultColumn } from '../result'
import { isHidden } from '../suppression'

/** What stands in an export's cell: a whole number, or a text that no spreadsheet takes for a formula. */
export type Plain = string | number | null

/** How a cell leaves in a file. Money becomes a decimal number of whole units. */
export function plain(cell: Cell, { unit }: ResultColumn): Plain {
  if (cell === null || typeof cell === 'number') return cell
  if (isHidden(cell)) return 'hidden'
  return unit === 'money' ? inUnits(cell) : harmless(cell)
}

/** What an export says of itself before its figures. */
export function prefaceOf({ title, programmeDate, madeAt, params, requestedBy, notes }: ReportResult): [string, string][] {
  return [
    [...syntheticNote],
    ['Report', title],
    ['Programme date', programmeDate],
    ...Object.entries(params).map(([name, value]): [string, string] => [`Parameter ${name}`, harmless(String(value))]),
    ['Made at', madeAt],
    ['Asked for by', harmless(requestedBy.displayName)],
    ['hidden', 'Fewer than ten people, or not enough to say.'],
    ...notes.map((note): [string, string] => ['Note', harmless(note)]),
  ]
}
