import type { FieldProblem, UnmetCondition } from '../refused'

/** A refusal as the API sends it (RFC 9457). `code` is stable; the rest is for people. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly fix?: string
  readonly field?: string
  readonly errors?: readonly FieldProblem[]
  readonly conditions?: readonly UnmetCondition[]
  readonly requestId: string
}

export const problemContentType = 'application/problem+json; charset=utf-8'

/** The one table of status codes: a code itself, or else the first pattern that it fits. Whatever fits none is a conflict. */
const statuses: readonly (readonly [code: string | RegExp, status: number])[] = [
  ['input.invalid', 400],
  ['input.json', 400],
  ['input.cursor', 400],
  ['input.too_slow', 408],
  ['input.too_large', 413],
  ['input.address_too_long', 414],
  ['input.media_type', 415],
  ['input.expectation', 417],
  ['input.headers_too_large', 431],
  [/\.throttled$/, 429],
  ['precondition.stale', 412],
  ['idempotency.key_reused', 422],
  ['internal', 500],
  ['redaction.missing', 500],
  ['access.not_recorded', 503],
  ['database.unavailable', 503],
  ['database.busy', 503],
  ['database.too_slow', 503],
  [/\.not_found$/, 404],
  [/^input\./, 422],
  [/^session\./, 401],
  [/^(access|actor)\./, 403],
  [/^(precondition|idempotency)\./, 400],
]

/** The HTTP status of a refusal's code. */
export function statusOf(code: string): number {
  return statuses.find(([known]) => (typeof known === 'string' ? known === code : known.test(code)))?.[1] ?? 409
}

/** `case.already_registered` → `Case: already registered` */
export function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ').replace('.', ': ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
