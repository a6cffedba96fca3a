import { harmless, syntheticNote } from '@passage/platform'
import type { Cell, ReportResult, ResultColumn } from '../result'
import { isHidden } from '../suppression'

/** What stands in an export's cell: a whole number, or a text that no spreadsheet takes for a formula. */
export type Plain = string | number | null

/** How a cell leaves in a file. Money becomes a decimal number of whole units, since a spreadsheet knows no minor ones. */
export function plain(cell: Cell, { unit }: ResultColumn): Plain {
  if (cell === null || typeof cell === 'number') return cell
  if (isHidden(cell)) return 'hidden'
  return unit === 'money' ? inUnits(cell) : harmless(cell)
}

/** `123456` → `1234.56`. Every currency that Passage keeps accounts in has two decimal places. */
function inUnits(minor: string): string {
  const [sign, digits] = minor.startsWith('-') ? ['-', minor.slice(1)] : ['', minor]
  const padded = digits.padStart(3, '0')
  return `${sign}${padded.slice(0, -2)}.${padded.slice(-2)}`
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
