import { Controller, Get, HttpCode, Param, Post, Sse, UseGuards } from '@nestjs/common'
import {
  AnyAccount,
  CommandOf,
  receipt,
  Redaction,
  Viewer,
  type HttpCommand,
  type Redacted,
  type SignedIn,
} from '@passage/access'
import { Perform, type Receipt } from '@passage/case'
import { JobEvents, Outbox, type JobView } from '@passage/jobs'
import { Refused } from '@passage/platform'
import type { Observable } from 'rxjs'
import { VisibleJob } from './visible-job.guard'

/** Jobs as their askers see them: how far they are, how they ended, and a way to stop them. */
@Controller('jobs')
@UseGuards(VisibleJob)
export class JobsController {
  constructor(
    private readonly jobs: JobEvents,
    private readonly outbox: Outbox,
    private readonly perform: Perform,
    private readonly redaction: Redaction,
  ) {}

  @Get(':id')
  @AnyAccount()
  async read(@Param('id') id: string, @Viewer() viewer: SignedIn): Promise<Redacted<JobView>> {
    return this.redaction.one(viewer, 'job', await this.existing(id))
  }

  /** The state now, then each change until the job ends: a page that is loaded again goes on where the job is. */
  @Sse(':id/events')
  @AnyAccount()
  events(@Param('id') id: string, @Viewer() viewer: SignedIn): Observable<Redacted<JobView>> {
    return this.redaction.stream(viewer, 'job', this.jobs.stream(id))
  }

  @Post(':id/cancel')
  @AnyAccount()
  @HttpCode(200)
  async cancel(
    @Param('id') id: string,
    @Viewer() viewer: SignedIn,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    const { requestedBy } = await this.existing(id)
    if (requestedBy !== viewer.accountId) {
      throw new Refused('job.of_somebody_else', 'Somebody else asked for this job.', { fix: 'Ask them to stop it.' })
    }
    return receipt(
      await this.perform.command(command.token, command, async (tx) => {
        await this.outbox.cancel(tx, id)
        return { id, state: 'cancel_asked', version: 1 }
      }),
    )
  }

  private async existing(id: string): Promise<JobView> {
    const job = await this.jobs.read(id)
    if (!job) throw Refused.notFound('job')
    return job
  }
}
