import { Button, Group, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { currencies, money, typedAmount } from '../../ui/money'
import { later } from '../../ui/later'
import { Loaded, Loading, Page, Section } from '../../ui/page'
import { Facts, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { MoneyText, StateTag, Word } from '../../ui/values'
import { fundsQuery, type BudgetLine, type Fund } from '../runs/run-data'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { LineFile } from './line-postings'

// The charts are heavy: they come when a picture is drawn.
const FundChart = later(() => import('./fund-chart'), 'FundChart')

const shows = ['both', 'chart', 'table'] as const
type Showing = (typeof shows)[number]

export function FundsPage() {
  return (
    <Guard area="funds">
      <Funds />
    </Guard>
  )
}

/** Where money comes from and what it is set aside for. */
function Funds() {
  const { t } = useTexts()
  const query = useQuery(fundsQuery)
  const controls = useHasRole('finance_controller')
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const openFund = () =>
    setSpec({
      title: t('fund.open'),
      path: '/funds',
      fields: [
        { name: 'name', label: 'fund.name', type: 'text', required: true },
        {
          name: 'currency',
          label: 'form.currency',
          type: 'choice',
          required: true,
          options: currencies.map((value) => ({ value, label: value })),
        },
      ],
    })
  return (
    <Page title={t('nav.funds')} lead={t('fund.lead')} actions={controls && <Button onClick={openFund}>{t('fund.open')}</Button>}>
      <Loaded query={query} isEmpty={(funds) => funds.length === 0} empty={t('fund.none')}>
        {(funds) => (
          <>
            <Group className="no-print">
              <ShowChoice />
            </Group>
            {funds.map((fund) => (
              <OneFund key={fund.id} fund={fund} controls={controls} open={setSpec} />
            ))}
          </>
        )}
      </Loaded>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Page>
  )
}

function OneFund({ fund, controls, open }: { fund: Fund; controls: boolean; open: (spec: CommandSpec) => void }) {
  const { t } = useTexts()
  const amount = {
    name: 'amount',
    label: 'field.amount',
    type: 'money',
    required: true,
    currencyName: 'currency',
    currencies: [fund.currency],
  } as const
  const acts: Record<string, () => void> = {
    [t('fund.receive')]: () =>
      open({
        title: t('fund.receive'),
        path: `/funds/${fund.id}/receipts`,
        fields: [amount],
        body: (answers) => ({ amount: typedAmount(answers) }),
        seen: fund.version,
      }),
    [t('fund.open_line')]: () =>
      open({
        title: t('fund.open_line'),
        path: `/funds/${fund.id}/budget-lines`,
        fields: [
          { name: 'name', label: 'fund.name', type: 'text', required: true },
          {
            name: 'purpose',
            label: 'fund.purpose',
            type: 'choice',
            required: true,
            options: [
              { value: 'allowance', label: t('run_kind.allowance') },
              { value: 'reward', label: t('run_kind.reward') },
            ],
          },
        ],
        seen: fund.version,
      }),
    [t('fund.allocate')]: () =>
      open({
        title: t('fund.allocate'),
        path: `/funds/${fund.id}/allocations`,
        fields: [
          {
            name: 'budgetLineId',
            label: 'run.budget_line',
            type: 'choice',
            required: true,
            options: fund.lines.map((line) => ({ value: line.id, label: line.name })),
          },
          amount,
        ],
        body: (answers) => ({ budgetLineId: answers.budgetLineId, amount: typedAmount(answers) }),
        seen: fund.version,
      }),
  }
  return (
    <Section title={fund.name} aside={<StateTag kind="fund" state={fund.state} />}>
      <Facts
        items={[
          [t('fund.received'), <MoneyText key="received" value={money(fund.received, fund.currency)} />],
          [t('fund.unallocated'), <MoneyText key="unallocated" value={money(fund.unallocated, fund.currency)} />],
        ]}
      />
      {fund.lines.length > 0 && <Lines fund={fund} />}
      {controls && fund.state === 'open' && (
        <Group gap="xs" mt="md">
          {Object.entries(acts).map(([label, run]) => (
            <Button key={label} size="xs" variant="default" onClick={run}>
              {label}
            </Button>
          ))}
        </Group>
      )}
    </Section>
  )
}

/** The budget lines as a picture, as a table, or both; the one that is asked for opens under them. */
function Lines({ fund }: { fund: Fund }) {
  const search = useSearch({ from: '/shell/funds' })
  const filters = useFilters(search)
  const show = showing(search.show)
  const openLine = (lineId: string) => filters.set('line', lineId)
  const opened = fund.lines.find(({ id }) => id === search.line)
  return (
    <>
      <div className="fund-lines" data-show={show}>
        {show !== 'table' && (
          <Suspense fallback={<Loading />}>
            <FundChart fund={fund} onLine={openLine} />
          </Suspense>
        )}
        {show !== 'chart' && <LinesTable fund={fund} opened={search.line} onLine={openLine} />}
        {show === 'chart' && <LineLinks fund={fund} onLine={openLine} />}
      </div>
      {opened && <LineFile line={opened} onClose={() => filters.set('line', undefined)} />}
    </>
  )
}

interface LinesProps {
  fund: Fund
  opened?: string | undefined
  onLine: (lineId: string) => void
}

function LineLinks({ fund, onLine }: LinesProps) {
  return (
    <div className="counts">
      {fund.lines.map((line) => (
        <button key={line.id} type="button" className="chip" onClick={() => onLine(line.id)}>
          {line.name}
        </button>
      ))}
    </div>
  )
}

function LinesTable({ fund, opened, onLine }: LinesProps) {
  const { t } = useTexts()
  const columns: Column<BudgetLine>[] = [
    {
      key: 'name',
      main: true,
      head: t('run.budget_line'),
      cell: (line) => (
        <button type="button" className="link" aria-expanded={opened === line.id} onClick={() => onLine(line.id)}>
          {line.name}
        </button>
      ),
    },
    { key: 'purpose', head: t('fund.purpose'), cell: (line) => <Word group="run_kind" code={line.purpose} /> },
    { key: 'free', head: t('fund.free'), right: true, cell: (line) => <MoneyText value={money(line.free, fund.currency)} /> },
    {
      key: 'committed',
      head: t('fund.committed'),
      right: true,
      cell: (line) => <MoneyText value={money(line.committed, fund.currency)} />,
    },
    { key: 'spent', head: t('fund.spent'), right: true, cell: (line) => <MoneyText value={money(line.spent, fund.currency)} /> },
  ]
  return <Rows caption={fund.name} columns={columns} rows={fund.lines} rowKey={(line) => line.id} />
}

function showing(asked: string | undefined): Showing {
  return shows.find((one) => one === asked) ?? 'both'
}

/** Chart, table, or both; kept in the address. */
function ShowChoice() {
  const { t } = useTexts()
  const search = useSearch({ from: '/shell/funds' })
  const filters = useFilters(search)
  return (
    <SegmentedControl
      aria-label={t('fund.show')}
      size="xs"
      value={showing(search.show)}
      onChange={(value) => filters.set('show', value === 'both' ? undefined : value)}
      data={[
        { value: 'both', label: t('fund.show_both') },
        { value: 'chart', label: t('fund.show_chart') },
        { value: 'table', label: t('fund.show_table') },
      ]}
    />
  )
}
