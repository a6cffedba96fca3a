import { Controller, Get, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  CommandOf,
  masterKeysNeeded,
  MasterKeys,
  receipt,
  Redaction,
  Roles,
  Viewer,
  type HttpCommand,
  type Page,
  type Redacted,
  type SignedIn,
} from '@passage/access'
import { Database } from '@passage/platform'
import type { Receipt } from '../perform'
import { rotationAtWork } from './key-rotation.store'
import { RequestRotation } from './request-rotation'

/** A master key as far as anybody may know it: its number, whether this process has it, and how much rests under it. */
export interface MasterKeyState {
  readonly number: number
  readonly newest: boolean
  readonly configured: boolean
  /** Rows that could not be opened without it; a key that none needs may be taken away. */
  readonly needed: number
}

/** The master keys by number. Their rotation is asked for in a demo; elsewhere it is the operator's. */
@ApiTags('keys')
@Controller('keys')
export class KeysController {
  constructor(
    private readonly database: Database,
    private readonly keys: MasterKeys,
    private readonly rotation: RequestRotation,
    private readonly redaction: Redaction,
  ) {}

  @Get()
  @Roles('trainer', 'auditor')
  async list(@Viewer() viewer: SignedIn): Promise<Redacted<Page<MasterKeyState>>> {
    const needs = await masterKeysNeeded(this.database)
    const numbers = [...new Set([...this.keys.numbers, ...needs.map((need) => need.masterKey)])].sort((a, b) => a - b)
    const rows = numbers.map((number) => ({
      number,
      newest: number === this.keys.newest,
      configured: this.keys.numbers.includes(number),
      needed: needs.filter((need) => need.masterKey === number).reduce((sum, need) => sum + need.rows, 0),
    }))
    return this.redaction.many(viewer, 'master_key', rows, { extra: { rotationJobId: await rotationAtWork(this.database) } })
  }

  /** Brings everything under the newest key; the answer's id is that of the job. */
  @Post('rotation')
  @Roles('trainer')
  async rotate(@CommandOf() command: HttpCommand): Promise<Redacted<Receipt>> {
    return receipt(await this.rotation.request(command))
  }
}
