import type { ServerResponse } from 'node:http'
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import type { AccessEntry, AccessLog, AccessRequest } from '@passage/access'
import { routeOf } from '@passage/platform'
import type { Observable } from 'rxjs'
import type { OnExcess, RateLimits } from './rate-limits'

/** Nest's mark on a handler of server-sent events. */
const sse = '__sse__'

/** Whoever watches the process must not be held back by what others ask for. */
const uncounted = /^\/(health|metrics)(\/|$)/

/** What costs far more than an ordinary read: decrypting and scoring names, what runs for long, what makes a file. */
export const costlyRoutes: ReadonlySet<string> = new Set([
  'POST /api/v1/people/search',
  'POST /api/v1/reports',
  'GET /api/v1/reports/:id/result.csv',
  'GET /api/v1/reports/:id/result.xlsx',
])

/** Counts each request that the guard let in, before its handler runs. What the guard refused is counted where refusals are recorded. */
export class RateLimitInterceptor implements NestInterceptor {
  constructor(
    private readonly limits: RateLimits,
    private readonly log: AccessLog,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AccessRequest>()
    await countRequest(this.limits, this.log, request)
    const streams = Reflect.getMetadata(sse, context.getHandler()) === true
    const { raw } = context.switchToHttp().getResponse<{ readonly raw: ServerResponse }>()
    // Bound to the connection, since a client that left early is never streamed to. Of one that is gone already nothing would tell.
    if (request.viewer && streams && !raw.destroyed) raw.once('close', this.limits.openStream(request.viewer.accountId))
    return next.handle()
  }
}

/** @throws Throttled `access.throttled` */
export async function countRequest(limits: RateLimits, log: AccessLog, request: AccessRequest): Promise<void> {
  const route = routeOf(request)
  if (uncounted.test(route)) return
  const onExcess: OnExcess = () => log.record([refusalOf(request, 'access.throttled')])
  const { viewer } = request
  if (viewer) await limits.byAccount(viewer.accountId, costlyRoutes.has(`${request.method} ${route}`), onExcess)
  else await limits.byAddress(request.ip, onExcess)
}

/** What the access log says of a refusal. */
export function refusalOf(request: AccessRequest, code: string, field?: string): AccessEntry {
  const { viewer, method, id } = request
  return {
    actorId: viewer?.accountId ?? null,
    roles: viewer?.roles ?? [],
    viewedAs: viewer?.viewAs ?? null,
    act: 'refused',
    resource: `${method} ${routeOf(request)}`,
    code,
    fields: field ? [field] : [],
    requestId: id,
  }
}
