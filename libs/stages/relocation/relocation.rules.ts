import { addDays, dayInWords, daysFrom, earlierEnd, type Days } from './days'

/** Places that some days take at a site: of a household's stay, or out of service. */
export interface Taken extends Days {
  readonly places: number
}

/** What decides how many places a site has free on any day. */
export interface SiteCapacity {
  readonly places: number
  readonly stays: readonly Taken[]
  readonly outages: readonly Taken[]
}

/** Days on which nothing changes at a site. */
export interface Stretch extends Days {
  readonly places: number
  readonly outOfService: number
  readonly booked: number
  readonly free: number
  /** Booked above what is in service: a shortage that somebody has to resolve by moving households or bringing places back. */
  readonly shortage: number
}

/**
 * A site's days as stretches between which something changes, from the first day asked to the last, or for ever. The work grows with the
 * number of changes, never with the number of days, so that a stay with an open end costs no more than one of a week.
 */
export function stretches(site: SiteCapacity, { from, to }: Days): Stretch[] {
  const changes = new Map<string, { booked: number; out: number }>([[from, { booked: 0, out: 0 }]])
  const change = (day: string, what: 'booked' | 'out', by: number): void => {
    const known = changes.get(day) ?? { booked: 0, out: 0 }
    known[what] += by
    changes.set(day, known)
  }
  const take = (taken: readonly Taken[], what: 'booked' | 'out'): void => {
    for (const t of taken) {
      if ((to !== null && t.from > to) || (t.to !== null && (t.to < from || t.to < t.from))) continue
      change(t.from < from ? from : t.from, what, t.places)
      if (t.to !== null && (to === null || t.to < to)) change(addDays(t.to, 1), what, -t.places)
    }
  }
  take(site.stays, 'booked')
  take(site.outages, 'out')
  const days = [...changes.keys()].sort()
  let [booked, out] = [0, 0]
  return days.map((day, n) => {
    booked += changes.get(day)!.booked
    out += changes.get(day)!.out
    const next = days[n + 1]
    const outOfService = Math.min(out, site.places)
    const available = site.places - outOfService
    return {
      from: day,
      to: next === undefined ? to : addDays(next, -1),
      places: site.places,
      outOfService,
      booked,
      free: Math.max(0, available - booked),
      shortage: Math.max(0, booked - available),
    }
  })
}

/** One row a day, for a calendar. @param to must be given: an open end has no last day to show */
export function dayByDay(
  site: SiteCapacity,
  from: string,
  to: string,
): (Omit<Stretch, 'from' | 'to'> & { readonly day: string })[] {
  return stretches(site, { from, to }).flatMap(({ from: first, to: last, ...figures }) =>
    Array.from({ length: daysFrom(first, last!) + 1 }, (_, n) => ({ day: addDays(first, n), ...figures })),
  )
}

/** The days of a stretch of time on which more is booked than is in service, joined where the shortage is the same. */
export function shortages(site: SiteCapacity, days: Days): Stretch[] {
  return stretches(site, days).filter((stretch) => stretch.shortage > 0)
}

/**
 * The first days of a stay on which a household finds no places.
 * @returns from which day to which the site is full for that household (`to` null: for good, as far as is known), or undefined if it fits
 */
export function firstFull(site: SiteCapacity, stay: Taken): Days | undefined {
  let full: Days | undefined
  for (const stretch of stretches(site, { from: stay.from, to: null })) {
    const fits = stretch.free >= stay.places
    if (full && fits) return full
    if (full) full = { from: full.from, to: stretch.to }
    else if (!fits && (stay.to === null || stretch.from <= stay.to)) full = { from: stretch.from, to: stretch.to }
    else if (!fits) return undefined
  }
  return full
}

/**
 * The first day, not before the one that was asked, from which the household could stay as long as it asked.
 * @returns undefined where there is none, as far as is known
 */
export function firstDayWithPlaces(site: SiteCapacity, stay: Taken): string | undefined {
  const length = stay.to === null ? null : daysFrom(stay.from, stay.to)
  let from = stay.from
  for (const stretch of stretches(site, { from, to: null })) {
    if (stretch.free < stay.places) {
      if (stretch.to === null) return undefined
      from = addDays(stretch.to, 1)
    } else if (stretch.to === null || (length !== null && daysFrom(from, stretch.to) >= length)) {
      return from
    }
  }
  return undefined
}

/**
 * The days that a stay gets when its dates change and that it did not have. Only these need places: shortening a stay is possible even
 * where the site is short, and helps.
 */
export function daysAdded(before: Days, after: Days): Days[] {
  const added: Days[] = []
  const dayBefore = addDays(before.from, -1)
  if (after.from < before.from) added.push({ from: after.from, to: earlierEnd(after.to, dayBefore) })
  if (before.to !== null && (after.to === null || after.to > before.to)) {
    const next = addDays(before.to, 1)
    added.push({ from: after.from > next ? after.from : next, to: after.to })
  }
  return added
}

export interface Explanation {
  readonly because: string
  readonly fix: string
}

/** Says why a household finds no place, until when, and what can be done: what the screens show as "Why can't I?". */
export function explainFull(name: string, site: SiteCapacity, stay: Taken, full: Days): Explanation {
  if (stay.places > site.places) {
    return {
      because: `${name} has ${site.places} places in all, and the household needs ${stay.places}.`,
      fix: 'Choose a larger site, or put the household on the waiting list.',
    }
  }
  const since = full.from === stay.from ? '' : ` from ${dayInWords(full.from)}`
  const until = full.to === null ? ' with no end in sight' : ` until ${dayInWords(full.to)}`
  const because = `${name} is full${since}${until} for a household of ${stay.places}.`
  const free = firstDayWithPlaces(site, stay)
  const ways = [
    ...(free === undefined ? [] : [`book from ${dayInWords(free)} on`]),
    ...(full.from > stay.from ? [`end the stay by ${dayInWords(addDays(full.from, -1))}`] : []),
    'choose another site',
  ].join(', ')
  return { because, fix: `${ways[0]!.toUpperCase()}${ways.slice(1)}, or put the household on the waiting list.` }
}

/** The last day of a stay that a move ends: the day before the household moves, at least the one day that it was there. */
export function lastDayBeforeMove(stay: Days, movesOn: string, today: string): string {
  // Past its last day a household that stays on is still there today.
  const staysUntil = stay.to === null || stay.to > today ? stay.to : today
  const last = earlierEnd(staysUntil, addDays(movesOn, -1))!
  return last < stay.from ? stay.from : last
}
