import { Button, Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useJob } from '../../api/events'
import { get, Problem } from '../../api/http'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { useSubmit } from '../../ui/command/submit'
import { JobProgress } from '../../ui/job-progress'
import { ProblemNote } from '../../ui/page'
import { TimeText } from '../../ui/values'
import { useViewing } from '../session/viewer'

interface LatestVerification {
  id: string
  jobId: string
  intact: boolean
  transitions: string
  subjects: string
  fault: { code: string; sentence: string; subjectId: string | null; seq: number | null } | null
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

/** The strip over the log: intact up to where, checked when, and a button for another check. It says what it does not prove. */
export function Verification() {
  const { t } = useTexts()
  const viewing = useViewing()
  const [asked, setAsked] = useState<string | null>(null)
  const latest = useQuery(latestVerificationQuery)
  const submit = useSubmit<Receipt>({
    said: t('verify.started'),
    onDone: (answer) => setAsked(answer.id),
  })
  const { job, connected } = useJob(asked)
  const isRunning = job !== null && job.closedAt === null
  const tone = latest.data ? (latest.data.intact ? 'good' : 'stop') : 'plain'
  return (
    <section className="strip" data-tone={tone} aria-label={t('verify.title')}>
      <div className="strip-head">
        <div role="status">
          {latest.data ? <Result latest={latest.data} /> : latest.data === null && <Text fw={600}>{t('verify.never')}</Text>}
        </div>
        {!viewing && (
          <Button
            size="sm"
            variant="default"
            loading={submit.isPending || isRunning}
            onClick={() => submit.mutate({ path: '/log-verifications' })}
          >
            {t('verify.now')}
          </Button>
        )}
      </div>
      {submit.error !== null && <ProblemNote problem={submit.error} />}
      {latest.error && <ProblemNote problem={latest.error} />}
      {isRunning && job && <JobProgress job={job} connected={connected} label={t('verify.running')} />}
      <details>
        <summary className="small">{t('verify.limits_title')}</summary>
        <Text size="sm" mt={4} maw="52rem">
          {t('verify.limits')}
        </Text>
      </details>
    </section>
  )
}

/** How a check of the log ended; of one that found something, what it is and where. */
export function Result({ latest }: { latest: LatestVerification }) {
  const { t, told } = useTexts()
  const transitions = Number(latest.transitions)
  const { fault } = latest
  return (
    <>
      <Text fw={600} className="strip-title">
        <span aria-hidden className="strip-mark" />
        {latest.intact ? t('verify.intact_to', { n: transitions }) : t('verify.broken')}
      </Text>
      <Text size="sm">
        {t('verify.counts', { transitions, subjects: Number(latest.subjects) })} <TimeText value={latest.finishedAt} />
      </Text>
      {fault && (
        <p className="break">
          {told('fault', fault.code, fault.sentence)}{' '}
          {fault.subjectId && (
            <Link to="/log" search={{ subject: fault.subjectId, seq: fault.seq === null ? undefined : String(fault.seq) }}>
              {t('verify.to_fault')}
            </Link>
          )}
        </p>
      )}
    </>
  )
}
