import { syntheticName } from '../synthetic/names'
import type { Prng } from '../synthetic/prng'
import { syntheticUnit, type Service } from '../synthetic/units'

type Pathway = 'individual' | 'surrender' | 'in_service'
type Relation = 'applicant' | 'partner' | 'child' | 'parent'

export interface PlannedPerson {
  readonly relation: Relation
  readonly name: string
  readonly nameMy: string
  readonly bornOn: string
  readonly rank?: string
  readonly unit?: string
  readonly needs?: readonly string[]
}

/** What is to become of one synthetic case, and on which day after its contact. A day that is missing is not reached. */
export interface CasePlan {
  readonly contactOn: string
  readonly service: Service
  readonly pathway: Pathway
  readonly channel: 'messenger' | 'phone' | 'host_organisation'
  readonly household: readonly PlannedPerson[]
  readonly vettingAfter: number
  readonly decisionAfter: number
  readonly outcome: 'cleared' | 'cleared_with_conditions' | 'declined' | 'withdrawn' | 'declined_then_cleared'
  readonly codeAfter: number
  readonly cardLost: boolean
  readonly moves: boolean
  readonly stayDays: number | null
  readonly equipment: { readonly category: string; readonly count: number } | null
}

/**
 * Shares of intake by month: the documented peak of June to December 2021 (VOA), then fewer. The first months of 2022 stand between the
 * sources; here they are full enough that whoever opens the demo finds work at every stage.
 */
const intakeShape: readonly (readonly [month: string, weight: number])[] = [
  ['2021-06', 10],
  ['2021-07', 10],
  ['2021-08', 12],
  ['2021-09', 14],
  ['2021-10', 12],
  ['2021-11', 10],
  ['2021-12', 10],
  ['2022-01', 7],
  ['2022-02', 7],
  ['2022-03', 9],
]

/** The last day of the small world; what a plan puts after it has not happened yet. */
export const worldEndsOn = '2022-03-21'
export const worldBeginsOn = '2021-05-24'

const ranks = {
  soldier: [
    ['private', 50],
    ['lance corporal', 20],
    ['corporal', 14],
    ['sergeant', 8],
    ['second lieutenant', 3],
    ['lieutenant', 3],
    ['captain', 2],
  ],
  police: [
    ['constable', 70],
    ['lance corporal', 15],
    ['corporal', 10],
    ['sergeant', 5],
  ],
} as const

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** One case of the world; the same seed and number give the same plan. */
export function planCase(prng: Prng): CasePlan {
  const month = prng.weighted(intakeShape)
  const lastDay = month === '2022-03' ? 20 : 28
  const service = prng.chance(0.3) ? 'soldier' : 'police'
  const pathway = prng.weighted([
    ['individual', 82],
    ['surrender', 8],
    ['in_service', 10],
  ] as const)
  const vettingAfter = prng.int(1, 9)
  const decisionAfter = vettingAfter + prng.int(8, 32)
  return {
    contactOn: `${month}-${String(prng.int(1, lastDay)).padStart(2, '0')}`,
    service,
    pathway,
    channel: prng.weighted([
      ['messenger', 60],
      ['phone', 20],
      ['host_organisation', 20],
    ] as const),
    household: planHousehold(prng, service),
    vettingAfter,
    decisionAfter,
    outcome: prng.weighted([
      ['cleared', 72],
      ['cleared_with_conditions', 8],
      ['declined', 9],
      ['withdrawn', 7],
      ['declined_then_cleared', 4],
    ] as const),
    codeAfter: decisionAfter + prng.int(1, 10),
    cardLost: prng.chance(0.05),
    moves: prng.chance(0.7),
    stayDays: prng.chance(0.4) ? prng.int(20, 150) : null,
    // 30 of 320 came with arms at one regional body (VOA).
    equipment: prng.chance(0.094) ? { category: prng.weighted(equipmentShares), count: prng.int(1, 3) } : null,
  }
}

const equipmentShares = [
  ['small_arms_and_ammunition', 80],
  ['vehicle', 16],
  ['heavy_artillery', 4],
] as const

function planHousehold(prng: Prng, service: Service): PlannedPerson[] {
  // Most are 20 to 35 (DIIS).
  const age = prng.chance(0.8) ? prng.int(20, 35) : prng.int(36, 52)
  const applicant = person(prng, 'applicant', age, 'man')
  const household: PlannedPerson[] = [
    { ...applicant, rank: prng.weighted(ranks[service]), unit: syntheticUnit(prng, service).name },
  ]
  if (prng.chance(0.4)) {
    household.push(person(prng, 'partner', Math.max(18, age - prng.int(0, 4)), 'woman'))
    const children =
      age < 22
        ? 0
        : prng.weighted([
            [0, 3],
            [1, 4],
            [2, 3],
            [3, 1],
          ] as const)
    for (let n = 0; n < children; n += 1)
      household.push(person(prng, 'child', prng.int(0, Math.min(15, age - 20)), prng.chance(0.5) ? 'man' : 'woman'))
  }
  if (prng.chance(0.06)) household.push(person(prng, 'parent', age + prng.int(22, 30), 'woman'))
  return household
}

function person(prng: Prng, relation: Relation, age: number, gender: 'man' | 'woman'): PlannedPerson {
  const name = syntheticName(prng, gender)
  const needs = prng.chance(0.12) ? [prng.pick(['health', 'schooling', 'disability', 'pregnancy'])] : undefined
  return {
    relation,
    name: name.latin,
    nameMy: name.burmese,
    bornOn: addDays(worldBeginsOn, -Math.round(age * 365.25) - prng.int(1, 300)),
    ...(needs ? { needs } : {}),
  }
}
