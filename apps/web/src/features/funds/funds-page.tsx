import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { currencies, money, typedAmount } from '../../ui/money'
import { Loaded, Page, Section } from '../../ui/page'
import { Facts, Rows, type Column } from '../../ui/rows'
import { MoneyText, StateTag, Word } from '../../ui/values'
import { fundsQuery, type BudgetLine, type Fund } from '../runs/run-data'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'

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
        {(funds) => funds.map((fund) => <OneFund key={fund.id} fund={fund} controls={controls} open={setSpec} />)}
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
  const columns: Column<BudgetLine>[] = [
    { key: 'name', main: true, head: t('run.budget_line'), cell: (line) => line.name },
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
  return (
    <Section title={fund.name} aside={<StateTag kind="fund" state={fund.state} />}>
      <Facts
        items={[
          [t('fund.received'), <MoneyText key="received" value={money(fund.received, fund.currency)} />],
          [t('fund.unallocated'), <MoneyText key="unallocated" value={money(fund.unallocated, fund.currency)} />],
        ]}
      />
      {fund.lines.length > 0 && (
        <div style={{ marginTop: 14 }}>
          <Rows caption={fund.name} columns={columns} rows={fund.lines} rowKey={(line) => line.id} />
        </div>
      )}
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
