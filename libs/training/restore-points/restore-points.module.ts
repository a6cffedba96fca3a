import { Module } from '@nestjs/common'
import { KeeperClient } from './keeper-client'
import { RestorePointsController } from './restore-points.controller'

/** Restore points over HTTP. */
@Module({ controllers: [RestorePointsController], providers: [KeeperClient] })
export class RestorePointsModule {}
