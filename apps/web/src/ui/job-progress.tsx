import { Alert, Progress, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Job } from '../api/events'
import { useTexts } from '../i18n'
import { formatNumber } from '../i18n/format'
import { useSaid } from '../i18n/said'
import { announce } from './announce'

/** A job's progress as a bar, said aloud at every tenth only. */
export function JobProgress({ job, connected, label }: { job: Job; connected: boolean; label: string }) {
  const { t, language } = useTexts()
  const tell = useSaid()
  const total = job.total ?? 0
  const share = total > 0 ? Math.min(100, Math.floor((100 * job.done) / total)) : job.closedAt ? 100 : 0
  const tenth = Math.floor(share / 10)
  const said = useRef(tenth)
  useEffect(() => {
    if (tenth === said.current) return
    said.current = tenth
    announce(t('job.said', { what: label, share: formatNumber(tenth * 10, language) }))
  }, [tenth, label, t, language])
  const counted = t('job.counted', { done: formatNumber(job.done, language), total: formatNumber(total, language) })
  const begun = total > 0 ? counted : t('job.begun')
  const closed = job.outcome === 'cancelled' ? t('job.stopped') : t('job.closed')
  const stage = job.closedAt ? closed : job.startedAt ? begun : t('job.queued')
  return (
    <div>
      <Text size="sm" mb={4}>
        {label}: {stage}
        {!connected && !job.closedAt && job.startedAt && <span className="faint"> · {t('job.reconnecting')}</span>}
      </Text>
      <Progress.Root size="lg">
        {/* What Mantine says of its own accord is a share in Latin digits. */}
        <Progress.Section
          withAria={false}
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={share}
          aria-valuetext={stage}
          value={share}
          animated={!job.closedAt}
          color="passage"
        />
      </Progress.Root>
      {job.problem && (
        <Alert color="red" variant="light" mt="sm" title={t('job.failed')}>
          {tell(job.problem.detail)}
        </Alert>
      )}
    </div>
  )
}
