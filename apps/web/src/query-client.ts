import { QueryClient } from '@tanstack/react-query'
import { Problem } from './api/http'

/** A refusal stays a refusal however often one asks; only a lost connection or a tired server is worth a second try. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, problem) => count < 2 && problem instanceof Problem && (problem.status === 0 || problem.status >= 502),
    },
  },
})
