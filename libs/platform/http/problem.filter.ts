import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { Refused } from '../refused'
import { problemContentType, statusOf, titleOf, type Problem } from './problem'
import { Throttled } from './throttled'
import { describeError, toRefusal } from './to-refusal'

export interface ProblemRequest {
  readonly id: string
  readonly method: string
  readonly routeOptions?: { readonly url?: string | undefined }
}

interface ProblemReply {
  readonly sent: boolean
  readonly raw: { readonly headersSent: boolean; end(): void }
  code(status: number): ProblemReply
  header(name: string, value: string): ProblemReply
  send(body: string): unknown
}

/** Is told of every refusal for want of a session or of a right, before it is answered. Where it throws `Throttled`, that is answered instead. */
export type OnForbidden = (request: ProblemRequest, problem: Problem) => Promise<void>

/** Turns every error into a problem document. The only place that knows status codes. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('problem')

  constructor(private readonly onForbidden: OnForbidden = async () => undefined) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<ProblemRequest>()
    const reply = host.switchToHttp().getResponse<ProblemReply>()
    const refused = await this.throttled(toRefusal(error), request)
    const problem = problemOf(refused, request.id)
    if (problem.status >= 500) {
      this.logger.error({ requestId: request.id, route: routeOf(request), code: problem.code, ...describeError(error) })
    }
    // A stream that has begun can only be ended.
    if (reply.raw.headersSent) reply.raw.end()
    else if (!reply.sent) {
      if (refused instanceof Throttled) reply.header('retry-after', String(refused.seconds))
      reply.code(problem.status).header('content-type', problemContentType).send(JSON.stringify(problem))
    }
  }

  /** The refusal as it was, or that there were too many of them. */
  private async throttled(refused: Refused, request: ProblemRequest): Promise<Refused> {
    const problem = problemOf(refused, request.id)
    if (problem.status !== 401 && problem.status !== 403) return refused
    try {
      await this.onForbidden(request, problem)
    } catch (failure) {
      if (failure instanceof Throttled) return failure
      // A refusal gives nothing away, so that it is answered also when it could not be recorded.
      this.logger.error({ requestId: request.id, what: 'a refusal was not recorded', ...describeError(failure) })
    }
    return refused
  }
}

export function problemOf(refused: Refused, requestId: string): Problem {
  const { fix, field, errors, conditions } = refused.details
  return {
    type: `urn:passage:problem:${refused.code}`,
    title: titleOf(refused.code),
    status: statusOf(refused.code),
    detail: refused.message,
    code: refused.code,
    ...(fix ? { fix } : {}),
    ...(field ? { field } : {}),
    ...(errors?.length ? { errors } : {}),
    ...(conditions?.length ? { conditions } : {}),
    requestId,
  }
}

/** The route's pattern, which holds no ids: for logs and metrics. */
export function routeOf(request: Pick<ProblemRequest, 'routeOptions'>): string {
  return request.routeOptions?.url ?? 'unmatched'
}
