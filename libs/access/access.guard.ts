import { timingSafeEqual } from 'node:crypto'
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Refused } from '@passage/platform'
import { httpAccess, type HttpAccess } from './http-access'
import { routeAccess, whileViewing, type RouteAccess } from './route-access'
import { Sessions } from './sessions'
import { sessionTokenOf } from './sign-in/cookies'
import { SessionWatch } from './sign-in/session-watch'
import type { AccessRequest, SignedIn } from './signed-in'

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Who may call which route. Deny by default: a route that declares nothing is refused here, and does not even let the process start.
 * What this guard refuses, the filter writes into the access log.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly sessions: Sessions,
    private readonly watch: SessionWatch,
    @Inject(httpAccess) private readonly settings: HttpAccess,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AccessRequest>()
    const access = accessOf(context)
    if (!access) throw new Refused('access.undeclared', 'Nobody has said who may call this.', { fix: 'Use another address.' })
    if (access === 'public') return true
    request.seenAt = this.watch.now()
    const viewer = await this.viewerOf(request)
    request.viewer = viewer
    if (!readingMethods.has(request.method)) {
      assertCsrf(request, viewer)
      assertMayChange(context, viewer)
    }
    if (access !== 'any_account' && !access.some((role) => viewer.roles.includes(role))) {
      const wanted = access.map((role) => role.replaceAll('_', ' ')).join(' or ')
      throw new Refused('access.role', `This needs the role ${wanted}.`, { fix: `Ask somebody with the role ${wanted}.` })
    }
    return true
  }

  private async viewerOf(request: AccessRequest): Promise<SignedIn> {
    const token = sessionTokenOf(request, this.settings.secureCookies)
    const viewer = token ? await this.sessions.resolve(token, request.id) : undefined
    if (viewer) return viewer
    throw new Refused('session.required', token ? 'Your session has ended.' : 'You are not logged in.', {
      fix: 'Log in; then repeat what you wanted to do.',
    })
  }
}

/** What a handler, or else its controller, declares. */
export function accessOf(context: Pick<ExecutionContext, 'getHandler' | 'getClass'>): RouteAccess | undefined {
  return (Reflect.getMetadata(routeAccess, context.getHandler()) ?? Reflect.getMetadata(routeAccess, context.getClass())) as
    RouteAccess | undefined
}

/** Also refused by `bind_actor`, for whatever would not come this way. */
function assertMayChange(context: ExecutionContext, viewer: SignedIn): void {
  if (viewer.viewAs === null || Reflect.getMetadata(whileViewing, context.getHandler()) === true) return
  throw new Refused('access.viewing_as', `You view as ${viewer.viewAs.replaceAll('_', ' ')}, and viewing changes nothing.`, {
    fix: 'End the view first.',
  })
}

function assertCsrf(request: AccessRequest, viewer: SignedIn): void {
  const sent = request.headers['x-csrf-token']
  const wanted = Buffer.from(viewer.csrfToken ?? '')
  const given = Buffer.from(typeof sent === 'string' ? sent : '')
  if (wanted.length > 0 && given.length === wanted.length && timingSafeEqual(given, wanted)) return
  throw new Refused('access.csrf', 'The header X-CSRF-Token does not belong to your session.', {
    field: 'X-CSRF-Token',
    fix: 'Send the csrfToken that logging in, or GET /api/v1/session, answered.',
  })
}
