import type { Counted } from './result'
import type { Masking } from './suppression'

/** Where a report is counted from: the published views, through whoever may ask them. */
export interface Source {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
}

/** As of when, and how counts of people leave. */
export interface Ground {
  readonly source: Source
  /** The programme date. */
  readonly today: string
  readonly masking: Masking
}

/** How far a counting is. Between two of these it may be given up: nothing has been written. */
export interface Step {
  readonly done: number
  readonly total: number
}

/** Counts chunk by chunk, one statement each or a few, and ends with the result. */
export type Counting = AsyncGenerator<Step, Counted, void>

export const syntheticNote =
  'Every person, place, unit and payment in this report is synthetic: Passage is a training and planning system.'

export const maskingNote =
  'Counts of people: a cell under ten is hidden; to the others a little noise is added, the same whenever the cell is shown, and they are rounded to tens. So they need not add up.'

export const hiddenDefinition = 'Hidden under ten people, otherwise with noise and rounded to tens.'
