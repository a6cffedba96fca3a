import { createHmac } from 'node:crypto'

/** A cell that is not shown: fewer than ten people, or too near to it to say. */
export interface Hidden {
  readonly hidden: true
}

export type Shown<T> = T | Hidden

export const hidden: Hidden = Object.freeze({ hidden: true })

/** No count of people below this is ever shown. */
export const leastShown = 10
/** What is shown is a multiple of this. */
export const roundedTo = 10

/** How counts of people leave: the key of the noise, or `none`, which blanks small cells and shows the rest as counted (for the attack's test alone). */
export type Masking = { readonly secret: Buffer } | 'none'

/**
 * The noise of one cell: a two-sided geometric number, P(k) = (1 − a) / (1 + a) · a^|k| with a = 0.6, standard deviation 2.7. It depends on the
 * secret and on the cell's name alone, so that a cell is the same in every report that shows it. Every whole number can come up, however
 * large: that is what the proof in docs/decisions/0009-suppression.md rests on.
 */
export function noiseOf(secret: Buffer, cell: string): number {
  return geometric(secret, `+ ${cell}`) - geometric(secret, `- ${cell}`)
}

const logA = Math.log(0.6)
/** The smallest number that one digest can give; where it comes up, the next digest goes on. */
const smallest = 2 ** -53

/** The number of failures before a success, without a largest. */
function geometric(secret: Buffer, name: string, from = 0): number {
  const drawn = uniform(createHmac('sha256', secret).update(`${from} ${name}`).digest())
  if (drawn > smallest) return from + Math.floor(Math.log(drawn) / logA)
  return geometric(secret, name, from + Math.floor(Math.log(smallest) / logA))
}

/** Above zero, at most one. */
function uniform(digest: Buffer): number {
  return (Number(digest.readBigUInt64BE() >> 11n) + 1) / 2 ** 53
}

/**
 * A count of people as it may be shown. Below ten it is hidden, always; at ten and above noise is added, and what is then below ten is hidden
 * too; the rest is rounded to tens. So a hidden cell says nothing for certain, and one that is shown says "at least ten".
 * @param cell names the cell for ever: report, figure, month or quarter, group. The same name must always stand for the same count.
 * @param count true number of people
 */
export function masked(masking: Masking, cell: string, count: number): Shown<number> {
  if (count < leastShown) return hidden
  if (masking === 'none') return count
  const noisy = count + noiseOf(masking.secret, cell)
  return noisy < leastShown ? hidden : Math.round(noisy / roundedTo) * roundedTo
}

/** A figure about at least ten people (a median), shown where their number would be. */
export function shownFor<T>(masking: Masking, cell: string, count: number, figure: () => T): Shown<T> {
  return isHidden(masked(masking, cell, count)) ? hidden : figure()
}

export function isHidden(cell: unknown): cell is Hidden {
  return typeof cell === 'object' && cell !== null && (cell as Partial<Hidden>).hidden === true
}

/** The days that a length of time is shown in; what lies between is rounded to the nearest, so that no one person's days can be read. */
export const shownDays = [0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 150, 180, 240, 300, 365, 540, 730, 1095] as const

/** Days in a histogram: one number for each of {@link shownDays}. */
export type DaysHistogram = number[]

export function emptyHistogram(): DaysHistogram {
  return shownDays.map(() => 0)
}

/** Where between two of {@link shownDays} the upper begins, for `width_bucket`: 0 → the first. */
export const dayEdges: readonly number[] = shownDays.slice(1).map((day, i) => Math.ceil((day + shownDays[i]!) / 2))

/** The day below or at which `share` of the counted lengths lie, by nearest rank. The histogram must not be empty. */
export function quantile(histogram: DaysHistogram, share: number): number {
  const total = sum(histogram)
  const rank = Math.max(1, Math.ceil(total * share))
  let seen = 0
  for (const [place, count] of histogram.entries()) {
    seen += count
    if (seen >= rank) return shownDays[place]!
  }
  throw new Error('there is no quantile of nothing')
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}
