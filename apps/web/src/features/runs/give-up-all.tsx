import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { ProblemNote } from '../../ui/page'
import { mostAtOnce } from '../../ui/list-tools/ticked-bar'
import { actOnMany, usePaymentActs } from './payment-commands'
import { paymentsOnce, type ExceptionGroup, type Run } from './run-data'

interface Props {
  run: Run
  group: ExceptionGroup
  open: (spec: CommandSpec) => void
}

/** Gives up all payments that failed for one cause, or as many of them as go at once. They are read anew, so that none is forgotten. */
export function GiveUpAll({ run, group, open }: Props) {
  const texts = useTexts()
  const { t } = texts
  const client = useQueryClient()
  const act = usePaymentActs()(group.state).find(([event]) => event === 'give_up')
  const read = useMutation({
    mutationFn: () => paymentsOnce(run.id, group, mostAtOnce),
    onSuccess: (payments) => {
      if (act && payments.length > 0) open(actOnMany(run, payments, act, texts))
      // Somebody else was quicker.
      else void client.invalidateQueries({ queryKey: ['runs'] })
    },
  })
  if (!act || group.payments < 2) return null
  return (
    <>
      {read.error && <ProblemNote problem={read.error} />}
      <Button
        size="compact-sm"
        variant="default"
        mb="xs"
        className="no-print"
        loading={read.isPending}
        onClick={() => read.mutate()}
      >
        {group.payments > mostAtOnce
          ? t('run.give_up_first', { count: mostAtOnce })
          : t('run.give_up_all', { count: group.payments })}
      </Button>
    </>
  )
}
