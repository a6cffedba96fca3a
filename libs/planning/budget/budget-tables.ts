import { hiddenDefinition } from '../counting'
import type { ResultColumn, TableForm } from '../result'

const currency: ResultColumn = {
  key: 'currency',
  title: 'Currency',
  unit: 'currency',
  definition: 'The currency of the row; amounts are in its minor units.',
}
const fund: ResultColumn = { key: 'fund', title: 'Fund', unit: 'text', definition: 'Where the money comes from (planning_fund).' }
const line: ResultColumn = {
  key: 'line',
  title: 'Budget line',
  unit: 'text',
  definition: 'What it is set aside for (planning_budget_line).',
}

function money(key: string, title: string, definition: string): ResultColumn {
  return { key, title, unit: 'money', definition }
}

const dryRule =
  'The first day ahead on which what falls due is more than is left, on present rules (libs/planning/budget/project-budget.ts); null where that is not within the months ahead.'

const committed = money(
  'committed',
  'Committed',
  'Of approved payment runs, neither settled nor freed: the balance of the ledger on the programme date.',
)
const spent = money('spent', 'Spent', 'Settled and not returned: the balance of the ledger on the programme date.')
const returned = money(
  'returned',
  'Returned',
  'What the bank sent back after it was settled: the sum of those transfers up to the programme date.',
)

export const budgetTables: readonly TableForm[] = [
  {
    key: 'funds',
    title: 'Funds',
    about: 'What each fund received, and what became of it.',
    columns: [
      fund,
      currency,
      money('received', 'Received', 'All receipts up to the programme date, from the ledger.'),
      money('unallocated', 'Unallocated', 'Received and not yet set aside in a budget line.'),
      money('allocated', 'Allocated', 'Set aside in its budget lines so far: free, committed and spent together.'),
      committed,
      spent,
      returned,
      {
        key: 'dry_on',
        title: 'Runs dry on',
        unit: 'day',
        definition: `${dryRule} A fund is dry when its lines and its unallocated money are used up.`,
      },
    ],
  },
  {
    key: 'lines',
    title: 'Budget lines',
    about: 'What is left in each line.',
    columns: [
      fund,
      line,
      { key: 'purpose', title: 'Purpose', unit: 'text', definition: 'allowance or reward.' },
      currency,
      money('free', 'Free', 'The balance that no run has been promised, on the programme date.'),
      committed,
      spent,
      returned,
      { key: 'dry_on', title: 'Runs dry on', unit: 'day', definition: dryRule },
    ],
    chart: { type: 'bar', x: 'line', y: ['free', 'committed', 'spent'] },
  },
  {
    key: 'entitlements',
    title: 'Running entitlements',
    about: 'Who may be paid each month on the programme date, by country, and what that costs on the rate of that day.',
    columns: [
      { key: 'country', title: 'Country', unit: 'text', definition: 'The country whose rate is paid.' },
      currency,
      money(
        'rate',
        'Rate',
        'For one person and a whole month, in force on the programme date (planning_rate); null where none is.',
      ),
      {
        key: 'running',
        title: 'Running',
        unit: 'people',
        definition: `Entitlements that are active and have neither ended nor still to begin on the programme date (planning_entitlement). ${hiddenDefinition}`,
      },
      money('a_month', 'A month', 'The number that is shown, times the rate: it tells no more than the two.'),
    ],
  },
  {
    key: 'rewards',
    title: 'Rewards in the pipeline',
    about: 'Claims that are neither paid, rejected nor withdrawn.',
    columns: [
      { key: 'state', title: 'State', unit: 'text', definition: 'The state of the claim (docs/lifecycles.md).' },
      { ...currency, definition: 'The currency of the valuation; null before a claim is valued.' },
      {
        key: 'claims',
        title: 'Claims',
        unit: 'people',
        definition: `Claims in the state on the programme date (planning_reward). ${hiddenDefinition}`,
      },
      money('amount', 'Amount', 'The number that is shown, times the mean amount to two digits; null before a claim is valued.'),
    ],
  },
  {
    key: 'ahead',
    title: 'The months ahead',
    about: 'What falls due from each line on present rules, from the month after the programme date on.',
    columns: [
      { key: 'month', title: 'Month', unit: 'month', definition: 'A month ahead.' },
      line,
      fund,
      currency,
      money(
        'due',
        'Due',
        'What the line pays: running entitlements as shown at the rates dated for each day, approved claims in the first month and valued ones in the second; lines of one purpose and currency pay one after the other, by fund and name; what a fund has not set aside pays before the next line does.',
      ),
      money('free_after', 'Free after', 'Free at the end of the month.'),
      money(
        'short',
        'Short',
        'What falls due in the currency for the purpose and no line or unallocated money covers; told at the last of its lines.',
      ),
    ],
    chart: { type: 'line', x: 'month', y: ['free_after'], series: 'line' },
  },
]
