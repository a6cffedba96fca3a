import { Injectable } from '@nestjs/common'
import { closeJob, JobHandlers } from '@passage/jobs'
import { LedgerReads } from '@passage/ledger'
import { FundActs, MovePayment, MoveRun, PrepareRunUseCase } from '@passage/payments'
import { Database } from '@passage/platform'
import { addMonths, dayOf, firstDayOf, monthOf, workingDay, type Day } from './calendar'
import type { Line, LivingWorld } from './living-world'
import { moneyNeeded } from './money-needed'

type Kind = 'allowance' | 'reward'

/** On this day of a month the month before it is paid. */
const payDay = '05'

/** Money: what comes in by quarters, and the runs of each month, through preparing, approving and releasing by three people. */
@Injectable()
export class LiveMoney {
  constructor(
    private readonly funds: FundActs,
    private readonly ledger: LedgerReads,
    private readonly prepareRun: PrepareRunUseCase,
    private readonly moveRun: MoveRun,
    private readonly movePayment: MovePayment,
    private readonly handlers: JobHandlers,
    private readonly database: Database,
  ) {}

  /** The first working day of a quarter. */
  isInstalmentDay(day: Day): boolean {
    const month = monthOf(day)
    return day === workingDay(firstDayOf(month)) && ['01', '04', '07', '10'].includes(month.slice(5))
  }

  isPayDay(day: Day): boolean {
    return day === payDayOf(monthOf(day))
  }

  /** What the donors send for the quarter: the need as the plans foresee it, times how much of it the scenario says is covered. */
  async receiveInstalments(world: LivingWorld, day: Day): Promise<void> {
    const needed = moneyNeeded(world, monthOf(day))
    for (const kind of ['allowance', 'reward'] as const) {
      if (needed[kind] <= 0n) continue
      const controller = world.staff.onDuty('finance_controller', day)
      const { fundId } = lineOf(world, kind)
      await this.funds.receive(world.batches.command(controller, day, `receive ${kind}`), fundId, needed[kind])
    }
  }

  /**
   * Pays what the money reaches for, the oldest month first; what it does not reach for waits for the next instalment.
   * @param isLast the newest runs of a world, and what bounced of those before, wait for somebody, so that whoever opens it finds work
   */
  async pay(world: LivingWorld, day: Day, isLast: boolean): Promise<void> {
    if (!isLast) await this.retryFailed(world, day)
    for (const kind of ['allowance', 'reward'] as const) {
      await this.carryThrough(world, day, kind, isLast)
      for (const month of kind === 'allowance' ? await this.unpaidMonths(day) : [undefined]) {
        const run = { kind, budgetLineId: lineOf(world, kind).lineId, ...(month ? { month } : {}) }
        const officer = world.staff.onDuty('finance_officer', day)
        const { payments, total } = await this.prepareRun.preview(officer, run)
        if (payments.length === 0) continue
        if (!(await this.setAside(world, day, kind, total, `${kind} ${month ?? ''}`))) break
        await this.prepareRun.prepare(world.batches.command(officer, day, `prepare ${kind} ${month ?? ''}`), run)
        await this.carryThrough(world, day, kind, isLast)
      }
    }
  }

  /** Takes runs on from where they stand, the last ones of a world not to their end. */
  private async carryThrough(world: LivingWorld, day: Day, kind: Kind, isLast: boolean): Promise<void> {
    const runs = await this.database.query<{ id: string; state: string }>(
      `SELECT r.id, s.state FROM payment_run r JOIN subject s USING (id) WHERE r.kind = $1 AND s.state IN ('prepared', 'approved') ORDER BY r.id`,
      [kind],
    )
    for (const { id, state } of runs) {
      if (isLast && kind === 'allowance') continue
      if (state === 'prepared') {
        const approver = world.staff.onDuty('finance_approver', day)
        await this.moveRun.move(world.batches.command(approver, day, `approve ${id}`), id, 'approve')
      }
      if (isLast) continue
      const controller = world.staff.onDuty('finance_controller', day)
      await this.moveRun.move(world.batches.command(controller, day, `release ${id}`), id, 'release')
    }
    await this.runJobs()
  }

  /** Moves money from the fund to its budget line, as far as the total asks for it. @returns whether it reaches */
  private async setAside(world: LivingWorld, day: Day, kind: Kind, total: bigint, what: string): Promise<boolean> {
    const { fundId, lineId } = lineOf(world, kind)
    const { free } = await this.ledger.line(this.database, lineId)
    if (free >= total) return true
    const fund = (await this.ledger.funds()).find(({ id }) => id === fundId)!
    if (free + fund.unallocated < total) return false
    const controller = world.staff.onDuty('finance_controller', day)
    await this.funds.allocate(world.batches.command(controller, day, `allocate ${what}`), fundId, lineId, total - free)
    return true
  }

  /** Months before this one that have entitlements and no run that stands. */
  private async unpaidMonths(day: Day): Promise<string[]> {
    const [first] = await this.database.query<{ month: string | null }>(
      `SELECT to_char(min(lower(days)), 'YYYY-MM') AS month FROM entitlement`,
    )
    if (!first?.month) return []
    const runs = await this.database.query<{ month: string }>(
      `SELECT to_char(r.month, 'YYYY-MM') AS month FROM payment_run r JOIN subject s USING (id)
       WHERE r.kind = 'allowance' AND s.state <> 'cancelled'`,
    )
    const paid = new Set(runs.map(({ month }) => month))
    const months: string[] = []
    for (let month = first.month; month < monthOf(day); month = addMonths(month, 1)) if (!paid.has(month)) months.push(month)
    return months
  }

  /** What bounced last month is looked at: some payees cannot be reached any more, the others are sent again. */
  private async retryFailed(world: LivingWorld, day: Day): Promise<void> {
    const failed = await this.database.query<{ id: string; runId: string }>(
      `SELECT p.id, p.run_id AS "runId" FROM subject s JOIN payment p USING (id)
       WHERE s.kind = 'payment' AND s.state IN ('rejected', 'returned') ORDER BY p.run_id, p.id`,
    )
    const runs = new Map<string, string[]>()
    const { givenUp } = world.request.scenario.mistakes
    const officer = world.staff.onDuty('finance_officer', day)
    for (const { id, runId } of failed) {
      if (world.prng.fork('given up').fork(id).chance(givenUp)) {
        await this.movePayment.giveUp(world.batches.command(officer, day, `give up ${id}`), id, 'payee_unreachable')
      } else runs.set(runId, [...(runs.get(runId) ?? []), id])
    }
    const controller = world.staff.onDuty('finance_controller', day)
    for (const [runId, payments] of runs) {
      const [{ amount }] = (await this.database.query<{ amount: bigint }>(
        'SELECT sum(amount)::bigint AS amount FROM payment WHERE id = ANY ($1::uuid[])',
        [payments],
      )) as [{ amount: bigint }]
      const [{ kind }] = (await this.database.query<{ kind: Kind }>('SELECT kind FROM payment_run WHERE id = $1', [runId])) as [
        { kind: Kind },
      ]
      if (!(await this.setAside(world, day, kind, amount, `retry ${runId}`))) continue
      await this.moveRun.move(world.batches.command(controller, day, `retry ${runId}`), runId, 'retry')
    }
    await this.runJobs()
  }

  /** Does the jobs that were asked for, here and now: a generated month is paid before the next one begins. */
  private async runJobs(): Promise<void> {
    const open = await this.database.query<{
      id: string
      queue: string
      name: string
      data: Record<string, string>
      requestedBy: string
    }>(
      `SELECT id, queue, name, data, requested_by AS "requestedBy" FROM job_request
       WHERE closed_at IS NULL AND queue = 'payments' ORDER BY requested_at`,
    )
    for (const { id, queue, name, data, requestedBy } of open) {
      const handler = this.handlers.handlerOf(queue, name)
      if (!handler) throw new Error(`no handler for ${queue}/${name}`)
      await handler({
        jobId: id,
        token: `job:${id}`,
        data,
        requestedBy,
        progress: async () => undefined,
        cancelled: async () => false,
        finish: async (tx) => void (await closeJob(tx, id, 'done')),
      })
      await closeJob(this.database, id, 'done')
    }
  }
}

export function payDayOf(month: string): Day {
  return workingDay(dayOf(`${month}-${payDay}`))
}

function lineOf({ programme }: LivingWorld, kind: Kind): Line {
  return kind === 'allowance' ? programme.allowanceLine : programme.rewardLine
}
