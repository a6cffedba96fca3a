import { Injectable } from '@nestjs/common'
import { createDemoAccounts } from '@passage/access'
import { Refused, type Database } from '@passage/platform'
import { Prng } from '../synthetic/prng'
import { Agenda } from './agenda'
import { planCase, worldBeginsOn, worldEndsOn, type CasePlan } from './case-plan'
import { Cast } from './cast'
import { LiveCase, type Life } from './live-case'
import { OpenProgramme } from './open-programme'
import { PayMonth } from './pay-month'

export interface WorldRequest {
  readonly seed: number
  readonly cases: number
  /** A line of progress for whoever waits. */
  readonly log: (line: string) => void
}

/**
 * Makes the small synthetic world by living its cases through the real use cases over the programme clock, from the first contact to
 * the days just before the demo opens. There is no second way to write.
 */
@Injectable()
export class GenerateWorld {
  constructor(
    private readonly openProgramme: OpenProgramme,
    private readonly liveCase: LiveCase,
    private readonly payMonth: PayMonth,
  ) {}

  /**
   * @param owner connection of the role that owns the database; it sets the clock and opens the staff's sessions, and nothing else
   * @returns false where a world of this seed and size is there already
   * @throws Refused `world.not_a_demo`, `world.exists` where another world is there: two worlds never mix
   */
  async generate(owner: Database, { seed, cases, log }: WorldRequest): Promise<boolean> {
    if (await this.exists(owner, seed, cases)) return false
    await createDemoAccounts(owner)
    await setClock(owner, worldBeginsOn)
    const prng = Prng.of(seed)
    const cast = await Cast.gather(owner, seed)
    try {
      const programme = await this.openProgramme.open(prng.fork('programme'), cast, owner, cases)
      // Hosts have learned their sites only now.
      await cast.leave()
      const staff = await Cast.gather(owner, seed)
      try {
        const agenda = new Agenda()
        const plans: CasePlan[] = Array.from({ length: cases }, (_, n) => planCase(prng.fork(`case ${n}`)))
        for (const [n, plan] of plans.entries()) {
          const life: Life = { plan, prng: prng.fork(`life ${n}`), cast: staff, agenda, database: owner, programme, caseId: '' }
          this.liveCase.begin(life)
        }
        this.planRuns(agenda, prng.fork('runs'), staff, programme, log)
        await agenda.run(worldEndsOn, (day) => setClock(owner, day))
        await setClock(owner, worldEndsOn)
      } finally {
        await staff.leave()
      }
    } finally {
      await cast.leave()
    }
    await owner.query(`UPDATE world SET finished_at = now()`)
    return true
  }

  private planRuns(
    agenda: Agenda,
    prng: Prng,
    cast: Cast,
    programme: { allowanceLine: string; rewardLine: string },
    log: (line: string) => void,
  ): void {
    const months = ['2021-07', '2021-08', '2021-09', '2021-10', '2021-11', '2021-12', '2022-01', '2022-02']
    for (const month of months) {
      const [year, number] = month.split('-').map(Number) as [number, number]
      const payDay = new Date(Date.UTC(year, number, 4)).toISOString().slice(0, 10)
      agenda.add(payDay, async () => {
        log(`${payDay}: paying ${month}`)
        // The newest month waits for its approval, so that whoever opens the demo finds something to decide.
        const stopAfter = month === '2022-02' ? 'prepare' : 'release'
        await this.payMonth.pay(prng, cast, { kind: 'allowance', month, budgetLineId: programme.allowanceLine }, stopAfter)
        await this.payMonth.pay(
          prng,
          cast,
          { kind: 'reward', budgetLineId: programme.rewardLine },
          month === '2022-02' ? 'approve' : 'release',
        )
      })
    }
  }

  private async exists(owner: Database, seed: number, cases: number): Promise<boolean> {
    const [instance] = await owner.query<{ demo: boolean }>('SELECT demo FROM instance')
    if (!instance?.demo) {
      throw new Refused('world.not_a_demo', 'This database is not marked as a demo.', {
        fix: 'Generate into a database that was migrated with PASSAGE_DEMO=true.',
      })
    }
    const [world] = await owner.query<{ seed: number; cases: number; finished_at: Date | null }>(
      'SELECT seed, cases, finished_at FROM world',
    )
    if (world?.finished_at && world.seed === seed && world.cases === cases) return true
    const [{ n }] = (await owner.query<{ n: number }>('SELECT count(*)::int AS n FROM subject')) as [{ n: number }]
    if (world || n > 0) {
      const what = world
        ? `the world of seed ${world.seed} with ${world.cases} cases${world.finished_at ? '' : ', unfinished'}`
        : `${n} subjects`
      throw new Refused('world.exists', `This database holds ${what} already; two worlds never mix.`, {
        fix: 'Run reset first, or use another database.',
      })
    }
    await owner.query('INSERT INTO world (seed, cases) VALUES ($1, $2)', [seed, cases])
    return false
  }
}

async function setClock(owner: Database, day: string): Promise<void> {
  await owner.query('UPDATE programme_clock SET today = $1', [day])
}
