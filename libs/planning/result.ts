import type { Hidden } from './suppression'

/** Days are `YYYY-MM-DD`, months `YYYY-MM`, money decimal text of minor units; null where something does not apply. */
export type Cell = string | number | null | Hidden

export type Unit = 'text' | 'day' | 'month' | 'count' | 'people' | 'days' | 'money' | 'currency' | 'percent'

export interface ResultColumn {
  readonly key: string
  readonly title: string
  readonly unit: Unit
  /** How it was counted: from which view, what, as of when, and what is hidden. */
  readonly definition: string
}

export type ResultRow = Readonly<Record<string, Cell>>

/** How a screen may draw a table: `series` makes one line a value of that column. */
export interface ChartHint {
  readonly type: 'line' | 'bar' | 'funnel'
  readonly x: string
  readonly y: readonly string[]
  readonly series?: string
}

export interface TableForm {
  readonly key: string
  readonly title: string
  readonly about: string
  readonly columns: readonly ResultColumn[]
  readonly chart?: ChartHint
}

export interface ResultTable extends TableForm {
  readonly rows: readonly ResultRow[]
}

/** What a report's counting yields; who asked, and for what, stands beside it. */
export interface Counted {
  readonly notes: readonly string[]
  readonly tables: readonly ResultTable[]
}

/** A report as it is read: one shape for every kind, so that one screen draws them all. */
export interface ReportResult extends Counted {
  readonly id: string
  readonly kind: string
  readonly title: string
  /** The programme date as of which it was counted. */
  readonly programmeDate: string
  readonly madeAt: string
  readonly params: Readonly<Record<string, string | number>>
  readonly requestedBy: { readonly id: string; readonly displayName: string }
}

/** A table of a form with its rows. @throws Error where a row lacks a column of the form: a fault of the programmer */
export function tableOf(form: TableForm, rows: readonly ResultRow[]): ResultTable {
  const [first] = rows
  for (const { key } of form.columns) {
    if (first && !Object.hasOwn(first, key)) throw new Error(`the rows of ${form.key} have no ${key}`)
  }
  return { ...form, rows }
}
