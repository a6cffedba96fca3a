import { hiddenDefinition } from '../counting'
import type { ResultColumn, TableForm } from '../result'

const group: ResultColumn = {
  key: 'group',
  title: 'Group',
  unit: 'text',
  definition:
    'All cases, or those of one service, pathway or channel, as they were recorded when the case was opened (planning_case).',
}
const month: ResultColumn = {
  key: 'month',
  title: 'Month',
  unit: 'month',
  definition: 'The month of the programme date of the act; only months that have ended.',
}
const officer: ResultColumn = {
  key: 'officer',
  title: 'Officer',
  unit: 'text',
  definition: 'The username of the account: no name of a person.',
}

function people(key: string, title: string, what: string): ResultColumn {
  return { key, title, unit: 'people', definition: `${what} ${hiddenDefinition}` }
}

export const pipelineTables: readonly TableForm[] = [
  {
    key: 'funnel',
    title: 'From contact to payment',
    about: 'How far all cases have come by the programme date, whatever the months of the report.',
    columns: [
      {
        key: 'reached',
        title: 'Step',
        unit: 'text',
        definition: 'Contact, vetted, code issued; and of those with a code: arrived at a site, paid at least once.',
      },
      group,
      people(
        'cases',
        'Cases',
        'Cases that have come so far by the programme date, whatever became of them later (planning_case_move; placements and payments of the case).',
      ),
      {
        key: 'lost',
        title: 'Fewer than before',
        unit: 'count',
        definition: 'The shown number of the step before, less that of this one. A place and a payment both come after the code.',
      },
      {
        key: 'share',
        title: 'Of those before',
        unit: 'percent',
        definition: 'The shown number of this step in percent of that of the step before.',
      },
    ],
    chart: { type: 'funnel', x: 'reached', y: ['cases'] },
  },
  {
    key: 'states',
    title: 'Cases by state',
    about: 'How many cases enter, stand in and leave each state, month by month.',
    columns: [
      month,
      { key: 'state', title: 'State', unit: 'text', definition: 'A state of the lifecycle of a case (docs/lifecycles.md).' },
      group,
      people(
        'entered',
        'Entered',
        'Moves of cases into the state in the month, those that open a case among them (planning_case_move).',
      ),
      people(
        'standing',
        'Standing',
        'Cases in the state at the end of the month: all that entered so far, less all that left (planning_case_move).',
      ),
      people(
        'left',
        'Left',
        'Moves of cases out of the state in the month (planning_case_move); null for closed, which no case leaves.',
      ),
      people(
        'late',
        'Left late',
        'Of those that left: how many had been in the state longer than the term in force on that day (planning_case_move, planning_step_term); null where a state has no term.',
      ),
    ],
    chart: { type: 'line', x: 'month', y: ['standing'], series: 'state' },
  },
  {
    key: 'times',
    title: 'Time between states',
    about: 'Days in a state before the move to the next, by calendar quarter of that move; only quarters that have ended.',
    columns: [
      {
        key: 'quarter',
        title: 'Quarter',
        unit: 'text',
        definition: 'The calendar quarter of the move; each quarter that the months of the report touch, whole.',
      },
      { key: 'from', title: 'From', unit: 'text', definition: 'The state that was left.' },
      { key: 'to', title: 'To', unit: 'text', definition: 'The state that was entered.' },
      group,
      {
        key: 'median',
        title: 'Median',
        unit: 'days',
        definition:
          'Half of the moves came within so many days of entering the state, rounded to a scale of days (planning_case_move). Hidden where fewer than ten moved.',
      },
      {
        key: 'ninetieth',
        title: '90th percentile',
        unit: 'days',
        definition: 'Nine moves in ten came within so many days; counted as the median.',
      },
    ],
    chart: { type: 'bar', x: 'from', y: ['median', 'ninetieth'] },
  },
  {
    key: 'terms',
    title: 'Terms',
    about: 'How long a case may stay in a state before it is late.',
    columns: [
      { key: 'step', title: 'State', unit: 'text', definition: 'The state that the term is about (planning_step_term).' },
      { key: 'days', title: 'Days', unit: 'days', definition: 'The most days that are not late.' },
      { key: 'valid_from', title: 'In force from', unit: 'day', definition: 'The first day on which the term is in force.' },
      {
        key: 'valid_until',
        title: 'Until',
        unit: 'day',
        definition: 'The first day on which it no longer is; null while it is in force.',
      },
    ],
  },
  {
    key: 'load',
    title: 'Acts of officers',
    about: 'How much each officer does in each role, month by month.',
    columns: [
      month,
      officer,
      { key: 'role', title: 'Role', unit: 'text', definition: 'The role in which the officer acted, at the time.' },
      people(
        'acts',
        'Acts',
        'Acts in the log in the month: checks, decisions, notes, bookings, payments and all others (planning_act).',
      ),
    ],
    chart: { type: 'bar', x: 'officer', y: ['acts'] },
  },
  {
    key: 'held',
    title: 'Cases held',
    about: 'Cases that are not closed, by who holds them on the programme date.',
    columns: [
      officer,
      people('held', 'Cases held', 'Cases that are not closed and that the officer holds on the programme date (planning_case).'),
    ],
    chart: { type: 'bar', x: 'officer', y: ['held'] },
  },
]
