import { problemContentType, problemOf, Refused } from '@passage/platform'

/** A refusal as bytes, for whatever is refused before a route is known. */
export interface PlainAnswer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** The problem document of a refusal that no filter sees. */
export function plainAnswer(refused: Refused, requestId: string): PlainAnswer {
  const problem = problemOf(refused, requestId)
  const body = JSON.stringify(problem)
  return {
    status: problem.status,
    headers: [
      ['x-request-id', requestId],
      ['content-type', problemContentType],
      ['content-length', String(Buffer.byteLength(body))],
    ],
    body,
  }
}
