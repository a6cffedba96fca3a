import type { Database } from '@passage/platform'
import { Prng } from '../synthetic/prng'
import type { Batches } from './batches'
import { dayOf, workingDay, type Day } from './calendar'
import type { CasePlan } from './case-plan'
import type { WorldPlan } from './intake'
import type { Country } from './scenario'
import type { Staff } from './staff'

/** What the plans put on a day, in the order in which it is done. */
export const steps = [
  'contact',
  'start_vetting',
  'check',
  'recommend',
  'decide',
  'appeal',
  'end',
  'code',
  'card_lost',
  'place',
  'claim',
  'custody',
  'verify',
  'value',
  'approve_claim',
] as const
export type Step = (typeof steps)[number]

export interface Site {
  readonly id: string
  readonly country: Country
  readonly places: number
}

/** A stay that was booked, and what it brings with it. Kept in memory from its booking on, and read anew when a generation is resumed. */
export interface Stay {
  readonly placementId: string
  readonly number: number
  readonly siteId: string
  readonly to: string | null
}

/** The programme into which the cases come. */
export interface Programme {
  readonly sites: readonly Site[]
  readonly allowanceLine: Line
  readonly rewardLine: Line
  /** Names of the checks that a pathway asks for, in their order. */
  readonly checks: ReadonlyMap<string, readonly string[]>
}

export interface Line {
  readonly fundId: string
  readonly lineId: string
}

/**
 * A world on its way: its plans by day, and what has come of them that later days need. All of it follows from the request and the
 * database, so that a generation that was killed is taken up from there.
 */
export class LivingWorld {
  readonly prng: Prng
  /** Case ids by the case's number. */
  readonly ids: string[] = []
  readonly numbers = new Map<string, number>()
  readonly arrivals = new Map<Day, Stay[]>()
  readonly departures = new Map<Day, Stay[]>()
  /** Case numbers whose entitlement is to be opened or ended. */
  readonly toEntitle = new Map<Day, number[]>()
  readonly toEnd = new Map<Day, number[]>()
  private readonly agenda = new Map<Day, number[]>()

  constructor(
    readonly request: WorldPlan,
    readonly plans: readonly CasePlan[],
    readonly programme: Programme,
    readonly staff: Staff,
    readonly batches: Batches,
    readonly database: Database,
  ) {
    this.prng = Prng.of(request.seed)
    for (const plan of plans) this.plan(plan)
  }

  /** The plans that have this step on this day, in the order of their numbers. */
  due(day: Day, step: Step): CasePlan[] {
    const code = steps.indexOf(step)
    return (this.agenda.get(day) ?? []).filter((entry) => entry % 16 === code).map((entry) => this.plans[Math.floor(entry / 16)]!)
  }

  /** Whether the plans or what came of them have anything on that day. */
  hasWork(day: Day): boolean {
    return [this.agenda, this.arrivals, this.departures, this.toEntitle, this.toEnd].some((days) => days.has(day))
  }

  opened(number: number, id: string): void {
    this.ids[number] = id
    this.numbers.set(id, number)
  }

  idOf(plan: CasePlan): string {
    const id = this.ids[plan.number]
    if (!id) throw new Error(`case ${plan.number} is not open yet`)
    return id
  }

  /** The checks that a case needs, in their order. */
  checksOf(plan: CasePlan): readonly string[] {
    return this.programme.checks.get(`${plan.pathway}/${plan.service}`) ?? []
  }

  /** A stay that begins on this day: somebody will let the household in, and see it off. */
  booked(stay: Stay, from: string): void {
    add(this.arrivals, workingDay(dayOf(from)), stay)
  }

  arrived(stay: Stay, day: Day): void {
    if (stay.to !== null) add(this.departures, workingDay(Math.max(dayOf(stay.to), day + 1)), stay)
    const site = this.programme.sites.find(({ id }) => id === stay.siteId)!
    // The documented allowance is that of Mae Sot: those who are housed in Thailand get it.
    if (site.country === 'TH') add(this.toEntitle, workingDay(day + this.fewDays(stay.number, 'entitle')), stay.number)
  }

  left(stay: Stay, day: Day): void {
    const site = this.programme.sites.find(({ id }) => id === stay.siteId)!
    if (site.country === 'TH') add(this.toEnd, workingDay(day + this.fewDays(stay.number, 'end')), stay.number)
  }

  /** One to seven days, the same each time one asks. */
  fewDays(number: number, of: string): number {
    return this.prng.fork('few days').fork(of).fork(number).int(1, 7)
  }

  private plan(plan: CasePlan): void {
    const put = (day: Day | null, step: Step): void => {
      if (day === null) return
      const entry = plan.number * 16 + steps.indexOf(step)
      const entries = this.agenda.get(day)
      if (entries) entries.push(entry)
      else this.agenda.set(day, [entry])
    }
    put(plan.contactOn, 'contact')
    put(plan.vettingOn, 'start_vetting')
    const checks = this.checksOf(plan).length
    for (const round of plan.rounds) {
      for (const day of round.checkDays.slice(0, checks)) put(day, 'check')
      put(round.recommendOn, 'recommend')
      put(round.decideOn, 'decide')
    }
    put(plan.appealOn, 'appeal')
    put(plan.endOn, 'end')
    put(plan.codeOn, 'code')
    put(plan.cardLostOn, 'card_lost')
    put(plan.placeOn, 'place')
    if (plan.claimOn === null) return
    const after = (days: number): Day => workingDay(plan.claimOn! + days)
    put(plan.claimOn, 'claim')
    put(after(4), 'custody')
    put(after(9), 'verify')
    put(after(15), 'value')
    put(after(22), 'approve_claim')
  }
}

export function add<T>(days: Map<Day, T[]>, day: Day, one: T): void {
  const there = days.get(day)
  if (there) there.push(one)
  else days.set(day, [one])
}

/** What was put on a day, once: afterwards the day is empty. */
export function take<T>(days: Map<Day, T[]>, day: Day): T[] {
  const there = days.get(day) ?? []
  days.delete(day)
  return there
}

/** Reads from the database what the days to come need of the days that were lived before. */
export async function recall(world: LivingWorld): Promise<void> {
  const { database } = world
  // What was rolled back when the generation was killed has used up numbers; never killed, it would not have.
  await database.query(`
    SELECT setval('case_reference_seq', greatest(n, 1), n > 0) FROM (SELECT count(*) AS n FROM case_file) files
    UNION ALL SELECT setval('payment_run_reference_seq', greatest(n, 1), n > 0) FROM (SELECT count(*) AS n FROM payment_run) runs`)
  const cases = await database.query<{ id: string }>(
    `SELECT id FROM case_file ORDER BY (string_to_array(reference, '-'))[3]::bigint`,
  )
  cases.forEach(({ id }, number) => world.opened(number, id))
  const stays = await database.query<{
    id: string
    caseId: string
    siteId: string
    from: string
    to: string | null
    state: string
  }>(
    `SELECT p.id, s.case_id AS "caseId", p.site_id AS "siteId", lower(p.days) AS "from", upper(p.days) - 1 AS "to", s.state
     FROM placement p JOIN subject s USING (id) WHERE s.state IN ('booked', 'staying') AND s.kind = 'placement' ORDER BY p.id`,
  )
  const entitled = await database.query<{ caseId: string; leftOn: string | null }>(
    `SELECT e.case_id AS "caseId", (SELECT CASE WHEN bool_or(s.state = 'staying') THEN NULL ELSE max(upper(p.days) - 1) END
       FROM subject s JOIN placement p USING (id) WHERE s.case_id = e.case_id AND s.kind = 'placement') AS "leftOn"
     FROM subject e WHERE e.kind = 'entitlement' AND e.state = 'active' ORDER BY e.id`,
  )
  const served = new Set(entitled.map(({ caseId }) => caseId))
  for (const { id, caseId, siteId, from, to, state } of stays) {
    const stay = { placementId: id, number: world.numbers.get(caseId)!, siteId, to }
    if (state === 'booked') world.booked(stay, from)
    else {
      world.arrived(stay, workingDay(dayOf(from)))
      if (served.has(caseId)) forget(world.toEntitle, stay.number)
    }
  }
  for (const { caseId, leftOn } of entitled) {
    if (leftOn === null) continue
    const number = world.numbers.get(caseId)!
    add(world.toEnd, workingDay(dayOf(leftOn) + world.fewDays(number, 'end')), number)
  }
}

function forget(days: Map<Day, number[]>, number: number): void {
  for (const [day, numbers] of days) {
    if (numbers.includes(number))
      days.set(
        day,
        numbers.filter((one) => one !== number),
      )
  }
}
