import { Injectable } from '@nestjs/common'
import { Appeal, DecideVetting, RecordCheck, Recommend, StartVetting } from '@passage/stages/vetting'
import type { Day } from './calendar'
import type { CasePlan, RoundPlan } from './case-plan'
import type { LivingWorld } from './living-world'
import type { Officer } from './staff'

/** What speaks against somebody who is declined. */
const contradicted = 'part_in_atrocities_screened'

/** Vetting by its officers, decisions by others, appeals by others again. */
@Injectable()
export class LiveVetting {
  constructor(
    private readonly startVetting: StartVetting,
    private readonly recordCheck: RecordCheck,
    private readonly recommend: Recommend,
    private readonly decideVetting: DecideVetting,
    private readonly appeal: Appeal,
  ) {}

  async live(world: LivingWorld, day: Day): Promise<void> {
    const officer = world.staff.onDuty('vetting_officer', day)
    const begun = world.due(day, 'start_vetting').map((plan) => world.idOf(plan))
    if (begun.length > 0) await world.batches.do(officer, day, 'start', (tx) => this.startVetting.startMany(tx, begun))
    await this.check(world, day, officer)
    const ready = world.due(day, 'recommend').map((plan) => ({
      caseId: world.idOf(plan),
      recommendation: recommendationOf(roundWith(plan, (round) => round.recommendOn === day)),
    }))
    if (ready.length > 0) await world.batches.do(officer, day, 'recommend', (tx) => this.recommend.recommendMany(tx, ready))
    await this.decide(world, day)
    await this.hearAppeals(world, day)
  }

  private async check(world: LivingWorld, day: Day, officer: Officer): Promise<void> {
    const inputs = world.due(day, 'check').map((plan) => {
      const checks = world.checksOf(plan)
      // A round makes room for more checks than a plan may ask for; the days that are left over belong to nothing.
      const round = roundWith(plan, ({ checkDays }) => checkDays.slice(0, checks.length).includes(day))
      const check = checks[round.checkDays.indexOf(day)]!
      const against = round.decision === 'declined' && check === contradicted
      return { caseId: world.idOf(plan), check, result: against ? ('contradicted' as const) : ('confirmed' as const) }
    })
    if (inputs.length > 0) await world.batches.do(officer, day, 'check', (tx) => this.recordCheck.recordMany(tx, inputs))
  }

  /** Each case has its approver, and an appeal has another, so that a day has one batch for each of them. */
  private async decide(world: LivingWorld, day: Day): Promise<void> {
    const byApprover = new Map<Officer, CasePlan[]>()
    for (const plan of world.due(day, 'decide')) {
      const appealed = plan.appealOn !== null && plan.rounds[1]?.decideOn === day
      const approver = approverOf(world, plan, appealed)
      byApprover.set(approver, [...(byApprover.get(approver) ?? []), plan])
    }
    for (const [approver, plans] of inOrder(byApprover)) {
      const inputs = plans.map((plan) => {
        const { decision } = roundWith(plan, (round) => round.decideOn === day)
        return { caseId: world.idOf(plan), decision, ...reasonOf(decision) }
      })
      await world.batches.do(approver, day, 'decide', (tx) => this.decideVetting.decideMany(tx, inputs))
    }
  }

  private async hearAppeals(world: LivingWorld, day: Day): Promise<void> {
    const byApprover = new Map<Officer, { caseId: string; reason: string }[]>()
    for (const plan of world.due(day, 'appeal')) {
      const hearer = approverOf(world, plan, true)
      const input = { caseId: world.idOf(plan), reason: 'new_evidence' }
      byApprover.set(hearer, [...(byApprover.get(hearer) ?? []), input])
    }
    for (const [hearer, inputs] of inOrder(byApprover))
      await world.batches.do(hearer, day, 'appeal', (tx) => this.appeal.appealMany(tx, inputs))
  }
}

function roundWith(plan: CasePlan, has: (round: RoundPlan) => boolean): RoundPlan {
  return plan.rounds.find(has)!
}

function recommendationOf({ decision }: RoundPlan): 'clear' | 'clear_with_conditions' | 'decline' {
  if (decision === 'declined') return 'decline'
  return decision === 'cleared_with_conditions' ? 'clear_with_conditions' : 'clear'
}

function reasonOf(decision: RoundPlan['decision']): { reason?: string } {
  if (decision === 'declined') return { reason: 'possible_part_in_atrocities' }
  if (decision === 'cleared_with_conditions') return { reason: 'report_monthly' }
  return decision === 'more_information' ? { reason: 'check_unclear' } : {}
}

function approverOf(world: LivingWorld, plan: CasePlan, appealed: boolean): Officer {
  const approvers = world.staff.all('vetting_approver')
  return approvers[(plan.number + (appealed ? 1 : 0)) % approvers.length]!
}

function inOrder<T>(groups: ReadonlyMap<Officer, T>): [Officer, T][] {
  return [...groups].sort(([a], [b]) => (a.username < b.username ? -1 : 1))
}
