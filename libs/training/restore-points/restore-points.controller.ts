import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  CommandOf,
  receipt,
  Redaction,
  Roles,
  Viewer,
  type HttpCommand,
  type Page,
  type Redacted,
  type SignedIn,
} from '@passage/access'
import type { Receipt } from '@passage/case'
import { UuidPipe } from '@passage/platform'
import { Transform } from 'class-transformer'
import { IsString, Length } from 'class-validator'
import { KeeperClient, type KeptPoint } from './keeper-client'

/** The name of a restore point: 1 to 60 characters, unique. */
export class MakeRestorePointDto {
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 60, { context: { fix: 'Send a name of 1 to 60 characters.' } })
  name: string
}

type RestorePointRow = Omit<KeptPoint, 'newestMigration'> & { readonly fits: boolean }

/** Restore points of a demo in a trainer's hands; the work is done by the keeper (apps/keeper), outside this room's database. */
@ApiTags('training')
@Controller()
@Roles('trainer')
export class RestorePointsController {
  constructor(
    private readonly keeper: KeeperClient,
    private readonly redaction: Redaction,
  ) {}

  /** Newest first; `fits` is false for a point of another version of the schema. */
  @Get('restore-points')
  async list(@Viewer() viewer: SignedIn): Promise<Redacted<Page<RestorePointRow>>> {
    if (!this.keeper.isThere)
      return this.redaction.many<RestorePointRow>(viewer, 'restore_point', [], { extra: { available: false } })
    const { room, points } = await this.keeper.list()
    const rows = points.map(({ id, name, madeAt, madeBy, programmeDate, cases, bytes, newestMigration }) => ({
      ...{ id, name, madeAt, madeBy, programmeDate, cases, bytes },
      fits: newestMigration === room,
    }))
    return this.redaction.many(viewer, 'restore_point', rows, { extra: { available: true, room } })
  }

  @Post('restore-points')
  async make(
    @Viewer() viewer: SignedIn,
    @Body() { name }: MakeRestorePointDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return answered(await this.keeper.make(viewer, command, name), 'kept')
  }

  /** The asker stays signed in; everybody else logs in again. */
  @Post('restore-points/:id/load')
  @HttpCode(200)
  async load(
    @Viewer() viewer: SignedIn,
    @Param('id', UuidPipe) id: string,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return answered(await this.keeper.load(viewer, command, id), 'loaded')
  }

  @Delete('restore-points/:id')
  async delete(
    @Viewer() viewer: SignedIn,
    @Param('id', UuidPipe) id: string,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return answered(await this.keeper.delete(viewer, command, id), 'deleted')
  }

  /** Back to how the demo began. */
  @Post('reset')
  @HttpCode(200)
  async reset(@Viewer() viewer: SignedIn, @CommandOf() command: HttpCommand): Promise<Redacted<Receipt>> {
    return answered(await this.keeper.reset(viewer, command), 'loaded')
  }
}

function answered({ id, name }: KeptPoint, state: string): Redacted<Receipt> {
  return receipt({ id, reference: name, state, version: 1 })
}
