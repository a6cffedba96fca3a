import { Controller, Get, Query } from '@nestjs/common'
import { ApiPropertyOptional, ApiTags, IntersectionType } from '@nestjs/swagger'
import { Roles, Viewer, type Redacted, type SignedIn } from '@passage/access'
import { IsIn, IsOptional } from 'class-validator'
import { FileColumnsDto } from '../lists/file-columns.dto'
import { caseReaders } from './case-readers'
import { CaseFiltersDto, filtersOf } from './case.dto'
import { CaseExport, type ExportQuery } from './export-cases'
import { defaultSort, worklistSorts, type WorklistSort } from './worklist'

export class ExportDto extends IntersectionType(CaseFiltersDto, FileColumnsDto) {
  @ApiPropertyOptional({ enum: worklistSorts, default: defaultSort })
  @IsOptional()
  @IsIn(worklistSorts)
  readonly sort?: WorklistSort
}

/** The worklist as a file, just as it is narrowed, ordered and shown. */
@ApiTags('cases')
@Controller()
@Roles(...caseReaders)
export class ExportController {
  constructor(private readonly cases: CaseExport) {}

  /** Sent while it is read, however long the list is. */
  @Get('cases.csv')
  async csv(@Viewer() viewer: SignedIn, @Query() query: ExportDto): Promise<Redacted<unknown>> {
    return this.cases.file('csv', viewer, asked(query))
  }

  /** A list of at most 20,000 cases. */
  @Get('cases.xlsx')
  async xlsx(@Viewer() viewer: SignedIn, @Query() query: ExportDto): Promise<Redacted<unknown>> {
    return this.cases.file('xlsx', viewer, asked(query))
  }
}

function asked(query: ExportDto): ExportQuery {
  return { filters: filtersOf(query), sort: query.sort ?? defaultSort, columns: query.columns }
}
