import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { PracticeWorker } from './practice-jobs'

/** A worker as a process of its own, to be killed for real. */
async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(
    PracticeWorker.at(process.env.DATABASE_WORKER_URL!, process.env.REDIS_URL),
    {
      logger: false,
    },
  )
  app.enableShutdownHooks(['SIGTERM'])
  process.stdout.write('ready\n')
}

void main()
