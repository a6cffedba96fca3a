import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  CommandOf,
  receipt,
  Redaction,
  Roles,
  Viewer,
  WhileViewing,
  type HttpCommand,
  type Redacted,
  type SignedIn,
} from '@passage/access'
import { ReasonDto, Refused } from '@passage/platform'
import { writePain001, payeeReference } from './iso20022/pain001'
import { MovePayment, MoveRun, type RunEvent } from './move-run'
import { PaymentsPageDto, PickedPaymentsDto, PostingsPageDto, PrepareRunDto, RunKindDto, RunsPageDto } from './payments.dto'
import { PaymentReads } from './payments.reads'
import { PrepareRunUseCase } from './prepare-run'
import { Reconcile } from './reconcile'
import { ResumeRun } from './resume-run'
import { walletOf } from './send-run'

const readers = ['finance_officer', 'finance_approver', 'finance_controller', 'auditor'] as const

@ApiTags('payments')
@Controller()
export class PaymentsController {
  constructor(
    private readonly reads: PaymentReads,
    private readonly prepareRun: PrepareRunUseCase,
    private readonly moveRun: MoveRun,
    private readonly movePayment: MovePayment,
    private readonly resumeRun: ResumeRun,
    private readonly reconciliation: Reconcile,
    private readonly redaction: Redaction,
  ) {}

  @Get('payment-runs')
  @Roles(...readers)
  async list(@Viewer() viewer: SignedIn, @Query() page: RunsPageDto) {
    const { rows, nextCursor } = await this.reads.runs(viewer, page, page.limit, page.cursor)
    return this.redaction.many(viewer, 'payment_run', rows, { nextCursor })
  }

  @Get('payment-runs/counts')
  @Roles(...readers)
  async counts(@Viewer() viewer: SignedIn, @Query() { kind }: RunKindDto) {
    return this.redaction.many(viewer, 'payment_run_count', await this.reads.counts(kind))
  }

  /** The dry run: what a run would pay and whom it would leave out. Writes nothing, so it needs no key. */
  @Post('payment-runs/preview')
  @WhileViewing()
  @Roles('finance_officer')
  @HttpCode(200)
  async preview(@Viewer() viewer: SignedIn, @Body() body: PrepareRunDto) {
    const { line, payments, leftOut, total } = await this.prepareRun.preview(viewer, body)
    return this.redaction.one(viewer, 'dry_run', {
      kind: body.kind,
      month: body.month ?? null,
      currency: line.currency,
      lineFree: line.free,
      people: payments.length,
      total,
      payments: (await this.reads.named(payments)).map(({ paidFor: _paidFor, ...payment }) => payment),
      leftOut: await this.reads.named(leftOut),
      before: await this.reads.before({ kind: body.kind, currency: line.currency }),
    })
  }

  @Post('payment-runs')
  @Roles('finance_officer')
  async prepare(@Body() body: PrepareRunDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.prepareRun.prepare(command, body))
  }

  /** Asks the worker to read the paymaster's statements now. */
  @Post('payment-runs/reconcile')
  @Roles('finance_officer')
  @HttpCode(202)
  async reconcile(@CommandOf() command: HttpCommand) {
    return receipt(await this.reconciliation.request(command))
  }

  @Get('payment-runs/:id')
  @Roles(...readers)
  async run(@Viewer() viewer: SignedIn, @Param('id', ParseUUIDPipe) id: string) {
    return this.redaction.one(viewer, 'payment_run', await this.reads.run(id))
  }

  @Get('payment-runs/:id/payments')
  @Roles(...readers)
  async payments(@Viewer() viewer: SignedIn, @Param('id', ParseUUIDPipe) id: string, @Query() page: PaymentsPageDto) {
    const { rows, nextCursor } = await this.reads.payments(viewer, id, page, page.limit, page.cursor)
    return this.redaction.many(viewer, 'payment', rows, { nextCursor })
  }

  /** What was posted to a budget line: the way of its money, newest first. */
  @Get('budget-lines/:id/transfers')
  @Roles(...readers)
  async transfers(@Viewer() viewer: SignedIn, @Param('id', ParseUUIDPipe) id: string, @Query() page: PostingsPageDto) {
    const rows = await this.reads.postings(id, page.limit + 1, page.cursor)
    return this.redaction.many(viewer, 'ledger_transfer', rows.slice(0, page.limit), { nextCursor: cursorOf(rows, page.limit) })
  }

  /** What the programme instructed, as one ISO 20022 message to keep. */
  @Get('payment-runs/:id/pain.001')
  @Roles('finance_officer', 'finance_approver', 'finance_controller')
  async message(@Viewer() viewer: SignedIn, @Param('id', ParseUUIDPipe) id: string): Promise<Redacted<Buffer>> {
    const run = await this.reads.run(id)
    const instructions = await this.reads.instructions(id)
    if (instructions.length === 0) {
      throw new Refused(
        'payment_run.nothing_instructed',
        'Nothing of this run has been instructed yet, so that there is no message to keep.',
        {
          fix: 'Come back when the run has been released and sent.',
        },
      )
    }
    const xml = writePain001({
      messageId: `RUN-${run.reference}`,
      created: new Date().toISOString(),
      debtorName: 'PASSAGE SYNTHETIC PROGRAMME',
      requestedExecutionDate: run.preparedOn,
      currency: run.currency,
      instructions: instructions.map((i) => ({
        endToEndId: i.key,
        amount: i.amount,
        currency: run.currency,
        creditorName: payeeReference(i.payeePersonId),
        creditorAccount: walletOf(i.payeePersonId),
      })),
    })
    const content = { viewer, resource: 'payment' as const, fields: ['amount', 'currency', 'payeePersonId'] }
    return this.redaction.file('application/xml; charset=utf-8', `${run.reference}.pain.001.xml`, xml, content)
  }

  @Post('payment-runs/:id/approve')
  @Roles('finance_approver')
  @HttpCode(200)
  approve(@Param('id', ParseUUIDPipe) id: string, @CommandOf() command: HttpCommand) {
    return this.move(command, id, 'approve')
  }

  @Post('payment-runs/:id/send-back')
  @Roles('finance_approver', 'finance_controller')
  @HttpCode(200)
  sendBack(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return this.move(command, id, 'send_back', body.reason)
  }

  @Post('payment-runs/:id/release')
  @Roles('finance_controller')
  @HttpCode(200)
  release(@Param('id', ParseUUIDPipe) id: string, @CommandOf() command: HttpCommand) {
    return this.move(command, id, 'release')
  }

  @Post('payment-runs/:id/retry')
  @Roles('finance_controller')
  @HttpCode(200)
  retry(@Param('id', ParseUUIDPipe) id: string, @CommandOf() command: HttpCommand) {
    return this.move(command, id, 'retry')
  }

  /** Asks for the job again where it ended before everything was sent and answered. */
  @Post('payment-runs/:id/resume')
  @Roles('finance_controller', 'finance_officer')
  @HttpCode(200)
  async resume(@Param('id', ParseUUIDPipe) id: string, @CommandOf() command: HttpCommand) {
    return receipt(await this.resumeRun.resume(command, id))
  }

  @Post('payment-runs/:id/complete')
  @Roles('finance_officer')
  @HttpCode(200)
  complete(@Param('id', ParseUUIDPipe) id: string, @CommandOf() command: HttpCommand) {
    return this.move(command, id, 'complete')
  }

  @Post('payment-runs/:id/cancel')
  @Roles('finance_officer', 'finance_approver')
  @HttpCode(200)
  cancel(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return this.move(command, id, 'cancel', body.reason)
  }

  @Post('payments/:id/exclude')
  @Roles('finance_officer')
  @HttpCode(200)
  async exclude(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.movePayment.exclude(command, id, body.reason))
  }

  @Post('payments/:id/give-up')
  @Roles('finance_officer')
  @HttpCode(200)
  async giveUp(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.movePayment.giveUp(command, id, body.reason))
  }

  /** Leaves up to 200 payments out of a run that nobody has approved yet, all or none. */
  @Post('payment-runs/:id/payments/exclude')
  @Roles('finance_officer')
  @HttpCode(200)
  async excludeMany(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { payments, reason }: PickedPaymentsDto,
    @CommandOf() command: HttpCommand,
  ) {
    return receipt(await this.movePayment.excludeMany(command, id, payments, reason))
  }

  /** Gives up at most 200 payments of a run that were rejected or returned, all or none. */
  @Post('payment-runs/:id/payments/give-up')
  @Roles('finance_officer')
  @HttpCode(200)
  async giveUpMany(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { payments, reason }: PickedPaymentsDto,
    @CommandOf() command: HttpCommand,
  ) {
    return receipt(await this.movePayment.giveUpMany(command, id, payments, reason))
  }

  private async move(command: HttpCommand, id: string, event: RunEvent, reason?: string) {
    return receipt(await this.moveRun.move(command, id, event, reason))
  }
}

function cursorOf(rows: readonly { readonly id: string }[], limit: number): string | null {
  return rows.length > limit ? rows[limit - 1]!.id : null
}
