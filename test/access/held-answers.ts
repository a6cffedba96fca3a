import { Controller, Get, HttpCode, Module, Post, Sse } from '@nestjs/common'
import { AnyAccount, CommandOf, receipt, Redaction, Roles, Viewer, type HttpCommand, type SignedIn } from '@passage/access'
import { Perform } from '@passage/case'
import { Refused } from '@passage/platform'
import { BehaviorSubject } from 'rxjs'

/** Holds requests in the middle of their work until the test lets them go on; the test knows how many are there. */
export class Held {
  private arrived = 0
  private waiting: (() => void)[] = []
  private watchers: { readonly count: number; readonly there: () => void }[] = []

  async here(): Promise<void> {
    this.arrived += 1
    for (const { count, there } of this.watchers) if (this.arrived >= count) there()
    await new Promise<void>((go) => this.waiting.push(go))
  }

  /** Resolves when so many are held. */
  async until(count: number): Promise<void> {
    if (this.arrived < count) await new Promise<void>((there) => this.watchers.push({ count, there }))
  }

  letGo(): void {
    this.arrived = 0
    for (const go of this.waiting.splice(0)) go()
  }
}

export const held = new Held()
/** What the streams tell: it changes when the test says so. */
export const ticks = new BehaviorSubject({ today: '2021-09-01', demo: true })

/** Answers, refusals, receipts and streams that are under way for as long as a test wants. */
@Controller('held')
export class HeldController {
  constructor(
    private readonly redaction: Redaction,
    private readonly perform: Perform,
  ) {}

  @Get()
  @AnyAccount()
  async read(@Viewer() viewer: SignedIn) {
    await held.here()
    return this.redaction.one(viewer, 'clock', { today: '2021-09-01', demo: true })
  }

  @Get('refusal')
  @AnyAccount()
  async refuse() {
    await held.here()
    throw Refused.notFound('case')
  }

  @Post()
  @Roles('registrar', 'planner')
  @HttpCode(200)
  async command(@CommandOf() command: HttpCommand) {
    await held.here()
    return receipt(
      await this.perform.command(command.token, command, async () => ({
        id: '11111111-1111-4111-8111-111111111111',
        state: 'done',
        version: 1,
      })),
    )
  }

  @Sse('events')
  @AnyAccount()
  events(@Viewer() viewer: SignedIn) {
    return this.redaction.stream(viewer, 'clock', ticks)
  }
}

@Module({ controllers: [HeldController], providers: [Perform] })
export class HeldModule {}
