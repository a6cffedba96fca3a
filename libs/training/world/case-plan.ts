import type { Prng } from '../synthetic/prng'
import { workingDay, type Day } from './calendar'
import type { Country, Delay, Outcome, Scenario, Shares } from './scenario'

export type Service = 'soldier' | 'police'
export type PlannedPathway = 'individual' | 'collective' | 'surrender' | 'in_service'

/** One round of vetting: checks one after another, a recommendation, a decision. */
export interface RoundPlan {
  /** The day of the first check; the others follow `checkGaps` apart, then wrap around. */
  readonly checkDays: readonly Day[]
  readonly recommendOn: Day
  readonly decideOn: Day
  readonly decision: 'cleared' | 'cleared_with_conditions' | 'declined' | 'more_information'
}

/**
 * What is to become of one synthetic case, day by day. It depends on the seed, the scenario and the case's number only; what others do
 * (a full site, an empty fund) is found out when the day comes. A day that is null is not reached.
 */
export interface CasePlan {
  readonly number: number
  readonly contactOn: Day
  readonly service: Service
  readonly pathway: PlannedPathway
  readonly channel: string
  readonly outcome: Outcome
  /** Where in the order of ranks the applicant stands, from 0 up to 1; spread evenly, so that rare ranks are neither doubled nor missing. */
  readonly rankAt: number
  /** Whose household this is: its own, or for a duplicate that of an earlier case. */
  readonly householdOf: number
  readonly vettingOn: Day | null
  readonly rounds: readonly RoundPlan[]
  readonly appealOn: Day | null
  /** Withdrawn, lost, found to be a duplicate, or finally declined. */
  readonly endOn: Day | null
  readonly endReason: string | null
  readonly codeOn: Day | null
  readonly cardLostOn: Day | null
  readonly placeOn: Day | null
  readonly country: Country
  /** Null for as long as it may be. */
  readonly stayDays: number | null
  readonly noShow: boolean
  readonly claimOn: Day | null
  readonly equipment: { readonly category: string; readonly count: number; readonly rejected: boolean } | null
}

/** As many checks as a plan makes room for; a round of fewer leaves the rest of the days unused. */
const checksAtMost = 8

/**
 * @param prng the case's own stream
 * @param contactDay the day on which somebody got in touch, or the working day after it
 */
export function planCase(
  prng: Prng,
  number: number,
  contactDay: Day,
  kind: 'soldier' | 'police' | 'surrender',
  scenario: Scenario,
): Omit<CasePlan, 'rankAt'> {
  const surrendered = kind === 'surrender'
  const contactOn = workingDay(contactDay)
  const pathway = surrendered ? 'surrender' : draw(prng, scenario.pathways)
  const drawn = draw(prng, surrendered ? scenario.outcomesOfSurrender : scenario.outcomes)
  // Nobody comes before the first case.
  const outcome = drawn === 'duplicate' && number < 20 ? 'cleared' : drawn
  const { delays, relocation, equipment } = scenario
  const vettingOn = outcome === 'contact_lost' ? null : workingDay(contactOn + delayed(prng, delays.contactToVetting))
  const rounds =
    vettingOn === null || outcome === 'withdrawn' || outcome === 'duplicate' ? [] : [round(prng, vettingOn, scenario)]
  const appealOn = settle(prng, rounds, outcome, scenario)
  const last = rounds.at(-1)
  const cleared = last?.decision === 'cleared' || last?.decision === 'cleared_with_conditions'
  const codeOn = cleared ? workingDay(last.decideOn + delayed(prng, delays.code)) : null
  const end = endOf(prng, outcome, contactOn, vettingOn, rounds)
  const supported = codeOn !== null && pathway !== 'in_service'
  const moves = prng.chance(relocation.moves)
  const armed = prng.chance(equipment.share)
  const lost = prng.chance(scenario.mistakes.cardLost)
  return {
    number,
    contactOn,
    service: surrendered ? 'soldier' : kind,
    pathway,
    channel: draw(prng, scenario.channels),
    outcome,
    householdOf: outcome === 'duplicate' ? number - prng.int(1, Math.min(200, number)) : number,
    vettingOn,
    rounds,
    appealOn,
    ...end,
    codeOn,
    cardLostOn: codeOn !== null && lost ? workingDay(codeOn + prng.int(20, 200)) : null,
    placeOn: supported && moves ? workingDay(codeOn + delayed(prng, delays.placement)) : null,
    country: draw(prng, relocation.countries),
    stayDays: prng.chance(relocation.stays.openEnded) ? null : prng.int(relocation.stays.from, relocation.stays.to),
    noShow: prng.chance(relocation.noShow),
    claimOn: supported && armed ? workingDay(codeOn + prng.int(1, 10)) : null,
    equipment: armed
      ? { category: draw(prng, equipment.categories), count: prng.int(1, 3), rejected: prng.chance(equipment.rejected) }
      : null,
  }
}

function round(prng: Prng, openedOn: Day, { delays }: Scenario): RoundPlan {
  const checkDays: Day[] = []
  let day = openedOn
  for (let check = 0; check < checksAtMost; check += 1) {
    // Two checks of one case never fall on one day: the log keeps them apart, and so does the officer.
    day = Math.max(day + 1, workingDay(day + delayed(prng, delays.betweenChecks)))
    day = workingDay(day)
    checkDays.push(day)
  }
  // Most plans ask for five checks, some for six: who recommends does so soon after the last of them.
  const recommendOn = workingDay(checkDays[5]! + delayed(prng, delays.recommendation))
  return { checkDays, recommendOn, decideOn: workingDay(recommendOn + delayed(prng, delays.decision)), decision: 'cleared' }
}

/** Gives the round its decision, and opens a second one where more was asked for or an appeal is heard. @returns the day of the appeal */
function settle(prng: Prng, rounds: RoundPlan[], outcome: Outcome, scenario: Scenario): Day | null {
  const first = rounds[0]
  if (!first) return null
  const asked = prng.chance(scenario.askedForMore)
  if (outcome === 'declined_then_cleared') {
    const appealOn = workingDay(first.decideOn + prng.int(10, 25))
    rounds[0] = { ...first, decision: 'declined' }
    rounds.push({ ...round(prng, appealOn, scenario), decision: 'cleared' })
    return appealOn
  }
  const final = outcome as RoundPlan['decision']
  rounds[0] = { ...first, decision: asked ? 'more_information' : final }
  if (asked) rounds.push({ ...round(prng, first.decideOn, scenario), decision: final })
  return null
}

function endOf(
  prng: Prng,
  outcome: Outcome,
  contactOn: Day,
  vettingOn: Day | null,
  rounds: readonly RoundPlan[],
): Pick<CasePlan, 'endOn' | 'endReason'> {
  const on = (day: Day, endReason: string) => ({ endOn: workingDay(day), endReason })
  if (outcome === 'contact_lost') return on(contactOn + prng.int(30, 75), 'contact_lost')
  if (outcome === 'withdrawn') return on(vettingOn! + prng.int(2, 20), prng.pick(['applicant_withdrew', 'moved_on']))
  if (outcome === 'duplicate') return on(vettingOn! + prng.int(1, 10), 'duplicate')
  if (outcome === 'declined') return on(rounds.at(-1)!.decideOn + prng.int(35, 70), 'declined_finally')
  return { endOn: null, endReason: null }
}

function delayed(prng: Prng, { from, to, lateShare, lateUpTo }: Delay): number {
  return prng.chance(lateShare) ? prng.int(to, lateUpTo) : prng.int(from, to)
}

/** Whether somebody is supported in the end: what "defected" and "registered" in the published figures come to. */
export function comesOver({ outcome }: Pick<CasePlan, 'outcome'>): boolean {
  return outcome === 'cleared' || outcome === 'cleared_with_conditions' || outcome === 'declined_then_cleared'
}

export function draw<K extends string>(prng: Prng, shares: Shares<K>): K {
  return prng.weighted(Object.entries(shares) as [K, number][])
}
