import { Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useJob } from '../../api/events'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { useSubmit } from '../../ui/command/submit'
import { JobProgress } from '../../ui/job-progress'
import { ProblemNote } from '../../ui/page'
import { useViewer } from '../session/viewer'
import type { ClockMove } from './clock-data'

/** How often somebody who may not watch the job itself looks where the clock stands, in milliseconds. */
const glance = 2_000

/** A move that is at work: how far it is, and a way to stop it for the one who asked for it. */
export function RunningMove({ move }: { move: ClockMove }) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const viewer = useViewer()
  const isMine = move.by.id === viewer.id
  const { job, connected } = useJob(isMine ? move.id : null)
  const stop = useSubmit<Receipt>({ said: t('clock.stop_said') })
  useEffect(() => {
    if (isMine) return
    const timer = window.setInterval(() => void client.invalidateQueries({ queryKey: ['clock'] }), glance)
    return () => {
      window.clearInterval(timer)
      // The move has ended: whatever it fired may be on the screen.
      void client.invalidateQueries({ predicate: ({ queryKey: [of] }) => of !== 'session' })
    }
  }, [client, isMine])
  const to = formatDate(move.to, language)
  return (
    <Stack gap="sm" mt="md">
      {job && <JobProgress job={job} connected={connected} label={t('clock.moving', { to })} />}
      {!isMine && (
        <Text role="status">
          {t('clock.moved_by', { name: move.by.displayName, to, reached: formatDate(move.reached, language) })}
        </Text>
      )}
      {stop.error !== null && <ProblemNote problem={stop.error} />}
      {isMine && job && job.closedAt === null && (
        <Group>
          <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ path: `/jobs/${move.id}/cancel` })}>
            {t('clock.stop')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('clock.stop_means')}
          </Text>
        </Group>
      )}
    </Stack>
  )
}
