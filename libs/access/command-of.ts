import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { isUuid, Refused } from '@passage/platform'
import { dryRunOf } from './dry-run'
import type { AccessRequest } from './signed-in'

/** A command as it came over HTTP: whose, under which key, what was asked, and which version the person had seen. */
export interface HttpCommand {
  /** The session's token; `Perform.command` binds it. */
  readonly token: string
  readonly idempotencyKey: string
  /** Method, address and body as sent: another body under the same key is refused. */
  readonly asked: string
  /** The id in the address, where there is one: the subject that the command is about. */
  readonly about?: string
  /** From If-Match; absent when the client did not say what it had seen. */
  readonly seenVersion?: number
  /** Whether it is only to be tried: done, told of, and rolled back (the header Dry-Run). */
  readonly dryRun?: boolean
}

const keyShape = /^[A-Za-z0-9._:-]{8,128}$/
const versionShape = /^"(0|[1-9][0-9]{0,8})"$/

/** The command that a request carries. @throws Refused `idempotency.key_missing`, `idempotency.key_malformed`, `precondition.malformed`, `input.invalid` */
export const CommandOf = createParamDecorator((_: unknown, context: ExecutionContext): HttpCommand => {
  return commandOf(context.switchToHttp().getRequest<AccessRequest>())
})

export function commandOf(request: AccessRequest): HttpCommand {
  if (!request.viewer) throw new Error('a command needs a route with @Roles or @AnyAccount')
  const idempotencyKey = keyOf(request.headers['idempotency-key'])
  const seenVersion = versionOf(request.headers['if-match'])
  const asked = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`
  const { id } = request.params ?? {}
  return {
    token: request.viewer.token,
    idempotencyKey,
    asked,
    ...(isUuid(id) ? { about: id } : {}),
    ...(seenVersion === undefined ? {} : { seenVersion }),
    ...(dryRunOf(request.headers['dry-run']) ? { dryRun: true } : {}),
  }
}

function keyOf(header: string | string[] | undefined): string {
  if (!header) {
    throw Refused.field(
      'Idempotency-Key',
      'The header Idempotency-Key is missing.',
      'Send a new key, such as a UUID, with each thing that you want done; repeat it only to repeat the very same request.',
      'idempotency.key_missing',
    )
  }
  if (typeof header === 'string' && keyShape.test(header)) return header
  throw Refused.field(
    'Idempotency-Key',
    'The header Idempotency-Key is not as it must be.',
    'Send 8 to 128 of the characters A-Z, a-z, 0-9, dot, underscore, colon, hyphen.',
    'idempotency.key_malformed',
  )
}

function versionOf(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined
  const version = typeof header === 'string' ? versionShape.exec(header) : null
  if (version) return Number(version[1])
  throw Refused.field(
    'If-Match',
    'The header If-Match does not name a version.',
    'Send the ETag of what you read, such as "3" with its quotation marks, or leave the header out.',
    'precondition.malformed',
  )
}
