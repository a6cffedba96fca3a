import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { call, freshKey, Problem } from '../../api/http'
import { announce } from '../announce'
import type { Effects } from './effects-data'

interface Sent {
  path: string
  body?: unknown
  seen?: number | null
}

/**
 * Sends a command. One idempotency key a submission: the same body sent again after a lost connection keeps its key, so that it cannot
 * happen twice; a changed body is another submission.
 */
export function useSubmit<T>({ said, onDone }: { said?: string; onDone?: (answer: T) => void }) {
  const client = useQueryClient()
  const last = useRef<{ text: string; key: string } | null>(null)
  return useMutation<T, unknown, Sent>({
    mutationFn: async ({ path, body, seen }) => {
      const text = `${path} ${JSON.stringify(body)}`
      if (last.current?.text !== text) last.current = { text, key: freshKey() }
      try {
        const answer = await call<T>('POST', path, { body: body ?? {}, key: last.current.key, seen: seen ?? undefined })
        last.current = null
        return answer
      } catch (problem) {
        // An answer came back: what is sent next is a new try. Without an answer nobody knows, and the key must stay.
        if (problem instanceof Problem && problem.status > 0 && problem.status < 500 && problem.status !== 401)
          last.current = null
        throw problem
      }
    },
    onSuccess: (answer) => {
      if (said) announce(said)
      onDone?.(answer)
      void client.invalidateQueries({
        predicate: (query) => !['session', 'lifecycles', 'demo-accounts'].includes(String(query.queryKey[0])),
      })
    },
  })
}

/** Tries a command without doing it: the server runs it whole, tells its effects, and takes it back. */
export function useForesight() {
  return useMutation<Effects, unknown, Sent>({
    mutationFn: ({ path, body, seen }) =>
      call<Effects>('POST', path, { body: body ?? {}, key: freshKey(), seen: seen ?? undefined, dryRun: true }),
  })
}
