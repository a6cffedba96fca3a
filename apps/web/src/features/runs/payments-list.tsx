import { Button, Group } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { ExportLinks, inFiles } from '../../ui/list-tools/export-links'
import { sortable } from '../../ui/list-tools/sort-head'
import { ListTools } from '../../ui/list-tools/list-tools'
import { LongList, type ListColumn } from '../../ui/long-list'
import { money } from '../../ui/money'
import { Empty, Loaded, Section } from '../../ui/page'
import { valuesOf } from '../../ui/several'
import { StateChips } from '../../ui/state-chips'
import { TickedBar } from '../../ui/list-tools/ticked-bar'
import { useFilters } from '../../ui/use-filters'
import { DateText, MoneyText, StateTag } from '../../ui/values'
import { useViewing } from '../session/viewer'
import { useList } from '../shell/use-list'
import { causeText } from './derivation'
import { PaymentActs } from './payment-acts'
import { actOnMany, usePaymentActs } from './payment-commands'
import { CaseOf, Derivation, Tries } from './payment-parts'
import { paymentsQuery, paymentStates, type Payment, type PaymentSearch, type Run } from './run-data'

const columnNames = ['case', 'amount', 'derivation', 'covers', 'state', 'tries', 'act'] as const

interface Props {
  run: Run
  open: (spec: CommandSpec) => void
}

/** The payments of a run, each with its amount, what it was computed from, and what became of it. */
export function PaymentsList({ run, open }: Props) {
  const texts = useTexts()
  const { t } = texts
  const search = useSearch({ from: '/shell/runs/$runId' })
  const filters = useFilters(search)
  const list = useList('payments', columnNames)
  const counts = plain(run.counts) ?? {}
  const columns = usePaymentColumns(open, search.sort ?? '', filters.set)
  const labels = columns.map(({ key, label }) => ({ key, label }))
  return (
    <Section
      title={t('run.payments')}
      aside={
        <Group gap="md">
          <ListTools list={list} columns={labels} always="case" search={search} ready={{}} />
          <ExportLinks path={`/payment-runs/${run.id}/payments`} query={{ ...search, columns: inFiles(list.shown) }} />
        </Group>
      }
    >
      <StateChips
        kind="payment"
        label={t('run.states_of_payments')}
        states={paymentStates.filter((state) => counts[state] || valuesOf(search.state).includes(state))}
        counts={counts}
        chosen={search.state}
        several
        onChoose={(state) => filters.set('state', state)}
      />
      {search.cause && (
        <button type="button" className="chip" onClick={() => filters.set('cause', undefined)}>
          <span className="faint">{t('run.cause')}</span> {causeText(search.cause, texts)}{' '}
          <span className="chip-off" aria-hidden />
          <span className="unseen">{t('form.remove')}</span>
        </button>
      )}
      <Payments key={JSON.stringify(search)} run={run} search={search} columns={columns} shown={list.shown} open={open} />
    </Section>
  )
}

interface PaymentsProps extends Props {
  search: PaymentSearch
  columns: readonly ListColumn<Payment>[]
  shown: readonly string[]
}

/** The rows, which come as somebody scrolls; a tick belongs to the list as it was asked for. */
function Payments({ run, search, columns, shown, open }: PaymentsProps) {
  const texts = useTexts()
  const { t } = texts
  const viewing = useViewing()
  const actsOf = usePaymentActs()
  const [ticked, setTicked] = useState<Record<string, true>>({})
  const query = useInfiniteQuery({ ...paymentsQuery(run, search), refetchInterval: run.state === 'released' ? 5000 : false })
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const counts = Object.entries(plain(run.counts) ?? {})
  const inAll = counts.reduce((sum, [state, n]) => (!search.state || valuesOf(search.state).includes(state) ? sum + n : sum), 0)
  // Nobody leaves payments out of a run that was approved: it is sent back first.
  const mayBeTicked = (payment: Payment) => run.state !== 'approved' && actsOf(payment.state).length > 0
  const ticks = !viewing && rows.some(mayBeTicked)
  const chosen = rows.filter((row) => ticked[row.id] && mayBeTicked(row))
  const acts = actsOf(chosen[0]?.state ?? '')
  return (
    <Loaded query={query}>
      {() =>
        rows.length === 0 ? (
          <Empty>{t('run.no_payments')}</Empty>
        ) : (
          <>
            <LongList
              caption={t('run.payments')}
              columns={columns}
              shown={shown}
              rows={rows}
              rowKey={keyOf}
              rowName={nameOf}
              total={search.cause ? null : inAll}
              more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
              selected={ticks ? Object.fromEntries(chosen.map(({ id }) => [id, true])) : undefined}
              onSelect={ticks ? (next) => setTicked(next as Record<string, true>) : undefined}
              tickable={mayBeTicked}
            />
            {chosen.length > 0 && (
              <TickedBar label={t('run.ticked')} count={chosen.length} onClear={() => setTicked({})}>
                {acts.map((act) => (
                  <Button key={act[0]} size="compact-sm" onClick={() => open(actOnMany(run, chosen, act, texts))}>
                    {texts.word('event', `payment.${act[0]}`)}
                  </Button>
                ))}
              </TickedBar>
            )}
          </>
        )
      }
    </Loaded>
  )
}

const keyOf = (payment: Payment) => payment.id
const nameOf = (payment: Payment) => plain(payment.caseReference) ?? ''

/** @param sort as the address has it: `amount`, or `-amount` for the other way round; empty where they stand as in the run */
function usePaymentColumns(
  open: Props['open'],
  sort: string,
  set: (name: string, value: string | undefined) => void,
): readonly ListColumn<Payment>[] {
  const { t, language } = useTexts()
  return useMemo(() => {
    const sorted = (name: string, label: string) => sortable(name, label, sort, (next) => set('sort', next))
    return [
      {
        key: 'case',
        ...sorted('reference', t('case.reference')),
        width: 14,
        main: true,
        cell: (payment) => <CaseOf payment={payment} />,
      },
      {
        key: 'amount',
        ...sorted('amount', t('run.amount')),
        width: 14,
        right: true,
        cell: (payment) => <MoneyText value={money(payment.amount, payment.currency)} />,
      },
      {
        key: 'derivation',
        label: t('run.derivation'),
        width: 24,
        cell: (payment) => <Derivation payment={payment} currency={payment.currency} />,
      },
      {
        key: 'covers',
        label: t('run.covers'),
        width: 16,
        // A reward is paid once: it covers no days.
        cell: ({ coversFrom, coversUntil }) =>
          coversUntil === null ? (
            <span className="faint">–</span>
          ) : (
            <span>
              <DateText value={coversFrom} /> – <DateText value={coversUntil} />
            </span>
          ),
      },
      {
        key: 'state',
        ...sorted('state', t('case.state')),
        width: 11,
        cell: (payment) => <StateTag kind="payment" state={payment.state} />,
      },
      { key: 'tries', label: t('run.attempts'), width: 22, cell: (payment) => <Tries tries={payment.tries} /> },
      {
        key: 'act',
        label: t('common.actions'),
        width: 11,
        right: true,
        cell: (payment) => <PaymentActs payment={payment} open={open} />,
      },
    ]
    // The texts change with the language alone.
  }, [language, open, sort, set, t])
}
