import { Module } from '@nestjs/common'
import { ClockModule } from './clock/clock.module'
import { RestorePointsModule } from './restore-points/restore-points.module'

/** The trainer's console in API and worker: the programme clock and the restore points. The generator has a module of its own (world/). */
@Module({ imports: [ClockModule, RestorePointsModule] })
export class TrainingModule {}
