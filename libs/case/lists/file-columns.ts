import { harmless, inUnits, Refused } from '@passage/platform'

/** A column of a file that is made of a list. */
export interface FileColumn<Row> {
  readonly title: string
  /** The field of the policy that it shows. */
  readonly field: keyof Row & string
  /** The field is an amount of minor units: the file shows whole ones. */
  readonly money?: true
  /** What a cell says where that is not the field's value as it is; asked only where the viewer reads the field. */
  readonly says?: (row: Row) => string
}

/** The columns that there are by the names under which a screen knows them, in the list's order; one of the screen may be several of a file. */
export type FileColumns<Row> = Readonly<Record<string, readonly FileColumn<Row>[]>>

/**
 * The columns that were asked for, in that order; all of them where nothing is said.
 * @throws Refused `input.column` naming what is no column, and the columns that there are
 */
export function columnsOf<Row>(columns: FileColumns<Row>, asked: string | undefined): FileColumn<Row>[] {
  if (asked === undefined) return Object.values(columns).flat()
  const names = asked.split(',')
  const wrong = names.find((name, place) => !Object.hasOwn(columns, name) || names.indexOf(name) !== place)
  if (wrong === undefined) return names.flatMap((name) => columns[name] ?? [])
  throw Refused.field(
    'columns',
    Object.hasOwn(columns, wrong) ? `The column ${wrong} is named twice.` : 'There is no such column of this list.',
    `Name some of these, each once, with commas between them: ${Object.keys(columns).join(', ')}.`,
    'input.column',
  )
}

/** What a cell says: a number, an amount with its decimals, or a text that no spreadsheet takes for a formula. */
export function cellOf<Row>(row: Row, { field, money, says }: FileColumn<Row>): string | number {
  const value: unknown = row[field]
  if (value === null || value === undefined) return ''
  if ((value as { redacted?: unknown }).redacted === true) return 'redacted'
  if (money) return inUnits(String(value))
  if (says) return harmless(says(row))
  return typeof value === 'number' ? value : harmless(String(value))
}
