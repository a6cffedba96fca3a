import { comesOver, type CasePlan } from './case-plan'
import { dateOf, monthOf, workingDay } from './calendar'
import { planWorld } from './intake'
import { readScenario } from './scenario'

const scenario = readScenario('documented')
const request = { seed: 7, cases: 600, from: '2021-03', to: '2024-06', scenario }
const plans = planWorld(request)

/** Every day of a plan that is set, by name. */
function daysOf(plan: CasePlan): [string, number][] {
  const rounds = plan.rounds.flatMap((round, n) => [
    ...round.checkDays.map((day, check): [string, number] => [`round ${n} check ${check}`, day]),
    [`round ${n} recommend`, round.recommendOn] as [string, number],
    [`round ${n} decide`, round.decideOn] as [string, number],
  ])
  const { contactOn, vettingOn, appealOn, endOn, codeOn, cardLostOn, placeOn, claimOn } = plan
  return [...rounds, ...Object.entries({ contactOn, vettingOn, appealOn, endOn, codeOn, cardLostOn, placeOn, claimOn })].filter(
    (one): one is [string, number] => one[1] !== null,
  )
}

describe('The plans of a world', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(planWorld(request)).toEqual(plans)
    expect(planWorld({ ...request, seed: 8 })).not.toEqual(plans)
  })

  it('are as many as were asked for, in the order in which people get in touch', () => {
    expect(plans).toHaveLength(600)
    expect(plans.map(({ number }) => number)).toEqual(plans.map((_, n) => n))
    expect(plans.every(({ contactOn }) => dateOf(contactOn) <= '2024-06-30')).toBe(true)
    expect(plans.every(({ contactOn }, n) => n === 0 || contactOn >= plans[n - 1]!.contactOn)).toBe(true)
  })

  it('keep the shape of the scenario month by month, but for those of a last weekend', () => {
    const total = scenario.intake.reduce((sum, row) => sum + row.soldier + row.police + row.surrender, 0)
    const large = planWorld({ ...request, cases: 6_000 })
    for (const { month, soldier, police, surrender } of scenario.intake.filter((row) => row.month > '2021-03')) {
      const expected = ((soldier + police + surrender) * 6_000) / total
      // A contact on the last weekend of a month is opened on the Monday after it.
      const opened = large.filter(({ contactOn }) => monthOf(contactOn) === month).length
      expect([month, Math.abs(opened - expected) < 3 + expected * 0.15]).toEqual([month, true])
    }
  })

  it('never do anything on a Saturday or Sunday', () => {
    const onWeekends = plans.flatMap((plan) => daysOf(plan).filter(([, day]) => workingDay(day) !== day))
    expect(onWeekends.map(([name, day]) => `${name} ${dateOf(day)}`)).toEqual([])
  })

  it('keep the order of the steps: contact, vetting, checks, recommendation, decision, code, and what follows a code', () => {
    for (const plan of plans) {
      const path = [
        plan.contactOn,
        plan.vettingOn,
        ...plan.rounds.flatMap((round) => [...round.checkDays.slice(0, 6), round.recommendOn, round.decideOn]),
        plan.codeOn,
      ].filter((day) => day !== null)
      expect(path).toEqual([...path].sort((a, b) => a - b))
      for (const day of [plan.placeOn, plan.claimOn, plan.cardLostOn]) expect(day ?? Infinity).toBeGreaterThan(plan.codeOn ?? -1)
    }
  })

  it('never have two checks of a case on one day', () => {
    for (const { rounds } of plans) for (const { checkDays } of rounds) expect(new Set(checkDays).size).toBe(checkDays.length)
  })

  it('give a code to nobody but those who are cleared in the end', () => {
    expect(plans.filter((plan) => (plan.codeOn !== null) !== comesOver(plan))).toEqual([])
  })

  it('let a duplicate be an earlier case, and nobody else', () => {
    for (const { number, householdOf, outcome } of plans) {
      if (outcome === 'duplicate') expect(householdOf).toBeLessThan(number)
      else expect(householdOf).toBe(number)
    }
  })

  it('are refused for months in which the scenario has nobody', () => {
    expect(() => planWorld({ ...request, from: '2019-01', to: '2019-12' })).toThrow('nobody gets in touch')
  })
})
