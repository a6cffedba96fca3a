import { Injectable, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common'
import { Database, PlatformModule, Refused } from '@passage/platform'
import { JobHandlers, jobNames, JobsModule, type JobCatalogue, type RunningJob } from '@passage/jobs'

/** Jobs to try the machinery with: they count, in chunks, as the real ones pay. */
export const practiceJobs = {
  payments: {
    count: { does: 'Counts in chunks', by: ['system'], mayBeCancelled: true },
    count_on: { does: 'Counts, whatever anybody says', by: ['system'], mayBeCancelled: false },
    stumble: {
      does: 'Fails as often as it is told, then counts',
      by: ['system'],
      mayBeCancelled: true,
      attempts: 3,
      firstPause: 20,
    },
    refuse: { does: 'Is refused by the domain', by: ['system'], mayBeCancelled: true },
  },
  audit: { count: { does: 'Counts in another queue', by: ['system'], mayBeCancelled: true } },
  reports: {},
} as const satisfies JobCatalogue

/** What the practice jobs leave behind: each effect once, whoever runs; and each run, to tell how often one began. */
export const practiceTables = `
  CREATE TABLE effect (job_id uuid, chunk integer, by_process integer NOT NULL, PRIMARY KEY (job_id, chunk));
  CREATE TABLE run (job_id uuid, by_process integer NOT NULL);
  GRANT SELECT, INSERT ON effect, run TO passage_app`

@Injectable()
export class PracticeHandlers implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly handlers: JobHandlers,
  ) {}

  onModuleInit(): void {
    this.handlers.register('payments', 'count', (job) => this.count(job))
    this.handlers.register('payments', 'count_on', (job) => this.count(job))
    this.handlers.register('payments', 'stumble', (job) => this.stumble(job))
    this.handlers.register('payments', 'refuse', async () => {
      throw new Refused('practice.refused', 'This is refused, and would be again.')
    })
    this.handlers.register('audit', 'count', (job) => this.count(job))
  }

  /** One effect a chunk, each in its transaction, the job closed in the last; goes on where an earlier run stopped. */
  async count(job: RunningJob): Promise<void> {
    await this.database.query('INSERT INTO run VALUES ($1, $2)', [job.jobId, process.pid])
    const chunks = Number(job.data['chunks'])
    const [there] = await this.database.query<{ n: number }>('SELECT count(*)::int AS n FROM effect WHERE job_id = $1', [
      job.jobId,
    ])
    for (let chunk = there!.n + 1; chunk <= chunks; chunk += 1) {
      // The gate is a lock that the test holds: it knows then where the job stands.
      if (chunk === job.data['gateBefore'])
        await this.database.query('SELECT pg_advisory_xact_lock_shared($1)', [job.data['gate']])
      if (await job.cancelled()) return
      await this.database.transaction(async (tx) => {
        await tx.query('INSERT INTO effect VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [job.jobId, chunk, process.pid])
        if (chunk === chunks) await job.finish(tx)
      })
      if (chunk < chunks) await job.progress(chunk, chunks)
    }
  }

  private async stumble(job: RunningJob): Promise<void> {
    const [before] = await this.database.query<{ n: number }>('SELECT count(*)::int AS n FROM run WHERE job_id = $1', [job.jobId])
    if (before!.n >= Number(job.data['times'])) return this.count(job)
    await this.database.query('INSERT INTO run VALUES ($1, $2)', [job.jobId, process.pid])
    await this.database.query(`SELECT 'Aung Somebody'::integer`)
  }
}

@Module({})
export class PracticeWorker {
  static at(url: string, redisUrl?: string, catalogue: JobCatalogue = practiceJobs): DynamicModule {
    return {
      module: PracticeWorker,
      imports: [PlatformModule.forRoot(url, 4), JobsModule.forWorker({ url, redisUrl }, catalogue)],
      providers: [PracticeHandlers],
    }
  }
}

/** A worker that does the real jobs of the catalogue by counting, for tests of what stands around them. */
@Module({})
export class RealNamesWorker {
  static at(url: string): DynamicModule {
    const register = (database: Database, handlers: JobHandlers): true => {
      const practice = new PracticeHandlers(database, handlers)
      for (const [queue, names] of Object.entries(jobNames)) {
        for (const name of Object.keys(names)) handlers.register(queue, name, (job) => practice.count(job))
      }
      return true
    }
    return {
      module: RealNamesWorker,
      imports: [PlatformModule.forRoot(url, 4), JobsModule.forWorker({ url })],
      providers: [{ provide: 'counting', inject: [Database, JobHandlers], useFactory: register }],
    }
  }
}

/** A process that asks and watches, as the API does: with its role, and without any queue. */
@Module({})
export class PracticeAsker {
  static at(url: string): DynamicModule {
    return { module: PracticeAsker, imports: [PlatformModule.forRoot(url, 4), JobsModule.forRoot(url, practiceJobs)] }
  }
}
