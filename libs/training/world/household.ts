import type { NewPerson } from '@passage/case'
import { syntheticName } from '../synthetic/names'
import type { Prng } from '../synthetic/prng'
import { syntheticUnit } from '../synthetic/units'
import { dateOf, firstDayOf, type Day } from './calendar'
import { draw, type CasePlan } from './case-plan'
import type { Scenario, Shares } from './scenario'

/** The people of one synthetic case, the applicant first; the same stream gives the same people. Nobody of them exists. */
export function householdOf(prng: Prng, { service, contactOn, rankAt }: Applicant, { people }: Scenario): NewPerson[] {
  const { age, rank } = applicantOf(prng, { service, contactOn, rankAt }, people)
  const household: NewPerson[] = [
    {
      ...person(
        prng,
        'applicant',
        age,
        prng.chance(service === 'police' ? 0.18 : 0.05) ? 'woman' : 'man',
        contactOn,
        people.needs,
      ),
      rank,
      unit: syntheticUnit(prng, service).name,
    },
  ]
  if (prng.chance(people.partner)) {
    household.push(person(prng, 'partner', Math.max(18, age - prng.int(0, 4)), 'woman', contactOn, people.needs))
    const children = age < 22 ? 0 : Number(draw(prng, people.children))
    for (let n = 0; n < children; n += 1) {
      const childAge = prng.int(0, Math.min(15, age - 20))
      household.push(person(prng, 'child', childAge, prng.chance(0.5) ? 'man' : 'woman', contactOn, people.needs))
    }
  }
  if (prng.chance(people.parent)) {
    household.push(person(prng, 'parent', age + prng.int(22, 30), 'woman', contactOn, people.needs))
  }
  return household
}

type Applicant = Pick<CasePlan, 'service' | 'contactOn' | 'rankAt'>

/** The applicant's age on the day of contact, and rank: what is drawn first, so that it can be counted without making the names. */
export function applicantOf(
  prng: Prng,
  { service, contactOn, rankAt }: Applicant,
  people: Scenario['people'],
): { age: number; rank: string } {
  const age = prng.chance(people.age20to35) ? prng.int(20, 35) : prng.int(36, 55)
  const rank = rankOf(people.ranks[service], rankAt)
  const tooEarly = rank === 'lieutenant colonel' && contactOn < firstDayOf(people.lieutenantColonelsFrom)
  return { age, rank: tooEarly ? 'major' : rank }
}

function rankOf(shares: Shares, at: number): string {
  let below = 0
  const found = Object.entries(shares).find(([, share]) => (below += share) > at)
  return (found ?? Object.entries(shares).at(-1)!)[0]
}

const needs = ['health', 'schooling', 'disability', 'pregnancy'] as const

function person(
  prng: Prng,
  relation: NewPerson['relation'],
  age: number,
  gender: 'man' | 'woman',
  contactOn: Day,
  inNeed: number,
): NewPerson {
  const name = syntheticName(prng, gender)
  const bornOn = dateOf(contactOn - Math.round(age * 365.25) - prng.int(1, 300))
  const need = prng.chance(inNeed) ? prng.pick(needs) : null
  return { relation, name: name.latin, nameMy: name.burmese, bornOn, ...(need ? { needs: [need] } : {}) }
}
