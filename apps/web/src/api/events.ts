import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { address, get } from './http'

/** A job as the API shows it. */
export interface Job {
  readonly id: string
  readonly name: string
  readonly requestedAt: string
  readonly startedAt: string | null
  readonly closedAt: string | null
  readonly outcome: string | null
  readonly done: number
  /** How much there is to do; null until it is known. */
  readonly total: number | null
  readonly problem: { readonly code: string; readonly detail: string } | null
}

/**
 * Follows a job by server-sent events until it closes. Its progress lives on the server, so a reload or a lost connection goes on where
 * the job is; the browser connects again by itself. When the job closes, everything on the screen is read anew.
 */
export function useJob(jobId: string | null | undefined): { job: Job | null; connected: boolean } {
  const client = useQueryClient()
  const first = useQuery({
    queryKey: ['jobs', jobId],
    queryFn: () => get<Job>(`/jobs/${jobId}`),
    enabled: Boolean(jobId),
    retry: false,
  })
  const [last, setLast] = useState<Job | null>(null)
  const [connected, setConnected] = useState(false)
  const isOpen = first.data !== undefined && first.data.closedAt === null
  // A short job may have ended before it was first looked at: what it changed is on the screen in no other way.
  const wasClosed = first.data !== undefined && first.data.closedAt !== null
  useEffect(() => {
    if (wasClosed) void client.invalidateQueries({ predicate: ({ queryKey: [of] }) => of !== 'session' && of !== 'jobs' })
  }, [client, jobId, wasClosed])
  useEffect(() => {
    setLast(null)
    if (!jobId || !isOpen) return
    const source = new EventSource(address(`/jobs/${jobId}/events`))
    source.onopen = () => setConnected(true)
    source.onerror = () => setConnected(false)
    source.onmessage = (event: MessageEvent<string>) => {
      const job = JSON.parse(event.data) as Job
      setLast(job)
      if (job.closedAt === null) return
      source.close()
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
    }
    return () => source.close()
  }, [client, jobId, isOpen])
  return { job: last ?? first.data ?? null, connected }
}
