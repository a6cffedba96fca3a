import { Controller, Get, Query } from '@nestjs/common'
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger'
import { Roles, Viewer, type Redacted, type SignedIn } from '@passage/access'
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator'
import { caseReaders } from './case-readers'
import { CaseFiltersDto, filtersOf } from './case.dto'
import { CaseExport, type ExportQuery } from './export-cases'
import { exportColumns } from './export-columns'
import { defaultSort, worklistSorts, type WorklistSort } from './worklist'

export class ExportDto extends CaseFiltersDto {
  @ApiPropertyOptional({ enum: worklistSorts, default: defaultSort })
  @IsOptional()
  @IsIn(worklistSorts)
  readonly sort?: WorklistSort

  @ApiPropertyOptional({
    example: 'reference,state',
    description: `Some of ${Object.keys(exportColumns).join(', ')}; all unless said.`,
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly columns?: string
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
    return this.cases.csv(viewer, asked(query))
  }

  /** A list of at most 20,000 cases. */
  @Get('cases.xlsx')
  async xlsx(@Viewer() viewer: SignedIn, @Query() query: ExportDto): Promise<Redacted<unknown>> {
    return this.cases.xlsx(viewer, asked(query))
  }
}

function asked(query: ExportDto): ExportQuery {
  return { filters: filtersOf(query), sort: query.sort ?? defaultSort, columns: query.columns }
}
