import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { lifecyclesQuery } from '../case/case-data'
import { useHasRole } from '../session/viewer'
import type { Payment } from './run-data'

interface Props {
  payment: Payment
  open: (spec: CommandSpec) => void
}

/** Taking a payment out of a run, or giving it up after it failed. */
export function PaymentActs({ payment, open }: Props) {
  const { t, word } = useTexts()
  const officer = useHasRole('finance_officer')
  const lifecycle = useQuery(lifecyclesQuery).data?.find((one) => one.name === 'payment')
  if (!officer || !lifecycle) return null
  const reference = plain(payment.caseReference) ?? ''
  return (['exclude', 'give_up'] as const).map((event) => {
    const edge = lifecycle.states[payment.state]?.[event]
    if (!edge) return null
    const title = word('event', `payment.${event}`)
    return (
      <Button
        key={event}
        size="compact-sm"
        variant="default"
        aria-label={`${title}: ${reference}`}
        onClick={() =>
          open({
            title,
            lead: t('run.payment_of', { reference }),
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
            foreseen: true,
            seen: payment.version,
          })
        }
      >
        {title}
      </Button>
    )
  })
}
