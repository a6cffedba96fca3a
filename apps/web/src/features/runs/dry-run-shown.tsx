import { Alert, Text } from '@mantine/core'
import { useMemo } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { LongList, type ListColumn } from '../../ui/long-list'
import { money } from '../../ui/money'
import { Section } from '../../ui/page'
import { MoneyText } from '../../ui/values'
import { LeftOutGroups } from './left-out'
import { CaseOf, Derivation } from './payment-parts'
import type { DryRun, ProposedPayment } from './run-data'
import { RunTiles } from './run-tiles'

/** What a run would do: the sums, then whom it leaves out and why, then whom it pays and what each amount was computed from. */
export function DryRunShown({ dry }: { dry: DryRun }) {
  const { t } = useTexts()
  const columns = useColumns(dry.currency)
  const isShort = BigInt(dry.lineFree) < BigInt(dry.total)
  return (
    <>
      <RunTiles
        people={dry.people}
        called={t('run.people')}
        total={dry.total}
        currency={dry.currency}
        before={dry.before}
        free={dry.lineFree}
        takes
      />
      {isShort && (
        <Alert color="yellow" variant="light" title={t('run.line_short')}>
          {t('run.line_short_fix')}
        </Alert>
      )}
      <Section title={t('run.exceptions')}>
        {dry.leftOut.length === 0 ? <Text c="dimmed">{t('run.left_out_none')}</Text> : <LeftOutGroups items={dry.leftOut} />}
      </Section>
      {dry.payments.length > 0 && (
        <Section title={t('run.would_pay')}>
          <LongList
            caption={t('run.would_pay')}
            columns={columns}
            shown={columnNames}
            rows={dry.payments}
            rowKey={keyOf}
            rowName={nameOf}
            total={dry.payments.length}
          />
        </Section>
      )}
    </>
  )
}

const columnNames = ['case', 'amount', 'derivation']
const keyOf = (payment: ProposedPayment) => payment.sourceId
const nameOf = (payment: ProposedPayment) => plain(payment.caseReference) ?? ''

function useColumns(currency: string): readonly ListColumn<ProposedPayment>[] {
  const { t, language } = useTexts()
  return useMemo(
    () => [
      { key: 'case', label: t('case.reference'), width: 18, main: true, cell: (payment) => <CaseOf payment={payment} /> },
      {
        key: 'amount',
        label: t('run.amount'),
        width: 18,
        right: true,
        cell: (payment) => <MoneyText value={money(payment.amount, currency)} />,
      },
      {
        key: 'derivation',
        label: t('run.derivation'),
        width: 40,
        cell: (payment) => <Derivation payment={payment} currency={currency} />,
      },
    ],
    // The texts change with the language alone.
    [language, currency, t],
  )
}
