import { Button, Group } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { clockQuery } from '../../api/session'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatDate, formatMonth } from '../../i18n/format'
import { money } from '../../ui/money'
import { ProblemNote } from '../../ui/page'
import { MoneyText, Show, StateTag, TimeText } from '../../ui/values'
import { Derivation } from './payment-parts'
import { allPayments, type Payment, type Run } from './run-data'

/**
 * The run on paper: every payment with a line to sign on, and who has answered for the run. It is put together when it is wanted.
 * `children` stand beside the button.
 */
export function PaySheet({ run, children }: { run: Run; children: ReactNode }) {
  const { t } = useTexts()
  const [sheet, setSheet] = useState<readonly Payment[] | null>(null)
  const print = useMutation({
    mutationFn: () => allPayments(run.id),
    onSuccess: (payments) => {
      // The sheet must stand in the document before the browser takes its picture.
      flushSync(() => setSheet(payments))
      window.print()
    },
  })
  return (
    <>
      <Group gap="md" className="no-print">
        <Button size="xs" variant="default" loading={print.isPending} onClick={() => print.mutate()}>
          {t('run.pay_sheet')}
        </Button>
        {children}
      </Group>
      {print.error !== null && <ProblemNote problem={print.error} />}
      {sheet && <Sheet run={run} payments={sheet} />}
    </>
  )
}

function Sheet({ run, payments }: { run: Run; payments: readonly Payment[] }) {
  const { t, word, language } = useTexts()
  const today = useQuery(clockQuery).data?.today ?? ''
  const paid = payments.filter(({ state }) => !['excluded', 'cancelled', 'given_up'].includes(state))
  return (
    <section className="pay-sheet only-print">
      <h2>
        {t('run.pay_sheet')}: {run.reference}
      </h2>
      <p className="paper-mark">
        {t('banner.synthetic')} {t('report.as_of', { day: formatDate(today, language) })}
      </p>
      <p>
        {word('run_kind', run.kind)}
        {run.month && `, ${formatMonth(run.month, language)}`} · {t('run.total')}:{' '}
        <MoneyText value={money(run.total, run.currency)} />
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('case.reference')}</th>
            <th scope="col" className="right">
              {t('run.amount')}
            </th>
            <th scope="col">{t('run.derivation')}</th>
            <th scope="col">{t('case.state')}</th>
            <th scope="col">{t('run.received_sign')}</th>
          </tr>
        </thead>
        <tbody>
          {paid.map((payment) => (
            <tr key={payment.id}>
              <th scope="row">
                <Show value={payment.caseReference} />
              </th>
              <td className="right">
                <MoneyText value={money(payment.amount, payment.currency)} />
              </td>
              <td>
                <Derivation payment={payment} currency={payment.currency} />
              </td>
              <td>
                <StateTag kind="payment" state={payment.state} />
              </td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      <dl>
        {(plain(run.signatures) ?? []).map((signature) => (
          <div key={signature.act}>
            <dt>{word('run_act', signature.act)}</dt>
            <dd>
              {signature.by}, {word('role', signature.role)}, <TimeText value={signature.at} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
