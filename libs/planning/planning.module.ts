import { Module } from '@nestjs/common'
import { PlanningNeeds } from './planning.needs'
import { ReportsController } from './reports.controller'
import { ReportStore } from './report.store'
import { Reports } from './reports'
import { RunReport } from './run-report.job'

/** Reports for planners: asked for over HTTP, counted by the worker. */
@Module({
  controllers: [ReportsController],
  providers: [PlanningNeeds, Reports, ReportStore, RunReport],
})
export class PlanningModule {}
