import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Role } from './roles'

/** Who looks: the account behind the request's session, with the roles that it holds at this moment. */
export interface SignedIn {
  readonly accountId: string
  readonly username: string
  readonly displayName: string
  readonly roles: readonly Role[]
  /** The site that a host organisation's account works at; null for everybody else. */
  readonly siteId: string | null
  /** The session's token, by which a command binds its actor to the transaction. It never leaves the process. */
  readonly token: string
  readonly sessionId?: string
  readonly csrfToken?: string
  readonly requestId?: string
}

/** What the guard leaves on a request. */
export interface AccessRequest {
  readonly method: string
  readonly url: string
  readonly ip: string
  readonly id: string
  readonly body?: unknown
  readonly params?: Readonly<Record<string, string | undefined>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly routeOptions?: { readonly url?: string | undefined }
  viewer?: SignedIn
}

/** The signed-in viewer of a request. On a public route without a session it is null. */
export const Viewer = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn | null => {
  return context.switchToHttp().getRequest<AccessRequest>().viewer ?? null
})
