import { Button } from '@mantine/core'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { actOnOne, usePaymentActs } from './payment-commands'
import type { Payment } from './run-data'

interface Props {
  payment: Payment
  open: (spec: CommandSpec) => void
}

/** Taking a payment out of a run, or giving it up after it failed. */
export function PaymentActs({ payment, open }: Props) {
  const texts = useTexts()
  const actsOf = usePaymentActs()
  return actsOf(payment.state).map((act) => {
    const spec = actOnOne(payment, act, texts)
    return (
      <Button
        key={act[0]}
        size="compact-sm"
        variant="default"
        aria-label={`${spec.title}: ${plain(payment.caseReference) ?? ''}`}
        onClick={() => open(spec)}
      >
        {spec.title}
      </Button>
    )
  })
}
