import { routeOf, type ProblemRequest } from './problem.filter'

/** The only fields that a line about a request may have. Route pattern, never the address: ids and query values stay out of logs. */
export interface RequestLine {
  readonly at: string
  readonly level: 'info'
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly requestId: string
  readonly accountId: string | null
}

/** What the log says of a finished request: an allow-list, so that nothing gets in by being forgotten. */
export function requestLine(
  request: ProblemRequest & { readonly viewer?: { readonly accountId: string } },
  status: number,
  ms: number,
): RequestLine {
  return {
    at: new Date().toISOString(),
    level: 'info',
    method: request.method,
    route: routeOf(request),
    status,
    ms: Math.round(ms * 10) / 10,
    requestId: request.id,
    accountId: request.viewer?.accountId ?? null,
  }
}
