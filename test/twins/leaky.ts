import { Controller, Get, Module } from '@nestjs/common'
import { AnyAccount, Redaction, Viewer, type SignedIn } from '@passage/access'
import { Database } from '@passage/platform'

interface Paid {
  readonly id: string
  readonly amount: bigint
}

/** Leaks as other systems had them (lessons.md 7), planted so that the search can be seen to find them. None shows the amount itself. */
@Controller('leaky')
export class LeakyController {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
  ) {}

  /** Sorted by a field that is not shown. */
  @Get('sorted')
  @AnyAccount()
  async sorted(@Viewer() viewer: SignedIn) {
    const rows = await this.database.query<Paid>('SELECT id, amount FROM payment ORDER BY amount DESC, id')
    return this.redaction.many(
      viewer,
      'tariff_line',
      rows.map(({ id }) => ({ id })),
    )
  }

  /** Counts by a field that is not shown. */
  @Get('counted')
  @AnyAccount()
  async counted(@Viewer() viewer: SignedIn) {
    const rows = await this.database.query<Paid>('SELECT id, amount FROM payment WHERE amount > 10000000')
    return this.redaction.many(viewer, 'tariff_line', [], { extra: { total: rows.length } })
  }

  /** Shows nothing at all, but asks the database once more for some. */
  @Get('slower')
  @AnyAccount()
  async slower(@Viewer() viewer: SignedIn) {
    const rows = await this.database.query<Paid>('SELECT id, amount FROM payment WHERE amount > 10000000')
    for (const { id } of rows) await this.database.query('SELECT FROM payment WHERE id = $1', [id])
    return this.redaction.many(viewer, 'tariff_line', [])
  }
}

@Module({ controllers: [LeakyController] })
export class LeakyModule {}
