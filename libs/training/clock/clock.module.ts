import { Module } from '@nestjs/common'
import { ClockController } from './clock.controller'
import { MoveClock } from './move-clock'
import { MoveClockJob } from './move-clock.job'

/** The programme clock: asked for over HTTP, moved by a job. */
@Module({ controllers: [ClockController], providers: [MoveClock, MoveClockJob] })
export class ClockModule {}
