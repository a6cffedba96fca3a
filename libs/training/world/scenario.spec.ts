import { Refused } from '@passage/platform'
import { readScenario, scenarioFrom, scenarioNames } from './scenario'

const documented = (): Record<string, never> => structuredClone(readScenario('documented')) as unknown as Record<string, never>

/** Changes one place of a good scenario. */
function changed(path: string, value: unknown): unknown {
  const scenario = documented()
  const names = path.split('.')
  const last = names.pop()!
  const holder = names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, scenario)
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return scenario
}

function faultsOf(given: unknown): string[] {
  try {
    scenarioFrom(given)
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    expect(error.code).toBe('scenario.invalid')
    return error.details.errors!.map(({ field, message }) => `${field}: ${message}`)
  }
}

describe('A scenario', () => {
  it.each(scenarioNames)('%s comes with Passage and can be', (name) => {
    expect(readScenario(name).name).toBe(name)
  })

  it.each([
    ['mistakes.cardLost', 1.2, 'mistakes.cardLost: must be a share from 0 to 1'],
    ['mistakes.cardLost', -0.1, 'mistakes.cardLost: must be a share from 0 to 1'],
    ['mistakes.cardLost', '0.1', 'mistakes.cardLost: must be a share from 0 to 1'],
    ['mistakes.cardLost', Number.NaN, 'mistakes.cardLost: must be a share from 0 to 1'],
    ['outcomes.cleared', 0.9, 'outcomes: must add up to 1, and adds up to 1.16'],
    ['outcomes.forgiven', 0, 'outcomes.forgiven: is not known'],
    ['outcomes.declined', undefined, 'outcomes.declined: is missing'],
    ['delays.decision.to', 1, 'delays.decision.to: must be at least 2'],
    ['delays.decision.lateUpTo', 3, 'delays.decision.lateUpTo: must be at least 8'],
    ['delays.decision.from', 0, 'delays.decision.from: must be a whole number'],
    ['intake.3.month', '2021-13', 'intake[3].month: must be a month as YYYY-MM'],
    ['intake.3.month', '2021-04', 'intake[3].month: must lie after 2021-05'],
    ['intake.3.soldier', -5, 'intake[3].soldier: must be a number from 0'],
    ['intake', [], 'intake: must be a list with at least one entry'],
    ['people', null, 'people: must be an object'],
    ['funding.allowance.0.from', '2021-07', 'funding.allowance[0].from: must not lie after 2021-03'],
    ['colour', 'blue', 'colour: is not known'],
  ])('with %s = %j is refused, naming the path', (path, value, fault) => {
    const faults = faultsOf(changed(path, value))
    expect(faults.filter((one) => !one.startsWith('outcomes: must add up') || path === 'outcomes.cleared')).toHaveLength(1)
    expect(faults[0]).toContain(fault)
  })

  it('with several faults is told all of them at once', () => {
    const scenario = changed('mistakes.cardLost', 2) as { people: { partner: number } }
    scenario.people.partner = -1
    expect(faultsOf(scenario)).toHaveLength(2)
  })

  it('in which nobody ever gets in touch is refused', () => {
    const scenario = documented() as unknown as { intake: { soldier: number; police: number; surrender: number }[] }
    for (const month of scenario.intake) Object.assign(month, { soldier: 0, police: 0, surrender: 0 })
    expect(faultsOf(scenario)).toEqual(['intake: must have somebody who gets in touch'])
  })

  it('that is not there, or no JSON, is refused with what to do', () => {
    expect(() => readScenario('boom')).toThrow('There is no scenario boom')
    expect(() => readScenario('/nowhere/boom.json')).toThrow('cannot be read')
    expect(() => readScenario(__filename.replace(/$/, '.json'))).toThrow(Refused)
  })
})
