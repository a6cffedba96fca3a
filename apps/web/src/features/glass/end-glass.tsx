import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTexts } from '../../i18n'
import { useSubmit } from '../../ui/command/submit'
import { ProblemNote } from '../../ui/page'

/** Ends a broken glass before its time. What was read under it leaves the screen at once. */
export function EndGlass({ id, caseId }: { id: string; caseId?: string }) {
  const { t } = useTexts()
  const client = useQueryClient()
  const end = useSubmit<unknown>({
    said: t('glass.ended_said'),
    onDone: () => void client.resetQueries({ queryKey: caseId ? ['case', caseId] : ['case'] }),
  })
  return (
    <>
      <Button
        size="compact-sm"
        color="red.8"
        loading={end.isPending}
        onClick={() => end.mutate({ path: `/break-glass/${id}/end` })}
      >
        {t('glass.end')}
      </Button>
      {end.error !== null && <ProblemNote problem={end.error} />}
    </>
  )
}
