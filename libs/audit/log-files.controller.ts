import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, Viewer, type SignedIn } from '@passage/access'
import { AccessLogFileDto, TransitionsFileDto } from './audit.dto'
import { LogFiles } from './log-files'

/** The transition log and the access log as a file, just as they are narrowed and shown. */
@ApiTags('audit')
@Controller()
@Roles('auditor')
export class LogFilesController {
  constructor(private readonly files: LogFiles) {}

  /** Sent while it is read, however long the log is. */
  @Get('transitions.csv')
  async transitionsCsv(@Viewer() viewer: SignedIn, @Query() { columns, ...filters }: TransitionsFileDto) {
    return this.files.transitions('csv', viewer, filters, columns)
  }

  /** At most 20,000 entries. */
  @Get('transitions.xlsx')
  async transitionsXlsx(@Viewer() viewer: SignedIn, @Query() { columns, ...filters }: TransitionsFileDto) {
    return this.files.transitions('xlsx', viewer, filters, columns)
  }

  /** Sent while it is read, however long the log is. That it was taken stands in the log, and is none of its own rows. */
  @Get('access-log.csv')
  async accessesCsv(@Viewer() viewer: SignedIn, @Query() { columns, ...filters }: AccessLogFileDto) {
    return this.files.accesses('csv', viewer, filters, columns)
  }

  /** At most 20,000 records. */
  @Get('access-log.xlsx')
  async accessesXlsx(@Viewer() viewer: SignedIn, @Query() { columns, ...filters }: AccessLogFileDto) {
    return this.files.accesses('xlsx', viewer, filters, columns)
  }
}
