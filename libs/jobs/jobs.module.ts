import { Module, type DynamicModule, type Provider } from '@nestjs/common'
import { JOB_EVENTS_URL, JobEvents } from './job-events'
import { JobHandlers } from './job-handlers'
import { jobNames, type JobCatalogue } from './job-names'
import { JOB_WORKER_OPTIONS, JobWorker, type JobWorkerOptions } from './job-worker'
import { JOB_CATALOGUE, Outbox } from './outbox'

/** Jobs for every process (asking, watching), and for the worker (running). Global, since every area may ask for one. */
@Module({})
export class JobsModule {
  /**
   * For a process that asks for jobs and watches them: it touches no queue.
   * @param url of the process's login role, for the connection that listens to progress
   */
  static forRoot(url: string, catalogue: JobCatalogue = jobNames): DynamicModule {
    return { module: JobsModule, global: true, providers: common(url, catalogue), exports: shared }
  }

  /** For a process that runs them. */
  static forWorker(options: JobWorkerOptions, catalogue: JobCatalogue = jobNames): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      providers: [...common(options.url, catalogue), { provide: JOB_WORKER_OPTIONS, useValue: options }, JobWorker],
      exports: shared,
    }
  }
}

const shared = [Outbox, JobHandlers, JobEvents]

function common(url: string, catalogue: JobCatalogue): Provider[] {
  return [{ provide: JOB_CATALOGUE, useValue: catalogue }, { provide: JOB_EVENTS_URL, useValue: url }, ...shared]
}
