import 'reflect-metadata'
import { constants, setPriority } from 'node:os'
import { ConsoleLogger } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { masterKeysFrom } from '@passage/access'
import { WorkerModule } from './worker.module'

/** What went wrong in a sentence, for somebody who starts the process. */
function sentenceOf(error: unknown): string {
  const { code, message, name } = (error ?? {}) as { code?: string; message?: string; name?: string }
  if (code === 'ECONNREFUSED') return 'The database does not answer at the address in DATABASE_WORKER_URL. Is PostgreSQL running?'
  if (code === '28P01' || code === '28000') return 'The database refuses the role of DATABASE_WORKER_URL. Is the password right?'
  if (['42P01', '42883', '3D000', '42501'].includes(code ?? '') || name === 'SchemaMigrationRequiredError') {
    return 'The database has not been migrated. npm run passage -- migrate does it.'
  }
  return message || String(error)
}

/** Starts the worker; what is wrong with its surroundings is one line and exit code 1. */
async function main(): Promise<void> {
  try {
    // Nobody waits for a job with a page open: where both want a core, the API goes first.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    const worker = WorkerModule.from(process.env)
    masterKeysFrom(process.env)
    // Nest would tell of a failed start in a line of its own; the log begins when the worker has.
    const app = await NestFactory.createApplicationContext(worker, { logger: false, abortOnError: false })
    app.useLogger(new ConsoleLogger({ json: true, logLevels: ['error', 'warn'] }))
    app.enableShutdownHooks(['SIGINT', 'SIGTERM'])
    process.stdout.write(`${JSON.stringify({ ready: 'worker', queues: process.env.REDIS_URL ? 'redis' : 'postgres' })}\n`)
  } catch (error) {
    process.stderr.write(`The worker cannot start: ${sentenceOf(error)}\n`)
    // Nest leaves what other modules have opened; a process that cannot work must not linger.
    process.exit(1)
  }
}

void main()
