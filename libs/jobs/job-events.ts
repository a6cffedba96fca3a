import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common'
import { Database, Listener } from '@passage/platform'
import { Observable } from 'rxjs'
import { progressChannel, readJob, type JobView } from './job.store'

export const JOB_EVENTS_URL = Symbol('JOB_EVENTS_URL')

const heartbeatEvery = 15_000
/** About six seconds in all. */
const readTries = 6

/** The progress of jobs as it happens: one listening connection a process, opened when the first watcher comes. */
@Injectable()
export class JobEvents implements BeforeApplicationShutdown {
  private readonly watchers = new Map<string, Set<() => void>>()
  private listening: Promise<Listener> | undefined
  private ended = false

  constructor(
    @Inject(JOB_EVENTS_URL) private readonly url: string,
    private readonly database: Database,
  ) {}

  /** The job as it stands, whatever the viewer may see of it. */
  read(jobId: string): Promise<JobView | undefined> {
    return readJob(this.database, jobId)
  }

  /**
   * The job as it stands, then each change, until it closes or `signal` aborts. Changes that come faster than they are taken are
   * seen as one. A job that does not exist gives nothing.
   */
  async *watch(jobId: string, signal?: AbortSignal): AsyncGenerator<JobView, void> {
    let changed = true
    let wake: () => void = () => undefined
    const onChange = (): void => {
      changed = true
      wake()
    }
    const stop = this.subscribe(jobId, onChange)
    signal?.addEventListener('abort', onChange)
    try {
      // First listen, then read: what happens in between is then seen twice rather than never.
      await this.listen()
      let last = ''
      while (!signal?.aborted && !this.ended) {
        if (!changed) await new Promise<void>((resolve) => (wake = resolve))
        if (signal?.aborted || this.ended) return
        changed = false
        const job = await this.readPatiently(jobId)
        if (!job) return
        const now = JSON.stringify(job)
        if (now !== last) yield job
        last = now
        if (job.closedAt !== null) return
        wake = () => undefined
      }
    } finally {
      signal?.removeEventListener('abort', onChange)
      stop()
    }
  }

  /** A restart of PostgreSQL cuts connections that look alive until they are used; whoever watches need not hear of it. */
  private async readPatiently(jobId: string): Promise<JobView | undefined> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await readJob(this.database, jobId)
      } catch (error) {
        if (tries === readTries || this.ended) throw error
        await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tries))
      }
    }
  }

  /** The same for server-sent events; when nothing happens, the present state is sent again, so that nobody takes the stream for dead. */
  stream(jobId: string): Observable<JobView> {
    return new Observable((subscriber) => {
      const gone = new AbortController()
      let last: JobView | undefined
      const heartbeat = setInterval(() => last && subscriber.next(last), heartbeatEvery)
      const pump = async (): Promise<void> => {
        for await (const job of this.watch(jobId, gone.signal)) subscriber.next((last = job))
      }
      pump().then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      )
      return () => {
        clearInterval(heartbeat)
        gone.abort()
      }
    })
  }

  private subscribe(jobId: string, onChange: () => void): () => void {
    const ofJob = this.watchers.get(jobId) ?? new Set()
    this.watchers.set(jobId, ofJob.add(onChange))
    return () => {
      ofJob.delete(onChange)
      if (ofJob.size === 0) this.watchers.delete(jobId)
    }
  }

  private async listen(): Promise<void> {
    this.listening ??= this.connect()
    try {
      await this.listening
    } catch (error) {
      this.listening = undefined
      throw error
    }
  }

  private async connect(): Promise<Listener> {
    const listener = new Listener(this.url, [progressChannel], {
      message: (_channel, jobId) => this.watchers.get(jobId)?.forEach((onChange) => onChange()),
      connected: () => this.everyone(),
      fault: () => undefined,
    })
    await listener.start()
    return listener
  }

  private everyone(): void {
    for (const ofJob of this.watchers.values()) for (const onChange of ofJob) onChange()
  }

  /** Streams end before the server closes, which waits for its connections. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ended = true
    this.everyone()
    await this.listening?.then((listener) => listener.stop()).catch(() => undefined)
  }
}
