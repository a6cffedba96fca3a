import { HttpException } from '@nestjs/common'
import { brokenConstraint, sqlState } from '../database'
import { Refused } from '../refused'

/** Errors of a connection rather than of a statement. */
const noConnection = /^(08|57P|53300)/
const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT'])
const lostConnection =
  /Connection terminated|not currently accepting connections|timeout exceeded when trying to connect|Connection is not established|Cannot use a pool after/

/**
 * What any error means to a client: a refusal with a code. An error that nobody foresaw is `internal` and says nothing of itself, since its
 * message may hold what the client may not read.
 */
export function toRefusal(error: unknown): Refused {
  if (error instanceof Refused) return error
  if (error instanceof HttpException) return ofHttp(error)
  return ofDatabase(error) ?? internal()
}

function ofHttp(error: HttpException): Refused {
  const status = error.getStatus()
  if (status === 404) {
    return new Refused('route.not_found', 'There is nothing at this address.', { fix: 'The addresses are listed at /api/docs.' })
  }
  if (status === 413) {
    return new Refused('input.too_large', 'The body is larger than 1 MB.', { field: 'body', fix: 'Send less at once.' })
  }
  if (status === 415) {
    return new Refused('input.media_type', 'The body is of a type that this does not take.', {
      field: 'Content-Type',
      fix: 'Send JSON with the header Content-Type: application/json.',
    })
  }
  // Nest's own ParseUUIDPipe does not say which parameter it refused.
  if (status === 400 && /uuid/.test(error.message)) {
    return Refused.field('id', 'An id in the address is not a UUID.', 'Use an id as another answer gave it.')
  }
  if (status >= 400 && status < 500) {
    return new Refused('input.invalid', 'The request is not as it must be.', { fix: 'Compare it with /api/docs.' })
  }
  return internal()
}

function ofDatabase(error: unknown): Refused | undefined {
  const state = sqlState(error) ?? ''
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (noConnection.test(state) || socketErrors.has(String(code)) || lostConnection.test(String(message))) {
    return new Refused('database.unavailable', 'The database cannot be reached.', {
      fix: 'Try again in a moment; with the same Idempotency-Key nothing is done twice.',
    })
  }
  if (['40001', '40P01', '55P03'].includes(state)) {
    return new Refused('database.busy', 'Others were changing the same things.', {
      fix: 'Try again with the same Idempotency-Key.',
    })
  }
  if (state === '57014') {
    return new Refused('database.too_slow', 'This took longer than a request may take.', {
      fix: 'Ask for less at once; what takes longer is a report.',
    })
  }
  if (state === 'PA001') {
    return new Refused('session.ended', 'Your session has ended.', { fix: 'Log in again; what you typed is still there.' })
  }
  if (state === 'PA002') {
    return new Refused('access.viewing_as', 'You are looking as somebody else would, and change nothing.', {
      fix: 'End the view, then do it as yourself.',
    })
  }
  // Two people's acts can pass their conditions at once; then the constraint over the log decides.
  if (brokenConstraint(error) === 'separated_duties') {
    return new Refused('actor.separated_duties', 'You have taken part in this before in another duty.', {
      fix: 'Ask somebody who has taken no part in it.',
    })
  }
  if (state.startsWith('22')) {
    return new Refused('input.out_of_range', 'A value is outside what can be stored.', {
      fix: 'Send a smaller value or a plainer text.',
    })
  }
  return undefined
}

function internal(): Refused {
  return new Refused('internal', 'Something went wrong inside Passage.', {
    fix: 'Try again with the same Idempotency-Key; if it stays so, tell the people who run Passage, with the request id.',
  })
}

/**
 * What a log may hold of an error: its kind and its place. The message only of a plain Error that our own code threw: PostgreSQL, parsers,
 * libraries and JavaScript itself (`Iterator value Maung Maung is not an entry object`) quote values.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  // The stack begins with the message, which may have lines of its own.
  const stack = (error.stack ?? '').replace(error.message, '')
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const ours = error.constructor === Error && !/node_modules|\(node:|\(<anonymous>\)/.test(frames[0] ?? '(<anonymous>)')
  return {
    error: error.name,
    ...(ours && !sqlState(error) ? { message: error.message } : {}),
    ...(sqlState(error) ? { sqlState: sqlState(error), constraint: brokenConstraint(error) } : {}),
    at: frames.slice(0, 12).map((line) => line.trim()),
  }
}
