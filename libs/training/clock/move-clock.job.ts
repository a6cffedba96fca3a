import { Injectable, type OnModuleInit } from '@nestjs/common'
import { dayAfter, DueDriver } from '@passage/case'
import { JobHandlers, type RunningJob } from '@passage/jobs'
import { Database } from '@passage/platform'
import { findMove, readClock, setReached } from './clock.store'
import { daysBetween } from './move-clock'

/**
 * The job `training/move_clock`: a transaction a day, in which the clock is set and what is due has fired. Killed, it goes on after the day
 * where the clock stands; stopped, what has fired stands, and so does the clock.
 */
@Injectable()
export class MoveClockJob implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly driver: DueDriver,
    private readonly handlers: JobHandlers,
  ) {}

  onModuleInit(): void {
    this.handlers.register('training', 'move_clock', (job) => this.run(job))
  }

  async run(job: RunningJob): Promise<'done' | 'cancelled'> {
    const move = await findMove(this.database, job.jobId)
    if (!move) throw new Error('a move of the clock without its row')
    for (let { today } = await readClock(this.database); today < move.to;) {
      if (await job.cancelled()) return 'cancelled'
      const day = dayAfter(today)
      await this.driver.fireDay(job.token, day, async (tx) => {
        await setReached(tx, job.jobId, day)
        if (day === move.to) await job.finish(tx)
      })
      today = day
      if (day < move.to) await job.progress(daysBetween(move.from, day), daysBetween(move.from, move.to))
    }
    return 'done'
  }
}
