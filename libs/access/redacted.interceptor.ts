import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import { Refused } from '@passage/platform'
import { map, type Observable } from 'rxjs'
import { Redacted } from './redacted'

interface Reply {
  header(name: string, value: string): unknown
}

/** Nest's mark on a handler of server-sent events. */
const sse = '__sse__'

/** Refuses to send what has not passed the policy (`redaction.missing`); sends the rest as it was shown. */
@Injectable()
export class RedactedInterceptor implements NestInterceptor {
  private readonly logger = new Logger('redaction')

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = context.getHandler()
    const place = `${context.getClass().name}.${handler.name}`
    const streams = Reflect.getMetadata(sse, handler) === true
    return next.handle().pipe(map((value) => this.send(value, place, streams, context.switchToHttp().getResponse<Reply>())))
  }

  private send(value: unknown, place: string, streams: boolean, reply: Reply): unknown {
    if (!Redacted.is(value)) {
      this.logger.error(`${place} returned what has not passed the redaction; nothing was sent`)
      throw new Refused('redaction.missing', 'This answer has not passed the redaction, so that it was not sent.', {
        fix: 'Tell the people who run Passage, with the request id.',
      })
    }
    const { leaving } = value
    if (leaving.kind === 'nothing') return undefined
    if (leaving.kind === 'json') {
      if (streams) return { data: leaving.text }
      if (leaving.etag) reply.header('etag', leaving.etag)
      reply.header('content-type', 'application/json; charset=utf-8')
      return leaving.text
    }
    reply.header('content-type', leaving.contentType)
    if (leaving.name)
      reply.header('content-disposition', `attachment; filename="${leaving.name.replace(/[^A-Za-z0-9._-]/g, '_')}"`)
    return leaving.body
  }
}
