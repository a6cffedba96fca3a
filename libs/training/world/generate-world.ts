import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { createDemoAccounts } from '@passage/access'
import { DueDriver, Perform } from '@passage/case'
import { RandomSource, Refused, type Database } from '@passage/platform'
import { Prng } from '../synthetic/prng'
import { Batches } from './batches'
import { addMonths, dateOf, dayOf, firstDayOf, monthOf, workingDay, type Day } from './calendar'
import { planWorld, type WorldPlan } from './intake'
import { LiveIntake } from './live-intake'
import { LiveMoney, payDayOf } from './live-money'
import { LiveRelocation } from './live-relocation'
import { LiveSupport } from './live-support'
import { LiveVetting } from './live-vetting'
import { LivingWorld, recall } from './living-world'
import { OpenProgramme } from './open-programme'
import { SeededSource } from './seeded-source'
import { Staff } from './staff'

export interface WorldRequest extends WorldPlan {
  /** A line of progress for whoever waits. */
  readonly log: (line: string) => void
}

/**
 * Makes a synthetic world by living its cases through the real use cases, day by day over the programme clock. There is no second way to
 * write. A generation that was killed goes on where it was when it is asked for again, and comes to the same world.
 */
@Injectable()
export class GenerateWorld {
  constructor(
    private readonly perform: Perform,
    private readonly random: RandomSource,
    private readonly openProgramme: OpenProgramme,
    private readonly intake: LiveIntake,
    private readonly vetting: LiveVetting,
    private readonly support: LiveSupport,
    private readonly relocation: LiveRelocation,
    private readonly money: LiveMoney,
    private readonly due: DueDriver,
  ) {}

  /**
   * @param owner connection of the role that owns the database; it sets the clock and opens the staff's sessions, and nothing else
   * @returns false where this very world is there already
   * @throws Refused `world.not_a_demo`, `world.exists` where another world is there: two worlds never mix
   */
  async generate(owner: Database, request: WorldRequest): Promise<boolean> {
    const begun = await begin(owner, request)
    if (begun.finished) return false
    const plans = planWorld(request)
    await createDemoAccounts(owner)
    const source = this.seededSource()
    const batches = new Batches(this.perform, source, `world-${request.seed}`)
    const first = firstDayOf(request.from)
    if (begun.through === null) await setClock(owner, first)
    const roster = Prng.of(request.seed).fork('roster')
    const openers = await Staff.gather(owner, roster)
    try {
      await this.openProgramme.open(request, plans, openers, batches, owner, first)
    } finally {
      await openers.leave()
    }
    // The hosts have their sites by now.
    const staff = await Staff.gather(owner, roster)
    const jobId = await openJob(owner, staff)
    let outcome: 'done' | 'failed' = 'failed'
    try {
      const world = new LivingWorld(request, plans, await this.openProgramme.read(owner), staff, batches, owner)
      await recall(world)
      await this.live(world, begun.through === null ? first : begun.through + 1, `job:${jobId}`, source, request.log)
      outcome = 'done'
    } finally {
      await owner.query('UPDATE job_request SET closed_at = clock_timestamp(), outcome = $2 WHERE id = $1', [jobId, outcome])
      await staff.leave()
    }
    await owner.query('UPDATE world SET finished_at = now()')
    return true
  }

  /** Whether another world than this one stands here, lived to its last day. */
  async isAnotherThere(owner: Database, request: WorldPlan): Promise<boolean> {
    const world = await worldOf(owner)
    return world !== undefined && world.finished_at !== null && !isTheSame(world, askedFor(request))
  }

  private async live(
    world: LivingWorld,
    from: Day,
    token: `job:${string}`,
    source: SeededSource,
    log: WorldRequest['log'],
  ): Promise<void> {
    const { database: owner, request } = world
    const last = firstDayOf(addMonths(request.to, 1)) - 1
    const lastPayDay = payDayOf(request.to)
    let counted = 0
    for (let day = from; day <= last; day += 1) {
      await setClock(owner, day)
      source.begin(day, 'due')
      await this.due.fireDay(token, dateOf(day))
      if (day === workingDay(day)) await this.liveDay(world, day, day === lastPayDay)
      await owner.query('UPDATE world SET through = $1', [dateOf(day)])
      // Plans that were made for empty tables are made anew as these fill; PostgreSQL's own look at them comes once a minute.
      if (world.ids.length > 3 * counted + 50) {
        await owner.query('ANALYZE')
        counted = world.ids.length
      }
      if (monthOf(day) !== monthOf(day + 1)) log(`${monthOf(day)}: ${world.ids.length} of ${world.plans.length} cases`)
    }
  }

  private async liveDay(world: LivingWorld, day: Day, isLastPayDay: boolean): Promise<void> {
    if (this.money.isInstalmentDay(day)) await this.money.receiveInstalments(world, day)
    // No two of these have a case in common on one day, and none reads what another writes that day, so that their order does not matter.
    await allOf([
      this.intake.contacts(world, day).then(() => this.intake.ends(world, day)),
      this.vetting.live(world, day),
      this.support.codes(world, day),
      this.relocation.live(world, day),
      this.support.allowances(world, day).then(() => this.support.claimsOf(world, day)),
    ])
    if (this.money.isPayDay(day)) await this.money.pay(world, day, isLastPayDay)
  }

  private seededSource(): SeededSource {
    if (this.random instanceof SeededSource) return this.random
    throw new Error('A world is generated with ids that its seed decides: give PlatformModule a SeededSource.')
  }
}

/** Waits for all of them, also where one fails: nothing may go on behind the back of whoever catches the fault. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((work) => work.status === 'rejected')
  if (failed) throw failed.reason
}

/** Whose world this database holds, and how far it has come. */
async function begin(owner: Database, request: WorldPlan): Promise<{ finished: boolean; through: Day | null }> {
  const [instance] = await owner.query<{ demo: boolean }>('SELECT demo FROM instance')
  if (!instance?.demo) {
    throw new Refused('world.not_a_demo', 'This database is not marked as a demo.', {
      fix: 'Generate into a database that was migrated with PASSAGE_DEMO=true.',
    })
  }
  const { from, to } = request
  if (to < from) throw Refused.field('--to', `${to} lies before ${from}.`, `Give a month from ${from} on.`)
  const asked = askedFor(request)
  const world = await worldOf(owner)
  if (world && isTheSame(world, asked))
    return { finished: world.finished_at !== null, through: world.through === null ? null : dayOf(world.through) }
  const [{ n }] = (await owner.query<{ n: number }>('SELECT count(*)::int AS n FROM subject')) as [{ n: number }]
  if (world || n > 0) {
    const what = world
      ? `the world of seed ${world.seed} with ${world.cases} cases from ${world.from_month} to ${world.to_month}${world.finished_at ? '' : ', unfinished'}`
      : `${n} subjects`
    throw new Refused('world.exists', `This database holds ${what} already; two worlds never mix.`, {
      fix: 'Ask for that very world to go on with it, run reset first, or use another database.',
    })
  }
  await owner.query(
    'INSERT INTO world (seed, cases, from_month, to_month, scenario) VALUES ($1, $2, $3, $4, $5)',
    Object.values(asked),
  )
  return { finished: false, through: null }
}

interface AskedWorld {
  readonly seed: number
  readonly cases: number
  readonly from_month: string
  readonly to_month: string
  readonly scenario: string
}

interface WorldRow extends AskedWorld {
  readonly through: string | null
  readonly finished_at: Date | null
}

function askedFor({ seed, cases, from, to, scenario }: WorldPlan): AskedWorld {
  return { seed, cases, from_month: from, to_month: to, scenario: JSON.stringify(scenario) }
}

async function worldOf(owner: Database): Promise<WorldRow | undefined> {
  const [world] = await owner.query<WorldRow>(
    'SELECT seed, cases, from_month, to_month, scenario, through, finished_at FROM world',
  )
  return world
}

function isTheSame(world: WorldRow, asked: AskedWorld): boolean {
  return (Object.keys(asked) as (keyof AskedWorld)[]).every((key) => world[key] === asked[key])
}

/** What falls due in a generated world is the system's doing, and the system is always named with a job. */
async function openJob(owner: Database, staff: Staff): Promise<string> {
  const id = randomUUID()
  // That of a generation that was killed.
  await owner.query(
    `UPDATE job_request SET closed_at = clock_timestamp(), outcome = 'failed' WHERE queue = 'training' AND name = 'generate' AND closed_at IS NULL`,
  )
  await owner.query(
    `INSERT INTO job_request (id, queue, name, data, requested_by, enqueued_at) VALUES ($1, 'training', 'generate', '{}', $2, clock_timestamp())`,
    [id, staff.all('trainer')[0]!.accountId],
  )
  return id
}

async function setClock(owner: Database, day: Day): Promise<void> {
  await owner.query('UPDATE programme_clock SET today = $1', [dateOf(day)])
}
