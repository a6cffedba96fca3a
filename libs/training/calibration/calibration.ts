import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Prng } from '../synthetic/prng'
import { addMonths, firstDayOf } from '../world/calendar'
import { comesOver, type CasePlan } from '../world/case-plan'
import { applicantOf } from '../world/household'
import { planWorld, type WorldPlan } from '../world/intake'
import { allowanceInSatang } from '../world/money-needed'
import { readScenario } from '../world/scenario'
import { tariffInKyat } from '../world/tariff'

/** A published figure beside what the generator makes of it. */
export interface CalibratedFigure {
  readonly id: string
  readonly what: string
  readonly when: string
  /** Null where the source says "more than". */
  readonly published: { readonly low: number; readonly high: number | null }
  readonly source: string
  readonly generated: number
  /** How far outside of what is published, as a share of the nearer bound; 0 inside. */
  readonly deviation: number
  readonly followed: boolean
  readonly note: string
}

interface Published {
  readonly totals: readonly Figure[]
  readonly rates: readonly (Omit<Figure, 'by'> & { readonly from: string; readonly to: string; readonly per: string })[]
  readonly shares: readonly (Omit<Figure, 'low' | 'high'> & { value?: number; low?: number; high?: number })[]
  readonly allowances: readonly { readonly place: string; readonly amount: number; readonly source: string }[]
  readonly rewards: readonly { readonly category: string; readonly amount: number | null; readonly source: string }[]
}

interface Figure {
  readonly id: string
  readonly what: string
  readonly from?: string
  readonly by: string
  readonly low: number
  readonly high: number | null
  readonly source: string
}

/** The world that is counted: large enough that a scale of about one to one needs no guessing. */
export const calibrationWorld = { seed: 7, cases: 20_000, from: '2021-03', to: '2024-06' } as const

/** Registered as CDM by mid-2024, soldiers and police together (Kyed): what the world is scaled to. */
const registeredByMid2024 = 14_000

const officers = ['lieutenant', 'captain', 'major']

/** Sets every published figure beside what the documented scenario generates, from the plans alone: what comes of them is tested elsewhere. */
export function calibrate(): { figures: CalibratedFigure[]; scale: number; cases: number } {
  const request: WorldPlan = { ...calibrationWorld, scenario: readScenario('documented') }
  const counted = new Counted(request)
  const published = JSON.parse(readFileSync(join(__dirname, 'published-figures.json'), 'utf8')) as Published
  const figures = [
    ...published.totals.map((figure) => totalOf(figure, counted)),
    ...published.rates.map((rate) => figureOf({ ...rate, by: `${rate.from} to ${rate.to}` }, rateOf(rate.id, counted))),
    ...published.shares.map(({ value, low = value!, high = value!, ...share }) =>
      figureOf({ ...share, by: '', low, high }, shareOf(share.id, counted)),
    ),
    ...published.allowances.map(({ place, amount, source }) =>
      figureOf(
        { id: 'allowance', what: `monthly allowance in ${place}, baht`, by: '', low: amount, high: amount, source },
        {
          generated: Number(allowanceInSatang) / 100,
          followed: true,
          note: 'The rate of Thailand; only those who are housed there get it.',
        },
      ),
    ),
    ...published.rewards.flatMap((reward) => rewardOf(reward)),
  ]
  return { figures, scale: counted.scale, cases: request.cases }
}

interface Measured {
  readonly generated: number
  readonly followed: boolean
  readonly note: string
}

/** The plans of a world with what is asked of them, scaled to the size of the documented programme. */
class Counted {
  readonly scale: number
  private readonly applicants: { plan: CasePlan; age: number; rank: string }[]

  constructor(request: WorldPlan) {
    const plans = planWorld(request)
    const households = Prng.of(request.seed).fork('household')
    this.applicants = plans.map((plan) => {
      const source = plans[plan.householdOf]!
      return { plan, ...applicantOf(households.fork(source.number), source, request.scenario.people) }
    })
    this.scale = registeredByMid2024 / this.count(({ plan }) => isBy(plan.codeOn, '2024-06'))
  }

  count(which: (applicant: { plan: CasePlan; age: number; rank: string }) => boolean): number {
    return this.applicants.filter(which).length
  }

  scaled(which: Parameters<Counted['count']>[0]): number {
    return this.count(which) * this.scale
  }

  share(part: Parameters<Counted['count']>[0], of: Parameters<Counted['count']>[0] = () => true): number {
    return this.count((one) => of(one) && part(one)) / this.count(of)
  }

  /** Contacts a month between two months, both included, at this scale. */
  contactsAMonth(from: string, months: number): number {
    const to = addMonths(from, months - 1)
    return this.scaled(({ plan }) => isFrom(plan, from) && isBy(plan.contactOn, to)) / months
  }
}

/** Came over: got in touch by then, and was cleared in the end. */
function cameOver(service: 'soldier' | 'police', by: string) {
  return ({ plan }: { plan: CasePlan }): boolean => plan.service === service && isBy(plan.contactOn, by) && comesOver(plan)
}

function registered(service: 'soldier' | 'police', by: string) {
  return ({ plan }: { plan: CasePlan }): boolean => plan.service === service && isBy(plan.codeOn, by)
}

function isBy(day: number | null, month: string): boolean {
  return day !== null && day < firstDayOf(addMonths(month, 1))
}

function isFrom(plan: CasePlan, month: string): boolean {
  return plan.contactOn >= firstDayOf(month)
}

const oneGroup = 'One group of many: a share of the whole that no source states, so it is not followed.'

function totalOf(figure: Figure, counted: Counted): CalibratedFigure {
  const soldiers = cameOver('soldier', figure.by)
  const yes = (generated: number, note = ''): Measured => ({ generated, followed: true, note })
  const no = (generated: number, note: string): Measured => ({ generated, followed: false, note })
  const measured: Record<string, () => Measured> = {
    'supported-2021-08': () =>
      no(
        counted.scaled(({ plan }) => isBy(plan.contactOn, figure.by)),
        oneGroup,
      ),
    'codes-2021-08': () =>
      no(
        counted.scaled(({ plan }) => isBy(plan.codeOn, figure.by)),
        oneGroup,
      ),
    'officers-2021-06': () =>
      yes(
        counted.scaled((one) => soldiers(one) && officers.includes(one.rank)),
        'Nobody above major by then.',
      ),
    'soldiers-2024-06': () => yes(counted.scaled(registered('soldier', figure.by)), 'The whole is scaled to 14,000 registered.'),
    'police-2024-06': () => yes(counted.scaled(registered('police', figure.by)), 'The whole is scaled to 14,000 registered.'),
    'police-2023-02': () => yes(counted.scaled(cameOver('police', figure.by)), 'VOA and Brief differ; the middle is followed.'),
    'soldiers-2023-02': () =>
      yes(counted.scaled(soldiers), 'VOA ("nearly 3,000") and Brief (3,236) differ; what lies between is followed.'),
    'surrenders-2024-06': () =>
      no(
        counted.scaled(({ plan }) => plan.pathway === 'surrender' && isFrom(plan, figure.from!)),
        'Surrenders to armed groups; how many of them the programme met is not published. Those who get in touch are a training value.',
      ),
    'captains-2023-02': () => yes(counted.scaled((one) => soldiers(one) && one.rank === 'captain')),
    'lt-colonels-2023-02': () =>
      yes(
        counted.scaled((one) => soldiers(one) && one.rank === 'lieutenant colonel'),
        'Too few for a share to say much; none before July 2021.',
      ),
    'police-majors-2023-02': () =>
      yes(
        counted.scaled((one) => cameOver('police', figure.by)(one) && one.rank === 'major'),
        'Too few for a share to say much.',
      ),
  }
  const measure = measured[figure.id] ?? (() => yes(counted.scaled(soldiers)))
  return figureOf(figure, measure())
}

function rateOf(id: string, counted: Counted): Measured {
  if (id === 'contacts-2021-09') {
    return {
      generated: counted.contactsAMonth('2021-09', 1) / 30,
      followed: false,
      note: 'One group, "both CDM and not". All of the generated world together comes to about this.',
    }
  }
  const [peak, trough] = [counted.contactsAMonth('2021-06', 7), counted.contactsAMonth('2022-04', 11)]
  const note = `The size is one group's and is not followed; the shape is: ${(peak / trough).toFixed(1)} times as many a month at the peak as later (published: 10).`
  return { generated: id === 'contacts-peak' ? peak : trough, followed: false, note }
}

function shareOf(id: string, counted: Counted): Measured {
  if (id === 'age-20-35') {
    return {
      generated: counted.share(({ age }) => age >= 20 && age <= 35),
      followed: true,
      note: '"Most"; a share of 0.8 is a training value.',
    }
  }
  return {
    generated: counted.share(
      ({ plan }) => plan.equipment !== null,
      ({ plan }) => plan.codeOn !== null,
    ),
    followed: true,
    note: '30 of 320 at one regional body, taken for all who are registered.',
  }
}

const categories: Readonly<Record<string, readonly string[]>> = {
  'vehicle, or small arms and ammunition': ['vehicle', 'small_arms_and_ammunition'],
  'heavy artillery': ['heavy_artillery'],
}

/** Only what is announced category by category is generated; the others stand in the tariff, as announced or as a training value. */
function rewardOf({ category, amount, source }: Published['rewards'][number]): CalibratedFigure[] {
  return (categories[category] ?? []).map((name) =>
    figureOf(
      {
        id: `reward-${name}`,
        what: `reward for ${name.replaceAll('_', ' ')}, kyat`,
        by: '',
        low: amount!,
        high: amount!,
        source,
      },
      { generated: Number(tariffInKyat(name)), followed: true, note: '' },
    ),
  )
}

type Bounds = Pick<Figure, 'id' | 'what' | 'by' | 'low' | 'high' | 'source'>

function figureOf({ id, what, by, low, high, source }: Bounds, { generated, followed, note }: Measured): CalibratedFigure {
  const over = high !== null && generated > high ? (generated - high) / high : 0
  const under = generated < low ? (generated - low) / low : 0
  return { id, what, when: by, published: { low, high }, source, generated, deviation: over + under, followed, note }
}
