import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
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
import type { Receipt } from '@passage/case'
import { Database, decodeCursor, encodeCursor, PageQuery } from '@passage/platform'
import { ClockStepDto, MoveClockDto } from './clock.dto'
import { listMoves, type ClockMoveRow } from './clock.store'
import { MoveClock, type ClockPreview } from './move-clock'

const list = 'clock_moves'

/** The programme clock in a trainer's hands: what a move would fire, the move, and the moves that were made. */
@ApiTags('training')
@Controller('clock')
export class ClockController {
  constructor(
    private readonly database: Database,
    private readonly clock: MoveClock,
    private readonly redaction: Redaction,
  ) {}

  /** What would fire, by day and kind, in order. Changes nothing. */
  @Post('preview')
  @Roles('trainer')
  @HttpCode(200)
  async preview(@Viewer() viewer: SignedIn, @Body() body: ClockStepDto): Promise<Redacted<ClockPreview>> {
    return this.redaction.one(viewer, 'clock_preview', await this.clock.preview(viewer, body))
  }

  /** Moves the clock forward, day by day, in a job. */
  @Post('moves')
  @Roles('trainer')
  async move(@Body() { seenToday, ...step }: MoveClockDto, @CommandOf() command: HttpCommand): Promise<Redacted<Receipt>> {
    return receipt(await this.clock.move(command, step, seenToday))
  }

  /** Who moved it, from when to when, and what fired; newest first. */
  @Get('moves')
  @Roles('trainer', 'auditor')
  async moves(
    @Viewer() viewer: SignedIn,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<Redacted<Page<Omit<ClockMoveRow, 'at'>>>> {
    const after = decodeCursor(list, ['int', 'uuid'], cursor)
    const rows = await listMoves(this.database, after as [string, string] | null, limit + 1)
    const last = rows.length > limit ? rows[limit - 1]! : undefined
    return this.redaction.many(viewer, 'clock_move', rows.slice(0, limit).map(shown), {
      nextCursor: last ? encodeCursor(list, [last.at, last.id]) : null,
    })
  }
}

function shown({ at: _, ...row }: ClockMoveRow): Omit<ClockMoveRow, 'at'> {
  return row
}
