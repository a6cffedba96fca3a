import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Roles, Viewer, type HttpCommand, type Page, type Redacted, type SignedIn } from '@passage/access'
import { caseReaders, type Receipt } from '@passage/case'
import { UuidPipe } from '@passage/platform'
import type { AccessRecord } from '../access-records'
import { BreakGlass } from './break-glass'
import { BreakGlassDto, BrokenGlassesDto } from './break-glass.dto'
import { glassBreakers } from './break-glass.rules'
import { BrokenGlasses, type BrokenGlass } from './broken-glasses'

/** Reading, with a reason and for minutes, what no rule lets one read of a case; and the record of it. */
@ApiTags('break glass')
@Controller()
@Roles(...caseReaders)
export class BreakGlassController {
  constructor(
    private readonly breaking: BreakGlass,
    private readonly broken: BrokenGlasses,
  ) {}

  /** The auditors and whoever holds the case are told at once. */
  @Post('cases/:id/break-glass')
  @Roles(...glassBreakers)
  async open(
    @Viewer() viewer: SignedIn,
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Body() body: BreakGlassDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.breaking.open(viewer, command, id, body))
  }

  /** All of them for an auditor; one's own and those that one was told of for everybody else. */
  @Get('break-glass')
  async list(@Viewer() viewer: SignedIn, @Query() query: BrokenGlassesDto): Promise<Redacted<Page<BrokenGlass>>> {
    return this.broken.page(viewer, { ...query, unseen: query.unseen === 'true' })
  }

  /** Everything that was read under one. */
  @Get('break-glass/:id/reads')
  async reads(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<Page<AccessRecord>>> {
    return this.broken.reads(viewer, id)
  }

  @Post('break-glass/:id/end')
  @HttpCode(200)
  async end(@CommandOf() command: HttpCommand, @Param('id', UuidPipe) id: string): Promise<Redacted<Receipt>> {
    return receipt(await this.breaking.end(command, id))
  }

  @Post('break-glass/:id/seen')
  @HttpCode(200)
  async see(@CommandOf() command: HttpCommand, @Param('id', UuidPipe) id: string): Promise<Redacted<Receipt>> {
    return receipt(await this.breaking.see(command, id))
  }
}
