import { Injectable, type OnModuleInit } from '@nestjs/common'
import { MasterKeys } from '@passage/access'
import { JobHandlers } from '@passage/jobs'
import { Perform } from '../perform'
import { runKeyRotation } from './run-key-rotation'

/** The job `access/rotate_keys`. It stands here since libs/access knows neither jobs nor the one write path. */
@Injectable()
export class RotateKeysJob implements OnModuleInit {
  constructor(
    private readonly perform: Perform,
    private readonly keys: MasterKeys,
    private readonly handlers: JobHandlers,
  ) {}

  onModuleInit(): void {
    this.handlers.register('access', 'rotate_keys', async (job) => (await runKeyRotation(this.perform, this.keys, job)).outcome)
  }
}
