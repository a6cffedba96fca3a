import { Button, NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { get } from '../../api/http'
import { plain, type Page } from '../../api/types'
import { useTexts, type Texts } from '../../i18n'
import { formatDate, formatMoney } from '../../i18n/format'
import type { CommandSpec } from '../../ui/command/spec'
import { money } from '../../ui/money'
import { Loaded, Section } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { MoneyText, NumberText, Show, StateTag } from '../../ui/values'
import { lifecyclesQuery } from '../case/case-data'
import { useHasRole } from '../session/viewer'
import type { Payment, Run } from './run-data'

const states = [
  'prepared',
  'excluded',
  'cancelled',
  'released',
  'instructed',
  'settled',
  'rejected',
  'returned',
  'given_up',
] as const

/** What the amount was computed from: days at their rates for an allowance, the scheme for a reward; anything else part by part. */
export function derivationText(
  derivation: Readonly<Record<string, unknown>>,
  currency: string,
  { t, word, language }: Texts,
): string {
  const { days, daysInMonth, daysSuspended, rates, scheme, receivedOn, ...others } = derivation
  const sentences: string[] = []
  if (days !== undefined && daysInMonth !== undefined) {
    // Each share is `rate id:monthly amount:days:amount`; a rate that changed within the month gives two.
    const shares = String(rates ?? '')
      .split(' ')
      .filter(Boolean)
    for (const share of shares) {
      const [, monthly = '0', shareDays = ''] = share.split(':')
      sentences.push(
        t('derivation.days_at', {
          days: shareDays,
          of: String(daysInMonth),
          rate: formatMoney({ amount: monthly, currency }, language),
        }),
      )
    }
    if (shares.length === 0) sentences.push(t('derivation.days', { days: String(days), of: String(daysInMonth) }))
    if (Number(daysSuspended) > 0) sentences.push(t('derivation.suspended', { days: String(daysSuspended) }))
  }
  if (typeof scheme === 'string') {
    sentences.push(t('derivation.tariff', { scheme: word('scheme', scheme), day: formatDate(String(receivedOn), language) }))
  }
  for (const [name, value] of Object.entries(others)) {
    if (value === null || value === '' || name === 'country' || /id$/i.test(name)) continue
    sentences.push(`${word('derivation', name.replace(/([A-Z])/g, '_$1').toLowerCase())}: ${dated(value, language)}`)
  }
  return sentences.join('; ')
}

function dated(value: unknown, language: Texts['language']): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? formatDate(text, language) : text
}

interface Props {
  run: Run
  open: (spec: CommandSpec) => void
}

/** The payments of a run, each with its amount, what it was computed from, and what became of it. */
export function PaymentsTable({ run, open }: Props) {
  const texts = useTexts()
  const { t, word } = texts
  const search = useSearch({ from: '/shell/runs/$runId' })
  const filters = useFilters(search)
  const query = useQuery({
    queryKey: ['runs', run.id, 'payments', search.state, search.cursor, run.version],
    queryFn: () =>
      get<Page<Payment>>(`/payment-runs/${run.id}/payments`, { state: search.state, cursor: search.cursor, limit: 50 }),
    placeholderData: keepPreviousData,
    refetchInterval: run.state === 'released' ? 5000 : false,
  })
  const counts = plain(run.counts) ?? {}
  const columns: Column<Payment>[] = [
    {
      key: 'case',
      main: true,
      head: t('case.reference'),
      cell: (payment) => (
        <Link to="/cases/$caseId" params={{ caseId: payment.caseId }}>
          <Show value={payment.caseReference} />
        </Link>
      ),
    },
    {
      key: 'amount',
      head: t('run.amount'),
      right: true,
      cell: (payment) => <MoneyText value={money(payment.amount, payment.currency)} />,
    },
    {
      key: 'why',
      head: t('run.derivation'),
      cell: (payment) => <Show value={payment.derivation}>{(parts) => derivationText(parts, payment.currency, texts)}</Show>,
    },
    { key: 'state', head: t('case.state'), cell: (payment) => <StateTag kind="payment" state={payment.state} /> },
    { key: 'attempts', head: t('run.attempts'), right: true, cell: (payment) => <NumberText value={payment.attempts} /> },
    {
      key: 'outcome',
      head: t('run.outcome'),
      cell: (payment) => <Show value={payment.outcomeReason}>{(reason) => word('outcome', String(reason))}</Show>,
    },
    { key: 'act', head: '', right: true, cell: (payment) => <PaymentActs payment={payment} open={open} /> },
  ]
  return (
    <Section
      title={t('run.payments')}
      aside={
        <NativeSelect
          aria-label={t('case.state')}
          size="xs"
          value={search.state ?? ''}
          onChange={(event) => filters.set('state', event.currentTarget.value || undefined)}
          data={[
            { value: '', label: t('run.every_state') },
            ...states
              .filter((state) => counts[state] || state === search.state)
              .map((value) => ({ value, label: word('state', `payment.${value}`) })),
          ]}
        />
      }
    >
      <Loaded query={query} isEmpty={(page) => page.items.length === 0} empty={t('run.no_payments')}>
        {(page) => (
          <>
            <Rows caption={t('run.payments')} columns={columns} rows={page.items} rowKey={(payment) => payment.id} />
            <div style={{ marginTop: 12 }}>
              <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
            </div>
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** Taking a payment out of a run, or giving it up after it failed. */
function PaymentActs({ payment, open }: { payment: Payment; open: Props['open'] }) {
  const { t, word } = useTexts()
  const officer = useHasRole('finance_officer')
  const lifecycle = useQuery(lifecyclesQuery).data?.find((one) => one.name === 'payment')
  if (!officer || !lifecycle) return null
  return (['exclude', 'give_up'] as const).map((event) => {
    const edge = lifecycle.states[payment.state]?.[event]
    if (!edge) return null
    return (
      <Button
        key={event}
        size="compact-sm"
        variant="default"
        onClick={() =>
          open({
            title: word('event', `payment.${event}`),
            lead: t('run.payment_of', { reference: plain(payment.caseReference) ?? '' }),
            path: `/payments/${payment.id}/${event.replaceAll('_', '-')}`,
            fields: [
              {
                name: 'reason',
                label: 'field.reason',
                type: 'choice',
                required: true,
                options: (edge.reasons ?? []).map((value) => ({ value, label: word('reason', value) })),
              },
            ],
            serious: edge.serious,
            seen: payment.version,
          })
        }
      >
        {word('event', `payment.${event}`)}
      </Button>
    )
  })
}
