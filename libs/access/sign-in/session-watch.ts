import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common'
import { Listener, Refused } from '@passage/platform'
import { defer, EMPTY, exhaustMap, filter, interval, map, merge, of, Subject, take, type Observable } from 'rxjs'
import { httpAccess, type HttpAccess } from '../http-access'
import { Sessions } from '../sessions'
import type { SignedIn } from '../signed-in'

/** The payload is the id of the session or the account to which something happened (migrations/0016-accounts.ts). */
const accessChannel = 'passage_access'
/** Beyond so many changes the oldest are forgotten, and whoever was looked up before them is looked up again. */
const changesAtMost = 10_000
/** Limits that nobody announces (idle, absolute, a delegation's end) are looked for this often in open streams. */
const recheckEveryMs = 30_000
/** A restart of PostgreSQL cuts connections that look alive until they are used. About three seconds in all. */
const tries = 5

/**
 * Hears of sessions and accounts that change, so that what is under way for them stops: answers in flight are looked at again before they are
 * sent, streams end. While the connection that listens is away, every answer is looked at again.
 */
@Injectable()
export class SessionWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly listener: Listener
  private readonly changedAt = new Map<string, number>()
  private readonly changes = new Subject<string | null>()
  private count = 0
  /** Who was looked up before this may have missed a change. */
  private floor = 0
  private hears = false

  constructor(
    @Inject(httpAccess) settings: HttpAccess,
    private readonly sessions: Sessions,
  ) {
    this.listener = new Listener(settings.loginUrl, [accessChannel], {
      message: (_channel, id) => this.changed(id),
      connected: () => this.listensAgain(),
      lost: () => (this.hears = false),
      fault: () => undefined,
    })
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listener.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.listener.stop()
  }

  /** Take it before a session is looked up, and give it to the checks below: what happens from then on is not missed. */
  now(): number {
    return this.count
  }

  /** Whether nothing can have happened to the viewer since then; if so, there is nothing to wait for. */
  isUnchanged({ sessionId, accountId, expiresAt }: SignedIn, since: number): boolean {
    if (!this.hears || since < this.floor || (expiresAt && expiresAt.getTime() <= Date.now())) return false
    return [sessionId, accountId].every((id) => (this.changedAt.get(id ?? '') ?? 0) <= since)
  }

  /**
   * Lets an answer be sent: the session is alive and may do what it might when it was looked up.
   * @param shows whether the answer shows data; the receipt of a command needs only the session
   * @throws Refused `session.required`, `access.changed`
   */
  async assertUnchanged(viewer: SignedIn, since: number, shows: boolean): Promise<void> {
    if (this.isUnchanged(viewer, since)) return
    const now = await this.lookUp(viewer)
    if (!now)
      throw new Refused('session.required', 'Your session has ended.', { fix: 'Log in; then repeat what you wanted to do.' })
    if (!shows || mayStill(viewer, now)) return
    throw new Refused('access.changed', 'What you may see changed while this was being answered.', { fix: 'Ask again.' })
  }

  /** Emits once when the viewer's session has ended, or may no longer do what it might: what streams to it ends then. */
  ended(viewer: SignedIn, since: number): Observable<true> {
    const about = this.changes.pipe(filter((id) => id === null || id === viewer.sessionId || id === viewer.accountId))
    const missed = defer(() => (this.isUnchanged(viewer, since) ? EMPTY : of(null)))
    return merge(missed, about, interval(recheckEveryMs)).pipe(
      // What happens during a look makes it look again.
      exhaustMap(() => this.untilSettled(viewer)),
      filter((still) => !still),
      map(() => true as const),
      take(1),
    )
  }

  private async untilSettled(viewer: SignedIn): Promise<boolean> {
    for (;;) {
      const since = this.count
      const now = await this.lookUp(viewer).catch(() => viewer)
      if (!now || !mayStill(viewer, now)) return false
      if (since === this.count || this.isUnchanged(viewer, since)) return true
    }
  }

  private async lookUp({ token, requestId }: SignedIn): Promise<SignedIn | undefined> {
    for (let n = 1; ; n += 1) {
      try {
        return await this.sessions.peek(token, requestId ?? '')
      } catch (error) {
        if (n === tries) throw error
        await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** n))
      }
    }
  }

  private changed(id: string): void {
    this.count += 1
    this.changedAt.delete(id)
    this.changedAt.set(id, this.count)
    if (this.changedAt.size > changesAtMost) {
      const [oldest, at] = this.changedAt.entries().next().value!
      this.changedAt.delete(oldest)
      this.floor = at
    }
    this.changes.next(id)
  }

  /** What was missed meanwhile nobody knows. */
  private listensAgain(): void {
    this.count += 1
    this.floor = this.count
    this.changedAt.clear()
    this.hears = true
    this.changes.next(null)
  }
}

/** Whether who is signed in now may do at least what they might before. */
function mayStill(before: SignedIn, now: SignedIn): boolean {
  return (
    before.viewAs === now.viewAs &&
    before.siteId === now.siteId &&
    before.roles.every((role) => now.roles.includes(role)) &&
    before.glass.every(({ id }) => now.glass.some((open) => open.id === id))
  )
}
