import { queryOptions } from '@tanstack/react-query'
import { getItems } from '../../api/http'
import { plain, type Maybe, type Money } from '../../api/types'

export interface Dated {
  readonly id: string
  readonly amount: Maybe<Money | string>
  readonly currency?: Maybe<string>
  readonly from: Maybe<string>
  /** The first day on which it is no longer in force. */
  readonly until: Maybe<string | null>
  readonly source: Maybe<string>
  readonly state?: Maybe<string>
  readonly version?: number
}

export interface Rate extends Dated {
  readonly country: Maybe<string | null>
}

export interface TariffLine extends Dated {
  readonly scheme: Maybe<string>
  readonly category: Maybe<string>
  readonly trainingValue: Maybe<boolean>
}

export const ratesQuery = queryOptions({ queryKey: ['rates'], queryFn: () => getItems<Rate>('/allowance-rates') })
export const tariffQuery = queryOptions({ queryKey: ['tariff'], queryFn: () => getItems<TariffLine>('/tariff-lines') })

/** The categories that a tariff names, once each. */
export function categoriesOf(lines: readonly Pick<TariffLine, 'category'>[]): string[] {
  return [...new Set(lines.flatMap(({ category }) => plain(category) ?? []))].sort()
}

/** The rules about one thing, such as the rate of one country, around a day. */
export interface Standing<T extends Dated> {
  readonly key: string
  readonly present: T | null
  /** What the present one replaced. */
  readonly before: T | null
  /** What begins later, the soonest first. */
  readonly next: readonly T[]
}

/** Sorts dated rules by what they are about and by what a day makes of them. `today` is the programme date, ISO 8601. */
export function standingOf<T extends Dated>(rules: readonly T[], about: (rule: T) => string, today: string): Standing<T>[] {
  const groups = new Map<string, T[]>()
  for (const rule of rules) groups.set(about(rule), [...(groups.get(about(rule)) ?? []), rule])
  return [...groups]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([key, all]) => {
      const inTime = all
        .filter((rule) => plain(rule.until) !== plain(rule.from))
        .sort((one, other) => (plain(one.from) ?? '').localeCompare(plain(other.from) ?? ''))
      const begun = inTime.filter((rule) => (plain(rule.from) ?? '') <= today)
      const present = begun.find((rule) => (plain(rule.until) ?? '9999') > today) ?? null
      const earlier = begun.filter((rule) => rule !== present)
      return { key, present, before: earlier.at(-1) ?? null, next: inTime.filter((rule) => !begun.includes(rule)) }
    })
}

/** The months (`YYYY-MM`) that a rule touches: the first, and the last or null where it goes on. Null where the days make no rule. */
export function monthsTouched(from: string, until: string): { first: string; last: string | null } | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(from)) return null
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until)) return { first: from.slice(0, 7), last: null }
  if (until <= from) return null
  const lastDay = new Date(Date.parse(`${until}T00:00:00Z`) - 86_400_000).toISOString()
  return { first: from.slice(0, 7), last: lastDay.slice(0, 7) }
}
