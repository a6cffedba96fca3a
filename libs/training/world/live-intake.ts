import { Injectable } from '@nestjs/common'
import type { Channel } from '@passage/case'
import { EndCase, OpenContact, type OpenContactInput } from '@passage/stages/contact'
import type { Day } from './calendar'
import type { CasePlan } from './case-plan'
import { householdOf } from './household'
import type { LivingWorld } from './living-world'

/** Those who get in touch, and those who go away, are lost, or turn out to be known. */
@Injectable()
export class LiveIntake {
  constructor(
    private readonly openContact: OpenContact,
    private readonly endCase: EndCase,
  ) {}

  async contacts(world: LivingWorld, day: Day): Promise<void> {
    const due = world.due(day, 'contact').filter(({ number }) => world.ids[number] === undefined)
    if (due.length === 0) return
    const officer = world.staff.onDuty('intake_officer', day)
    await world.batches.do(officer, day, 'contact', async (tx) => {
      const opened = await this.openContact.openMany(
        tx,
        due.map((plan) => describe(world, plan)),
      )
      opened.forEach(({ id }, at) => world.opened(due[at]!.number, id))
    })
  }

  async ends(world: LivingWorld, day: Day): Promise<void> {
    const due = world.due(day, 'end')
    const officer = world.staff.onDuty('intake_officer', day)
    const of = (finally_: boolean) =>
      due
        .filter((plan) => (plan.endReason === 'declined_finally') === finally_)
        .map((plan) => ({ caseId: world.idOf(plan), reason: plan.endReason! }))
    const [gone, declined] = [of(false), of(true)]
    if (gone.length > 0) await world.batches.do(officer, day, 'withdraw', (tx) => this.endCase.withdrawMany(tx, gone))
    if (declined.length > 0) await world.batches.do(officer, day, 'close', (tx) => this.endCase.closeMany(tx, declined))
  }
}

/** Who gets in touch. A duplicate is the household of an earlier case, which the office finds out later. */
function describe(world: LivingWorld, plan: CasePlan): OpenContactInput {
  const source = world.plans[plan.householdOf]!
  const people = householdOf(world.prng.fork('household').fork(source.number), source, world.request.scenario)
  const [{ relation: _, ...applicant }, ...household] = people as [(typeof people)[number], ...typeof people]
  return {
    service: source.service,
    pathway: plan.pathway,
    channel: plan.channel as Channel,
    applicant,
    household,
  }
}
