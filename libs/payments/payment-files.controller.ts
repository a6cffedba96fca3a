import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, Viewer, type SignedIn } from '@passage/access'
import { PaymentFiles } from './payment-files'
import { PaymentsFileDto, RunsFileDto } from './payments.dto'

/** Runs, and the payments of one, as a file: just as the list is narrowed and shown. */
@ApiTags('payments')
@Controller()
@Roles('finance_officer', 'finance_approver', 'finance_controller', 'auditor')
export class PaymentFilesController {
  constructor(private readonly files: PaymentFiles) {}

  /** Sent while it is read, however long the list is. */
  @Get('payment-runs.csv')
  async runsCsv(@Viewer() viewer: SignedIn, @Query() query: RunsFileDto) {
    return this.files.runs('csv', viewer, query, query.columns)
  }

  /** A list of at most 20,000 runs. */
  @Get('payment-runs.xlsx')
  async runsXlsx(@Viewer() viewer: SignedIn, @Query() query: RunsFileDto) {
    return this.files.runs('xlsx', viewer, query, query.columns)
  }

  /** Sent while it is read, however many payments there are. */
  @Get('payment-runs/:id/payments.csv')
  async paymentsCsv(@Viewer() viewer: SignedIn, @Param('id', ParseUUIDPipe) id: string, @Query() query: PaymentsFileDto) {
    return this.files.payments('csv', viewer, id, query, query.columns)
  }

  /** At most 20,000 payments. */
  @Get('payment-runs/:id/payments.xlsx')
  async paymentsXlsx(@Viewer() viewer: SignedIn, @Param('id', ParseUUIDPipe) id: string, @Query() query: PaymentsFileDto) {
    return this.files.payments('xlsx', viewer, id, query, query.columns)
  }
}
