import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Roles, Viewer, type HttpCommand, type Page, type Redacted, type SignedIn } from '@passage/access'
import type { Receipt } from '@passage/case'
import { UuidPipe } from '@passage/platform'
import type { ReportRow } from './report.store'
import { Reports, type KindView } from './reports'
import { ReportsQuery, RequestReportDto } from './reports.dto'
import type { ReportResult } from './result'

/** Reports: planners and programme managers ask for them, the auditor sees what was asked and told. */
@ApiTags('reports')
@Controller('reports')
@Roles('planner', 'programme_manager', 'auditor')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  /** The kinds of report, what each may be told, and how each of its figures is counted. */
  @Get('kinds')
  async kinds(@Viewer() viewer: SignedIn): Promise<Redacted<Page<KindView>>> {
    return this.reports.kinds(viewer)
  }

  /** Asks for a report; the answer's id is the report's and its job's, by which it is watched and stopped. */
  @Post()
  @Roles('planner', 'programme_manager')
  async request(@CommandOf() command: HttpCommand, @Body() body: RequestReportDto): Promise<Redacted<Receipt>> {
    return receipt(await this.reports.request(command, body))
  }

  /** Who asked for what, newest first. */
  @Get()
  async history(@Viewer() viewer: SignedIn, @Query() query: ReportsQuery): Promise<Redacted<Page<ReportRow>>> {
    return this.reports.page(viewer, query)
  }

  @Get(':id')
  async one(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<ReportRow>> {
    return this.reports.one(viewer, id)
  }

  /** The result as tables, each figure with how it was counted. */
  @Get(':id/result')
  async result(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<ReportResult>> {
    return this.reports.result(viewer, id)
  }

  @Get(':id/result.csv')
  async csv(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<Buffer>> {
    return this.reports.csv(viewer, id)
  }

  @Get(':id/result.xlsx')
  async xlsx(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<Buffer>> {
    return this.reports.xlsx(viewer, id)
  }
}
