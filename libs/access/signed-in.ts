import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FieldClass } from './policy/table'
import type { Role } from './roles'

/** A case that somebody broke the glass of, and the classes that they read there until it ends. */
export interface OpenGlass {
  readonly id: string
  readonly caseId: string
  readonly classes: readonly FieldClass[]
}

/** Who looks: the account behind the request's session, with the roles that it holds at this moment. */
export interface SignedIn {
  readonly accountId: string
  readonly username: string
  readonly displayName: string
  /** What counts for this request: own and lent roles, or only the one that a trainer views as. */
  readonly roles: readonly Role[]
  /** The role that a trainer looks through; such a session reads and changes nothing. */
  readonly viewAs: Role | null
  /** Where the glass is broken for this account now. */
  readonly glass: readonly OpenGlass[]
  /** The site that a host organisation's account works at; null for everybody else. */
  readonly siteId: string | null
  /** The session's token, by which a command binds its actor to the transaction. It never leaves the process. */
  readonly token: string
  readonly sessionId?: string
  readonly csrfToken?: string
  /** When the session ends whatever happens. */
  readonly expiresAt?: Date
  /** After how many minutes without a request it ends before that. */
  readonly idleMinutes?: number
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
  /** How far {@link SessionWatch} had counted when the session was looked up. */
  seenAt?: number
}

/** The signed-in viewer of a request. On a public route without a session it is null. */
export const Viewer = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn | null => {
  return context.switchToHttp().getRequest<AccessRequest>().viewer ?? null
})
