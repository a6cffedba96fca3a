import { Injectable } from '@nestjs/common'
import { Redaction, type HttpCommand, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Perform, type Receipt } from '@passage/case'
import { Outbox } from '@passage/jobs'
import { decodeCursor, encodeCursor, Refused } from '@passage/platform'
import { checkedParams } from './check-params'
import { csvOf } from './export/csv'
import { xlsxOf } from './export/xlsx'
import { kindOf, reportKinds, type KindName, type ParamForm } from './report-kinds'
import { ReportStore, type AskedParams, type ReportRow } from './report.store'
import type { RequestReportDto } from './reports.dto'
import type { ReportResult } from './result'

export interface KindView {
  readonly kind: KindName
  readonly title: string
  readonly does: string
  readonly params: readonly ParamForm[]
  readonly figures: readonly { table: string; key: string; title: string; unit: string; definition: string }[]
}

const list = 'reports:-requested_at'

/** Asking for reports, and reading them. */
@Injectable()
export class Reports {
  constructor(
    private readonly store: ReportStore,
    private readonly redaction: Redaction,
    private readonly perform: Perform,
    private readonly outbox: Outbox,
  ) {}

  async kinds(viewer: SignedIn): Promise<Redacted<Page<KindView>>> {
    const views = reportKinds.map(({ tables, ...kind }) => ({
      ...kind,
      figures: tables.flatMap((table) => table.columns.map((column) => ({ table: table.key, ...column }))),
    }))
    return this.redaction.many(viewer, 'report_kind', views)
  }

  /**
   * Asks for a report. @returns its id, which is its job's
   * @throws Refused `input.report_params`, `input.report_without_data`, `input.report_site`, `input.report_place`
   */
  async request(command: HttpCommand, { kind, params: given }: RequestReportDto): Promise<Receipt> {
    const params = checkedParams(kind, given, await this.store.beginnings())
    await this.checkPlace(params)
    return this.perform.command(command.token, command, async (tx) => {
      const id = await this.outbox.request(tx, { queue: 'reports', name: 'run_report', data: {}, requestedBy: tx.actor.id })
      await this.store.insert(tx, { id, kind, params, requestedBy: tx.actor.id })
      return { id, state: 'requested', version: 1 }
    })
  }

  /** A page of who asked for what, newest first. @throws Refused `input.cursor` */
  async page(
    viewer: SignedIn,
    { kind, cursor, limit = 50 }: { kind?: KindName | undefined; cursor?: string | undefined; limit?: number | undefined },
  ): Promise<Redacted<Page<ReportRow>>> {
    const rows = await this.store.page(viewer, kind, decodeCursor(list, ['time', 'uuid'], cursor), limit)
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return this.redaction.many(viewer, 'report', shown, {
      nextCursor: last ? encodeCursor(list, [last.requestedAt, last.id]) : null,
    })
  }

  async one(viewer: SignedIn, id: string): Promise<Redacted<ReportRow>> {
    return this.redaction.one(viewer, 'report', await this.existing(viewer, id))
  }

  async result(viewer: SignedIn, id: string): Promise<Redacted<ReportResult>> {
    return this.redaction.one(viewer, 'report_result', await this.finished(viewer, id))
  }

  async csv(viewer: SignedIn, id: string): Promise<Redacted<Buffer>> {
    const result = await this.finished(viewer, id)
    return this.redaction.file('text/csv; charset=utf-8', nameOf(result, 'csv'), csvOf(result), contentFor(viewer))
  }

  async xlsx(viewer: SignedIn, id: string): Promise<Redacted<Buffer>> {
    const result = await this.finished(viewer, id)
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    return this.redaction.file(type, nameOf(result, 'xlsx'), await xlsxOf(result), contentFor(viewer))
  }

  private async existing(viewer: SignedIn, id: string): Promise<ReportRow> {
    const row = await this.store.one(viewer, id)
    if (!row) throw Refused.notFound('report')
    return row
  }

  /** @throws Refused `report.not_found`, `report.not_finished` */
  private async finished(viewer: SignedIn, id: string): Promise<ReportResult> {
    const { kind, params, requestedBy, programmeDate, finishedAt, state } = await this.existing(viewer, id)
    const counted = await this.store.result(id)
    if (!counted || !programmeDate || !finishedAt) throw notFinished(state)
    return { id, kind, title: kindOf(kind).title, programmeDate, madeAt: finishedAt, params, requestedBy, ...counted }
  }

  /** @throws Refused `input.report_site`, `input.report_place` */
  private async checkPlace(params: AskedParams): Promise<void> {
    const places = [
      ['siteId', 'site_id'],
      ['organisation', 'organisation'],
      ['region', 'region'],
      ['country', 'country'],
    ] as const
    for (const [name, column] of places) {
      const value = params[name]
      if (value === undefined || (await this.store.sitesThat(column, String(value))) > 0) continue
      if (name === 'siteId') {
        throw Refused.field(
          'params.siteId',
          'There is no such site.',
          'Choose a site from the list of sites.',
          'input.report_site',
        )
      }
      const fix = `Choose one that a site is in or belongs to, or leave out ${name}.`
      throw Refused.field(`params.${name}`, `No site has this ${name}.`, fix, 'input.report_place')
    }
  }
}

function notFinished(state: ReportRow['state']): Refused {
  if (state === 'cancelled' || state === 'failed') {
    const why =
      state === 'cancelled'
        ? 'This report was stopped, so that it has no result.'
        : 'This report failed, so that it has no result.'
    return new Refused('report.not_finished', why, { fix: 'Ask for it again.' })
  }
  return new Refused('report.not_finished', 'This report is still being counted.', { fix: 'Wait until it is done.' })
}

function nameOf({ kind, programmeDate }: ReportResult, ending: string): string {
  return `passage-${kind}-${programmeDate}.${ending}`
}

function contentFor(viewer: SignedIn) {
  return { viewer, resource: 'report_result' as const, fields: ['programmeDate', 'params', 'notes', 'tables'] }
}
