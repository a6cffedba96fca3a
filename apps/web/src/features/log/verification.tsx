import { Alert, Button, Group, Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useJob } from '../../api/events'
import { get, Problem } from '../../api/http'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { useSubmit } from '../../ui/command/submit'
import { JobProgress } from '../../ui/job-progress'
import { ProblemNote, Section } from '../../ui/page'
import { TimeText } from '../../ui/values'

interface LatestVerification {
  id: string
  jobId: string
  intact: boolean
  transitions: string
  subjects: string
  fault: { code: string; message: string } | null
  finishedAt: string
}

/** The newest check of the whole log; null while nobody has made one. */
export const latestVerificationQuery = queryOptions({
  queryKey: ['verification'],
  queryFn: async () => {
    try {
      return await get<LatestVerification>('/log-verifications/latest')
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 404) return null
      throw problem
    }
  },
})

/** The newest check of the whole log, and a button for another. It says what it does not prove. */
export function Verification() {
  const { t } = useTexts()
  const [asked, setAsked] = useState<string | null>(null)
  const latest = useQuery(latestVerificationQuery)
  const submit = useSubmit<Receipt>({
    said: t('verify.started'),
    onDone: (answer) => setAsked(answer.id),
  })
  const { job, connected } = useJob(asked)
  const isRunning = job !== null && job.closedAt === null
  return (
    <Section
      title={t('verify.title')}
      aside={
        <Button size="sm" loading={submit.isPending || isRunning} onClick={() => submit.mutate({ path: '/log-verifications' })}>
          {t('verify.now')}
        </Button>
      }
    >
      {submit.error !== null && <ProblemNote problem={submit.error} />}
      {latest.error && <ProblemNote problem={latest.error} />}
      {isRunning && job && <JobProgress job={job} connected={connected} label={t('verify.running')} />}
      {latest.data ? (
        <Result latest={latest.data} />
      ) : (
        !isRunning && latest.data === null && <Text c="dimmed">{t('verify.never')}</Text>
      )}
      <details className="why">
        <summary className="small">{t('verify.limits_title')}</summary>
        <Text size="sm">{t('verify.limits')}</Text>
      </details>
    </Section>
  )
}

/** How a check of the log ended. */
export function Result({ latest }: { latest: LatestVerification }) {
  const { t, language } = useTexts()
  const counts = { transitions: formatNumber(latest.transitions, language), subjects: formatNumber(latest.subjects, language) }
  return (
    <Alert
      color={latest.intact ? 'green' : 'red'}
      variant="light"
      role="status"
      title={latest.intact ? t('verify.intact') : t('verify.broken')}
      mt="xs"
    >
      <Group gap={6}>
        <span>{t('verify.counts', counts)}</span>
        <TimeText value={latest.finishedAt} />
      </Group>
      {latest.fault && <p className="break">{latest.fault.message}</p>}
    </Alert>
  )
}
