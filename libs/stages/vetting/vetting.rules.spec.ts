import { Refused } from '@passage/platform'
import {
  assertConsistent,
  assertRecordable,
  checkResults,
  decisions,
  eventOfDecision,
  isDone,
  missingChecks,
  recommendations,
  type CheckResult,
  type PlannedCheck,
  type VettingProgress,
} from './vetting.rules'

const check = (name: string, more: Partial<PlannedCheck> = {}): PlannedCheck => ({
  check: name,
  title: name.replaceAll('_', ' '),
  required: true,
  mainCriterion: name === 'denounces_military_rule',
  result: null,
  resultRound: null,
  ...more,
})
const found = (name: string, result: CheckResult, resultRound = 1): PlannedCheck => check(name, { result, resultRound })
const inRound = (round: number, ...plan: PlannedCheck[]): VettingProgress => ({ round, plan })

function refusalOf(work: () => void): Refused | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
}

describe('What a round of vetting still needs', () => {
  it('is every required check that nobody has recorded, in the order of the plan', () => {
    const progress = inRound(1, check('a'), found('b', 'confirmed'), check('c'), check('d', { required: false }))
    expect(missingChecks(progress).map((c) => c.check)).toEqual(['a', 'c'])
  })

  it.each(checkResults)('is nothing more of a check that came to %s in this round', (result) => {
    expect(isDone(found('a', result, 2), 2)).toBe(true)
  })

  it.each(checkResults)('after an appeal keeps of the round before only what was confirmed: %s', (result) => {
    expect(isDone(found('a', result, 1), 2)).toBe(result === 'confirmed')
  })
})

describe('Recording a check', () => {
  const progress = inRound(1, check('denounces_military_rule'), check('reason_for_leaving'))

  it('is refused for a check that the plan of the case does not have, and names those that it has', () => {
    const refusal = refusalOf(() => assertRecordable(progress, 'surrender_circumstances', 'confirmed'))
    expect(refusal).toMatchObject({ code: 'vetting.check_not_planned', details: { field: 'check' } })
    expect(refusal?.details.fix).toContain('denounces_military_rule, reason_for_leaving')
  })

  it('never takes the main criterion for not applicable', () => {
    expect(refusalOf(() => assertRecordable(progress, 'denounces_military_rule', 'not_applicable'))?.code).toBe(
      'vetting.main_criterion_applies',
    )
    for (const result of checkResults) {
      expect(refusalOf(() => assertRecordable(progress, 'reason_for_leaving', result))).toBeUndefined()
    }
  })
})

describe('An outcome of vetting', () => {
  const clearing = ['clear', 'clear_with_conditions', 'cleared', 'cleared_with_conditions'] as const
  const others = ['decline', 'declined', 'more_information'] as const

  it('has an event of the case for each decision', () => {
    expect(Object.keys(eventOfDecision).sort()).toEqual([...decisions].sort())
    expect([...clearing, ...others].sort()).toEqual([...decisions, ...recommendations].sort())
  })

  for (const outcome of clearing) {
    it(`of ${outcome} needs the main criterion confirmed, whatever else was found`, () => {
      for (const result of [...checkResults, null]) {
        const main = check('denounces_military_rule', { result, resultRound: 1 })
        const refusal = refusalOf(() => assertConsistent(inRound(1, main, found('b', 'confirmed')), outcome))
        expect(refusal?.code).toBe(result === 'confirmed' ? undefined : 'vetting.main_criterion_not_confirmed')
      }
    })

    it(`of ${outcome} bears what was not confirmed or not applicable, but nothing contradicted`, () => {
      for (const result of checkResults) {
        const refusal = refusalOf(() =>
          assertConsistent(inRound(1, found('denounces_military_rule', 'confirmed'), found('b', result)), outcome),
        )
        expect(refusal?.code).toBe(result === 'contradicted' ? 'vetting.check_contradicted' : undefined)
      }
    })
  }

  it.each(others)('of %s is borne by any results', (outcome) => {
    const progress = inRound(1, found('denounces_military_rule', 'contradicted'), found('b', 'contradicted'))
    expect(refusalOf(() => assertConsistent(progress, outcome))).toBeUndefined()
  })

  it('that is refused names everything that speaks against it', () => {
    const progress = inRound(
      1,
      found('denounces_military_rule', 'not_confirmed'),
      found('b', 'contradicted'),
      found('c', 'contradicted'),
    )
    const refusal = refusalOf(() => assertConsistent(progress, 'cleared'))
    expect(refusal?.details.conditions?.map((c) => c.condition)).toEqual([
      'main_criterion_is_confirmed',
      'nothing_is_contradicted',
      'nothing_is_contradicted',
    ])
  })
})
