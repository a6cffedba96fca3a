import { Readable } from 'node:stream'
import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import { Refused } from '@passage/platform'
import { catchError, concatMap, defer, map, mergeMap, of, takeUntil, tap, throwError, type Observable } from 'rxjs'
import { DryRunEnded, type Effects } from './dry-run'
import { Redacted } from './redacted'
import { Redaction } from './redaction'
import { SessionWatch } from './sign-in/session-watch'
import type { AccessRequest, SignedIn } from './signed-in'

interface Reply {
  header(name: string, value: string): unknown
  code(status: number): unknown
}

/** Nest's mark on a handler of server-sent events. */
const sse = '__sse__'

/**
 * Refuses to send what has not passed the policy (`redaction.missing`), or what was asked for by a session that has ended meanwhile; sends the
 * rest as it was shown. A dry run is answered here, since its handler never returns.
 */
@Injectable()
export class RedactedInterceptor implements NestInterceptor {
  private readonly logger = new Logger('redaction')

  constructor(
    private readonly watch: SessionWatch,
    private readonly redaction: Redaction,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = context.getHandler()
    const place = `${context.getClass().name}.${handler.name}`
    const streams = Reflect.getMetadata(sse, handler) === true
    const { viewer, seenAt = 0 } = context.switchToHttp().getRequest<AccessRequest>()
    const reply = context.switchToHttp().getResponse<Reply>()
    const send = map((value: unknown) => this.send(value, place, streams, reply))
    if (!viewer) return next.handle().pipe(send)
    const handled = next.handle().pipe(catchError((error: unknown) => this.afterDryRun(error, viewer, reply)))
    const answers = this.whileSignedIn(handled, viewer, seenAt).pipe(send)
    if (streams) return answers.pipe(takeUntil(this.watch.ended(viewer, seenAt)))
    return answers.pipe(tap((body) => this.endWithSession(body, viewer, seenAt)))
  }

  /** A file that is still being read when its session ends breaks off. */
  private endWithSession(body: unknown, viewer: SignedIn, seenAt: number): void {
    if (!(body instanceof Readable)) return
    const ended = this.watch.ended(viewer, seenAt).subscribe(() => body.destroy(new Error('the session ended')))
    body.once('close', () => ended.unsubscribe())
  }

  private afterDryRun(error: unknown, viewer: SignedIn, reply: Reply): Observable<Redacted<Effects>> {
    if (!(error instanceof DryRunEnded)) return throwError(() => error)
    return defer(() => {
      reply.code(200)
      return this.redaction.one(viewer, 'effects', error.effects)
    })
  }

  /** Errors too are answers: what they say of data is for nobody whose session has ended. */
  private whileSignedIn(answers: Observable<unknown>, viewer: SignedIn, seenAt: number): Observable<unknown> {
    const assertUnchanged = (shows: boolean): Promise<void> => this.watch.assertUnchanged(viewer, seenAt, shows)
    return answers.pipe(
      concatMap((value) =>
        isEmpty(value) || this.watch.isUnchanged(viewer, seenAt)
          ? of(value)
          : defer(() => assertUnchanged(!isReceipt(value))).pipe(map(() => value)),
      ),
      catchError((error: unknown) => defer(() => assertUnchanged(true)).pipe(mergeMap(() => throwError(() => error)))),
    )
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
    if (leaving.kind === 'redirect') {
      reply.code(303)
      reply.header('location', leaving.to)
      return undefined
    }
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

/** An answer without a body, such as that of a logout, which has just ended its own session. */
function isEmpty(value: unknown): boolean {
  return Redacted.is(value) && value.leaving.kind === 'nothing'
}

/** The receipt of a command: id, reference, state and version of what the session was allowed to do when it did it. */
function isReceipt(value: unknown): boolean {
  return Redacted.is(value) && value.leaving.kind === 'json' && value.leaving.isReceipt === true
}
