import { Controller, Get } from '@nestjs/common'
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger'
import { Public, Redaction, type Redacted } from '@passage/access'
import { Database } from '@passage/platform'
import { readClock, type ClockState } from '@passage/training'
import { HttpMetrics } from './http-metrics'

/** A request of the outbox that nobody has put into its queue for so long means that no worker runs. */
const behindAfterSeconds = 60

/** What the process says of itself: the day, whether it lives, whether it can serve, how it does. */
@ApiTags('system')
@Controller()
export class SystemController {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
    private readonly metrics: HttpMetrics,
  ) {}

  /** The programme date, the next day on which a run is due, and whether a trainer may move the clock now. */
  @Get('clock')
  @Public()
  async clock(): Promise<Redacted<ClockState>> {
    return this.redaction.one(null, 'clock', await readClock(this.database))
  }

  /** The process lives. */
  @Get('health/live')
  @Public()
  async live(): Promise<Redacted<{ status: string }>> {
    return this.redaction.one(null, 'health', { status: 'up' })
  }

  /** The process can serve: 503 `database.unavailable` while it cannot. `queue` is `behind` where no worker takes what is asked for. */
  @Get('health/ready')
  @Public()
  async ready(): Promise<Redacted<{ status: string; database: string; queue: string }>> {
    const [row] = await this.database.query<{ behind: boolean }>(
      `SELECT EXISTS (SELECT FROM job_request WHERE closed_at IS NULL AND enqueued_at IS NULL
         AND requested_at < now() - make_interval(secs => $1)) AS behind`,
      [behindAfterSeconds],
    )
    return this.redaction.one(null, 'health', { status: 'up', database: 'up', queue: row!.behind ? 'behind' : 'up' })
  }

  /** For Prometheus. Labels are route patterns, so that no id gets in. */
  @Get('metrics')
  @Public()
  @ApiExcludeEndpoint()
  async scrape(): Promise<Redacted<Buffer>> {
    return this.redaction.file(this.metrics.contentType, undefined, await this.metrics.text())
  }
}
