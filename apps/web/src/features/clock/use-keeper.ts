import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call, freshKey, Problem } from '../../api/http'
import { sessionQuery } from '../../api/session'
import type { Receipt } from '../../api/types'
import { announce } from '../../ui/announce'

export interface KeeperAct {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly said: string
  /** The whole world is another one afterwards. */
  readonly swaps?: boolean
}

/** How long the room may be away while it is cloned or swapped, and the pause between two tries, in milliseconds. */
const patience = 120_000
const pause = 700

/** While a room is cloned or swapped, nobody reaches its database: the API answers 503, or not at all. */
function isAway(problem: unknown): boolean {
  return problem instanceof Problem && (problem.status === 0 || problem.status >= 502)
}

async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (const began = Date.now(); ;) {
    try {
      return await ask()
    } catch (problem) {
      if (!isAway(problem) || Date.now() - began > patience) throw problem
      await new Promise((resolve) => window.setTimeout(resolve, pause))
    }
  }
}

/**
 * Acts on restore points. One key an act, kept through every try, so that the keeper does it once; after a swap the session is looked at
 * again, and everything else that was read is forgotten.
 */
export function useKeeper(onDone: () => void) {
  const client = useQueryClient()
  return useMutation<Receipt, unknown, KeeperAct>({
    mutationFn: async ({ method, path, body, swaps }) => {
      const key = freshKey()
      const answer = await untilAnswered(() =>
        call<Receipt>(method, path, { body: method === 'POST' ? (body ?? {}) : undefined, key }),
      )
      if (swaps) await untilAnswered(() => client.fetchQuery({ ...sessionQuery, staleTime: 0 }))
      return answer
    },
    onSuccess: async (_answer, { said, swaps }) => {
      const others = { predicate: ({ queryKey: [of] }: { queryKey: readonly unknown[] }) => of !== 'session' }
      if (swaps) await client.resetQueries(others)
      else await client.invalidateQueries(others)
      announce(said)
      onDone()
    },
  })
}
