import { isDay, Refused } from '@passage/platform'
import { addMonths, daysBetween, monthOf, monthsBetween } from './calendar'
import { kindOf, mostDays, mostMonths, type KindName } from './report-kinds'
import type { AskedParams } from './report.store'

/** What there is to count, and until when. */
export interface Beginnings {
  readonly today: string
  readonly firstSite: string | null
  readonly firstCase: string | null
  readonly funds: number
}

const filters = ['siteId', 'organisation', 'region', 'country'] as const

/**
 * The parameters of a report as they are kept, or a refusal. Pure.
 * @param given what was sent, each value in its own form already
 * @throws Refused `input.report_params`, `input.report_without_data`, each with its field and fix
 */
export function checkedParams(kind: KindName, given: object, beginnings: Beginnings): AskedParams {
  const params = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  ) as AskedParams
  const form = kindOf(kind)
  for (const name of Object.keys(params)) {
    if (form.params.some((param) => param.name === name)) continue
    const known = form.params.map((param) => param.name).join(', ')
    throw refused(name, `A ${kind} report takes no ${name}.`, `Leave it out; a ${kind} report takes: ${known}.`)
  }
  for (const { name, required, help } of form.params) {
    if (required && params[name] === undefined) throw refused(name, `A ${kind} report needs ${name}.`, help)
  }
  if (kind === 'capacity') checkCapacity(params, beginnings)
  if (kind === 'pipeline') checkPipeline(params, beginnings)
  if (kind === 'budget' && beginnings.funds === 0) {
    throw withoutData('kind', 'There is no fund yet to report on.', 'Ask a finance controller to open one first.')
  }
  return params
}

function checkCapacity(params: AskedParams, { firstSite }: Beginnings): void {
  const { from, to } = params as { from: string; to: string }
  for (const [name, value] of Object.entries({ from, to })) {
    if (!isDay(value)) throw refused(name, `${name} of a capacity report is a day.`, 'Send a day that exists, as YYYY-MM-DD.')
  }
  inOrder(from, to)
  if (daysBetween(from, to) > mostDays) {
    throw refused(
      'to',
      `A capacity report covers at most ${mostDays} days.`,
      `Ask for ${mostDays} days or fewer, and once more for the rest.`,
    )
  }
  const [first, second] = filters.filter((name) => params[name] !== undefined)
  if (first && second) {
    throw refused(
      second,
      `A report is narrowed to one thing; ${first} and ${second} are two.`,
      `Leave out ${first} or ${second}.`,
    )
  }
  if (firstSite === null) throw withoutData('from', 'There is no site yet to report on.', 'Open a site first.')
  if (to < firstSite) {
    throw withoutData(
      'to',
      `No site was open in these days; the first opened on ${firstSite}.`,
      `Ask for days from ${firstSite} on.`,
    )
  }
}

function checkPipeline(params: AskedParams, { today, firstCase }: Beginnings): void {
  const { from, to } = params as { from: string; to: string }
  for (const [name, value] of Object.entries({ from, to })) {
    if (value.length !== 7) throw refused(name, `${name} of a pipeline report is a month.`, 'Send a month, as YYYY-MM.')
  }
  inOrder(from, to)
  if (monthsBetween(from, to) > mostMonths) {
    throw refused('to', `A pipeline report covers at most ${mostMonths} months.`, `Ask for ${mostMonths} months or fewer.`)
  }
  // A month that goes on would be counted again each day, and the differences between the days would show single people.
  const ended = addMonths(monthOf(today), -1)
  if (to > ended) {
    throw refused(
      'to',
      `${to} has not ended on the programme's clock.`,
      `Ask for months up to ${ended}; the month that runs is counted when it is over.`,
    )
  }
  if (firstCase === null || to < monthOf(firstCase)) {
    const since = firstCase === null ? 'There is no case yet' : `No case was open then; the first was opened on ${firstCase}`
    throw withoutData(
      'to',
      `${since}.`,
      firstCase === null ? 'Open a case first.' : `Ask for months from ${monthOf(firstCase)} on.`,
    )
  }
}

function inOrder(from: string, to: string): void {
  if (from > to) throw refused('from', `from (${from}) lies after to (${to}).`, 'Exchange the two.')
}

function refused(name: string, message: string, fix: string): Refused {
  return Refused.field(`params.${name}`, message, fix, 'input.report_params')
}

function withoutData(name: string, message: string, fix: string): Refused {
  return Refused.field(name === 'kind' ? name : `params.${name}`, message, fix, 'input.report_without_data')
}
