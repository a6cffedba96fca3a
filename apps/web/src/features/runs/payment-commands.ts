import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { plain, type Edge } from '../../api/types'
import type { Texts } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { filled, type CommandSpec } from '../../ui/command/spec'
import { lifecyclesQuery } from '../case/case-data'
import { useHasRole } from '../session/viewer'
import type { Payment, Run } from './run-data'

/** Taking a payment out of a run, and giving it up after it failed. */
const events = ['exclude', 'give_up'] as const
type PaymentEvent = (typeof events)[number]

/** An act on payments, and the edge that it takes. */
export type PaymentAct = readonly [event: PaymentEvent, edge: Edge]

/** What the viewer may do to a payment that stands in a state. */
export function usePaymentActs(): (state: string) => readonly PaymentAct[] {
  const officer = useHasRole('finance_officer')
  const lifecycle = useQuery(lifecyclesQuery).data?.find((one) => one.name === 'payment')
  return useCallback(
    (state) =>
      events.flatMap((event): PaymentAct[] => {
        const edge = officer ? lifecycle?.states[state]?.[event] : undefined
        return edge ? [[event, edge]] : []
      }),
    [officer, lifecycle],
  )
}

/** The act on one payment. */
export function actOnOne(payment: Payment, act: PaymentAct, texts: Texts): CommandSpec {
  return {
    ...asked(act, texts),
    title: texts.word('event', `payment.${act[0]}`),
    lead: texts.t('run.payment_of', { reference: nameOf(payment) }),
    path: `/payments/${payment.id}/${pathOf(act)}`,
    seen: payment.version,
  }
}

/** The act on several payments of a run, all or none. */
export function actOnMany(run: Run, payments: readonly Payment[], act: PaymentAct, texts: Texts): CommandSpec {
  const { t, word, language } = texts
  const amount = payments.reduce((sum, payment) => sum + BigInt(plain(payment.amount) ?? 0), 0n).toString()
  return {
    ...asked(act, texts),
    title: t('run.of_many', { act: word('event', `payment.${act[0]}`), count: payments.length }),
    lead: t(act[0] === 'give_up' ? 'run.give_up_lead' : 'run.exclude_lead', {
      total: formatMoney({ amount, currency: run.currency }, language),
    }),
    path: `/payment-runs/${run.id}/payments/${pathOf(act)}`,
    body: (answers) => ({ ...filled(answers), payments: payments.map(({ id, version }) => ({ id, version })) }),
    picked: payments.map(nameOf),
  }
}

function asked([, edge]: PaymentAct, { word }: Texts): Pick<CommandSpec, 'fields' | 'serious' | 'foreseen'> {
  const options = (edge.reasons ?? []).map((value) => ({ value, label: word('reason', value) }))
  return {
    fields: [{ name: 'reason', label: 'field.reason', type: 'choice', required: true, options }],
    serious: edge.serious,
    foreseen: true,
  }
}

const pathOf = ([event]: PaymentAct): string => event.replaceAll('_', '-')
const nameOf = (payment: Payment): string => plain(payment.caseReference) ?? ''
