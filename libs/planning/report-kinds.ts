import { budgetTables } from './budget/budget-tables'
import { capacityTables } from './capacity/capacity-tables'
import { pipelineTables } from './pipeline/pipeline-tables'
import type { TableForm } from './result'

/** What may be asked for; the order is that of the choice on the screen. */
export const kindNames = ['capacity', 'budget', 'pipeline'] as const
export type KindName = (typeof kindNames)[number]

export const breakdowns = ['none', 'service', 'pathway', 'channel'] as const
export type Breakdown = (typeof breakdowns)[number]

export const mostDays = 366
export const mostMonths = 36

/** One thing that a kind of report may be told. */
export interface ParamForm {
  readonly name: string
  readonly title: string
  readonly type: 'day' | 'month' | 'count' | 'choice' | 'text' | 'id'
  readonly required: boolean
  readonly help: string
  readonly values?: readonly string[]
  readonly least?: number
  readonly most?: number
}

export interface ReportKind {
  readonly kind: KindName
  readonly title: string
  readonly does: string
  readonly params: readonly ParamForm[]
  readonly tables: readonly TableForm[]
}

const country = ['MM', 'TH', 'IN'] as const

/** The three reports: their parameters, and every figure with how it is counted. */
export const reportKinds: readonly ReportKind[] = [
  {
    kind: 'capacity',
    title: 'Capacity',
    does: 'Places of each site, organisation and region, day by day: out of service, booked, occupied, free; who waits, and what falls short.',
    params: [
      { name: 'from', title: 'From', type: 'day', required: true, help: 'The first day; it may lie ahead.' },
      { name: 'to', title: 'To', type: 'day', required: true, help: `The last day, at most ${mostDays} days in all.` },
      { name: 'siteId', title: 'Site', type: 'id', required: false, help: 'Only this site.' },
      { name: 'organisation', title: 'Organisation', type: 'text', required: false, help: 'Only its sites.' },
      { name: 'region', title: 'Region', type: 'text', required: false, help: 'Only the sites in it.' },
      { name: 'country', title: 'Country', type: 'choice', required: false, values: country, help: 'Only the sites in it.' },
    ],
    tables: capacityTables,
  },
  {
    kind: 'budget',
    title: 'Budget',
    does: 'Funds and budget lines, what runs and what is claimed, the months ahead on present rates, and the day on which each runs dry.',
    params: [
      {
        name: 'monthsAhead',
        title: 'Months ahead',
        type: 'count',
        required: false,
        least: 1,
        most: mostMonths,
        help: '12 unless you say otherwise.',
      },
    ],
    tables: budgetTables,
  },
  {
    kind: 'pipeline',
    title: 'Pipeline',
    does: 'How far cases come, and those that enter, stand in and leave each state, month by month, the time between states, late steps, and the load of officers.',
    params: [
      { name: 'from', title: 'From', type: 'month', required: true, help: 'The first month.' },
      {
        name: 'to',
        title: 'To',
        type: 'month',
        required: true,
        help: `The last month, which must have ended; at most ${mostMonths} months in all.`,
      },
      { name: 'by', title: 'Broken down by', type: 'choice', required: false, values: breakdowns, help: 'None unless you say.' },
    ],
    tables: pipelineTables,
  },
]

export function kindOf(name: string): ReportKind {
  return reportKinds.find(({ kind }) => kind === name)!
}
