import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
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
import { Database, decodeCursor, encodeCursor, UuidPipe } from '@passage/platform'
import type { Receipt } from '../perform'
import { ErasePerson } from './erase-person'
import { AskErasureDto, CallOffErasureDto, ErasuresDto } from './erasure.dto'
import { listErasures, type ErasureRow } from './erasure.store'

const list = 'erasures'

/** Persons who are to be forgotten, and who were. */
@ApiTags('erasures')
@Controller()
export class ErasureController {
  constructor(
    private readonly database: Database,
    private readonly erasing: ErasePerson,
    private readonly redaction: Redaction,
  ) {}

  /** Asks for the erasure of somebody of a closed case. Nothing is erased until a registrar confirms it. */
  @Post('cases/:id/erasures')
  @Roles('intake_officer')
  async ask(
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Body() { personId, reason }: AskErasureDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.erasing.ask(command, id, personId, reason))
  }

  /** Erases the person: their key is destroyed, and nobody can read again what was kept of them. */
  @Post('erasures/:id/confirm')
  @Roles('registrar')
  @HttpCode(200)
  async confirm(@CommandOf() command: HttpCommand, @Param('id', UuidPipe) id: string): Promise<Redacted<Receipt>> {
    return receipt(await this.erasing.confirm(command, id))
  }

  @Post('erasures/:id/call-off')
  @Roles('intake_officer', 'registrar')
  @HttpCode(200)
  async callOff(
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: CallOffErasureDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.erasing.callOff(command, id, reason))
  }

  /** Who asked for whose erasure and who carried it out, newest first: for those who work on it, and for the auditor. */
  @Get('erasures')
  @Roles('intake_officer', 'registrar', 'auditor')
  async erasures(@Viewer() viewer: SignedIn, @Query() query: ErasuresDto): Promise<Redacted<Page<Omit<ErasureRow, 'at'>>>> {
    const after = decodeCursor(list, ['int', 'uuid'], query.cursor)
    const rows = await listErasures(
      this.database,
      { state: query.state ?? null, caseId: query.case ?? null },
      after as [string, string] | null,
      query.limit + 1,
    )
    const last = rows.length > query.limit ? rows[query.limit - 1]! : undefined
    return this.redaction.many(viewer, 'erasure', rows.slice(0, query.limit).map(shown), {
      nextCursor: last ? encodeCursor(list, [last.at, last.id]) : null,
    })
  }
}

function shown({ at: _, ...row }: ErasureRow): Omit<ErasureRow, 'at'> {
  return row
}
