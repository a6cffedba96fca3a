import { harmless, Refused } from '@passage/platform'
import type { WorklistItem } from './worklist'

/** A column of the list as a file shows it. */
export interface ExportColumn {
  readonly title: string
  /** The field of the policy that it shows. */
  readonly field: keyof WorklistItem
}

/** The columns that there are by the names under which a screen knows them, in the list's order. */
export const exportColumns = {
  reference: { title: 'Reference', field: 'reference' },
  state: { title: 'State', field: 'state' },
  service: { title: 'Service', field: 'service' },
  pathway: { title: 'Pathway', field: 'pathway' },
  household_size: { title: 'Household size', field: 'householdSize' },
  holder: { title: 'Holder', field: 'holder' },
  opened_on: { title: 'Opened on', field: 'openedOn' },
} as const satisfies Readonly<Record<string, ExportColumn>>

/**
 * The columns that were asked for, in that order; all of them where nothing is said.
 * @throws Refused `input.column` naming what is no column, and the columns that there are
 */
export function columnsOf(asked: string | undefined): ExportColumn[] {
  if (asked === undefined) return Object.values(exportColumns)
  const names = asked.split(',')
  const wrong = names.find((name, place) => !Object.hasOwn(exportColumns, name) || names.indexOf(name) !== place)
  if (wrong === undefined) return names.map((name) => exportColumns[name as keyof typeof exportColumns])
  throw Refused.field(
    'columns',
    Object.hasOwn(exportColumns, wrong) ? `The column ${wrong} is named twice.` : 'There is no such column of the list of cases.',
    `Name some of these, each once, with commas between them: ${Object.keys(exportColumns).join(', ')}.`,
    'input.column',
  )
}

/** What a cell says: a number, or a text that no spreadsheet takes for a formula. */
export function cellOf(item: WorklistItem, { field }: ExportColumn): string | number {
  const value: unknown = item[field]
  if (typeof value === 'number') return value
  if (typeof value === 'string') return harmless(value)
  const { redacted, displayName } = value as { redacted?: boolean; displayName?: string }
  return redacted ? 'redacted' : harmless(displayName ?? '')
}
