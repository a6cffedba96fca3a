import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refused, type FieldProblem } from '@passage/platform'

/** Weights by name; the generator draws in proportion to them, and a scenario file must let them add up to one. */
export type Shares<K extends string = string> = Readonly<Record<K, number>>

/** Whole days between two steps: evenly from `from` to `to`, and now and then later than that. */
export interface Delay {
  readonly from: number
  readonly to: number
  /** The share that takes longer, evenly from `to` to `lateUpTo`. */
  readonly lateShare: number
  readonly lateUpTo: number
}

export const outcomes = [
  'cleared',
  'cleared_with_conditions',
  'declined',
  'declined_then_cleared',
  'withdrawn',
  'contact_lost',
  'duplicate',
] as const
export type Outcome = (typeof outcomes)[number]

export type Country = 'MM' | 'TH' | 'IN'

/** How much of the money that would be needed comes in, from a month on: 1 is all of it. */
export interface Coverage {
  readonly from: string
  readonly coverage: number
}

/** What a synthetic world follows: data that a planner can read and change (libs/training/scenarios). Shares lie between 0 and 1. */
export interface Scenario {
  readonly name: string
  readonly about: string
  /** Relative numbers of those who get in touch, by month. */
  readonly intake: readonly {
    readonly month: string
    readonly soldier: number
    readonly police: number
    readonly surrender: number
  }[]
  readonly pathways: Shares<'individual' | 'collective' | 'in_service'>
  readonly channels: Shares<'messenger' | 'phone' | 'host_organisation'>
  readonly outcomes: Shares<Outcome>
  readonly outcomesOfSurrender: Shares<Outcome>
  /** The share of decisions before which more information is asked for. */
  readonly askedForMore: number
  readonly delays: Readonly<
    Record<'contactToVetting' | 'betweenChecks' | 'recommendation' | 'decision' | 'code' | 'placement', Delay>
  >
  readonly people: {
    readonly age20to35: number
    readonly partner: number
    readonly children: Shares<'0' | '1' | '2' | '3'>
    readonly parent: number
    readonly needs: number
    readonly ranks: { readonly soldier: Shares; readonly police: Shares }
    /** Nobody of this rank had come before that month. */
    readonly lieutenantColonelsFrom: string
  }
  readonly relocation: {
    /** The share of those with a CDM code who ask for a place. */
    readonly moves: number
    readonly countries: Shares<Country>
    readonly stays: { readonly openEnded: number; readonly from: number; readonly to: number }
    readonly noShow: number
    /** Places that are opened, as a share of those that would be needed. */
    readonly coverage: number
    readonly housePlaces: number
    /** How often a site loses some of its places, a year. */
    readonly outagesAYear: number
  }
  readonly equipment: { readonly share: number; readonly categories: Shares; readonly rejected: number }
  readonly mistakes: {
    readonly cardLost: number
    readonly paymentsRejected: number
    readonly paymentsReturned: number
    /** Of the payments that failed, how many are not tried again. */
    readonly givenUp: number
  }
  readonly funding: { readonly allowance: readonly Coverage[]; readonly reward: readonly Coverage[] }
}

export const scenarioNames = ['documented', 'surge', 'decline', 'training'] as const

/**
 * One of the scenarios that come with Passage, or a file of the same form.
 * @param nameOrFile a name, or a path that ends with `.json`
 * @throws Refused `scenario.unknown`, `scenario.invalid` with a problem for each path that is not as it must be
 */
export function readScenario(nameOrFile: string): Scenario {
  const known = (scenarioNames as readonly string[]).includes(nameOrFile)
  const file = known ? join(__dirname, '..', 'scenarios', `${nameOrFile}.json`) : nameOrFile
  if (!known && !file.endsWith('.json')) {
    throw new Refused('scenario.unknown', `There is no scenario ${nameOrFile}.`, {
      field: '--scenario',
      fix: `Choose ${scenarioNames.join(', ')}, or give the path of a .json file of the same form.`,
    })
  }
  let given: unknown
  try {
    given = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new Refused('scenario.invalid', `The scenario file ${why}.`, {
      field: '--scenario',
      fix: 'Copy libs/training/scenarios/documented.json and change what you need.',
    })
  }
  return scenarioFrom(given)
}

/** @throws Refused `scenario.invalid`, which names every path that is wrong, and what it must be */
export function scenarioFrom(given: unknown): Scenario {
  const problems: FieldProblem[] = []
  const wrong = (path: string, message: string): void =>
    void problems.push({ field: path, message, fix: 'Compare with libs/training/scenarios/documented.json.' })
  check(given, form, '', wrong)
  if (problems.length === 0) checkMonths(given as Scenario, wrong)
  if (problems.length > 0) {
    const list = problems.map(({ field, message }) => `${field}: ${message}`).join('; ')
    throw new Refused('scenario.invalid', `The scenario has ${problems.length} fault(s). ${list}.`, { errors: problems })
  }
  return given as Scenario
}

type Form =
  | 'text'
  | 'month'
  | 'share'
  | 'count'
  | 'days'
  | 'factor'
  | { readonly sharesOf: readonly string[] | null }
  | { readonly listOf: Form }
  | { readonly fields: Readonly<Record<string, Form>> }

const delay: Form = { fields: { from: 'days', to: 'days', lateShare: 'share', lateUpTo: 'days' } }
const coverage: Form = { listOf: { fields: { from: 'month', coverage: 'factor' } } }

const form: Form = {
  fields: {
    name: 'text',
    about: 'text',
    intake: { listOf: { fields: { month: 'month', soldier: 'count', police: 'count', surrender: 'count' } } },
    pathways: { sharesOf: ['individual', 'collective', 'in_service'] },
    channels: { sharesOf: ['messenger', 'phone', 'host_organisation'] },
    outcomes: { sharesOf: outcomes },
    outcomesOfSurrender: { sharesOf: outcomes },
    askedForMore: 'share',
    delays: {
      fields: {
        contactToVetting: delay,
        betweenChecks: delay,
        recommendation: delay,
        decision: delay,
        code: delay,
        placement: delay,
      },
    },
    people: {
      fields: {
        age20to35: 'share',
        partner: 'share',
        children: { sharesOf: ['0', '1', '2', '3'] },
        parent: 'share',
        needs: 'share',
        ranks: { fields: { soldier: { sharesOf: null }, police: { sharesOf: null } } },
        lieutenantColonelsFrom: 'month',
      },
    },
    relocation: {
      fields: {
        moves: 'share',
        countries: { sharesOf: ['MM', 'TH', 'IN'] },
        stays: { fields: { openEnded: 'share', from: 'days', to: 'days' } },
        noShow: 'share',
        coverage: 'factor',
        housePlaces: 'days',
        outagesAYear: 'factor',
      },
    },
    equipment: {
      fields: {
        share: 'share',
        categories: { sharesOf: ['small_arms_and_ammunition', 'vehicle', 'heavy_artillery'] },
        rejected: 'share',
      },
    },
    mistakes: { fields: { cardLost: 'share', paymentsRejected: 'share', paymentsReturned: 'share', givenUp: 'share' } },
    funding: { fields: { allowance: coverage, reward: coverage } },
  },
}

type Wrong = (path: string, message: string) => void

const plain: Readonly<Record<string, (value: unknown) => string | null>> = {
  text: (v) => (typeof v === 'string' && v.length > 0 && v.length <= 500 ? null : 'must be a text of 1 to 500 characters'),
  month: (v) => (typeof v === 'string' && /^20\d{2}-(0[1-9]|1[0-2])$/.test(v) ? null : 'must be a month as YYYY-MM'),
  share: (v) => (isNumber(v) && v >= 0 && v <= 1 ? null : 'must be a share from 0 to 1'),
  count: (v) => (isNumber(v) && v >= 0 && v <= 1_000_000 ? null : 'must be a number from 0 to 1000000'),
  days: (v) => (Number.isInteger(v) && isNumber(v) && v >= 1 && v <= 1_000 ? null : 'must be a whole number from 1 to 1000'),
  factor: (v) => (isNumber(v) && v >= 0 && v <= 10 ? null : 'must be a number from 0 to 10'),
}

function check(value: unknown, of: Form, path: string, wrong: Wrong): void {
  if (typeof of === 'string') {
    const fault = plain[of]!(value)
    if (fault) wrong(path, fault)
  } else if ('listOf' in of) {
    if (!Array.isArray(value) || value.length === 0) wrong(path, 'must be a list with at least one entry')
    else value.forEach((one, place) => check(one, of.listOf, `${path}[${place}]`, wrong))
  } else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    wrong(path || 'the file', 'must be an object')
  } else if ('sharesOf' in of) {
    checkShares(value as Record<string, unknown>, of.sharesOf, path, wrong)
  } else {
    const at = (name: string): string => (path ? `${path}.${name}` : name)
    for (const name of Object.keys(value)) if (!Object.hasOwn(of.fields, name)) wrong(at(name), 'is not known; take it out')
    for (const [name, inner] of Object.entries(of.fields)) {
      if (Object.hasOwn(value, name)) check((value as Record<string, unknown>)[name], inner, at(name), wrong)
      else wrong(at(name), 'is missing')
    }
    checkOrder(value as Record<string, unknown>, path, wrong)
  }
}

function checkShares(value: Record<string, unknown>, names: readonly string[] | null, path: string, wrong: Wrong): void {
  const before = Object.entries(value).filter(([, share]) => plain.share!(share) !== null)
  for (const [name] of before) wrong(`${path}.${name}`, 'must be a share from 0 to 1')
  for (const name of Object.keys(value))
    if (names && !names.includes(name)) wrong(`${path}.${name}`, `is not known; known are ${names.join(', ')}`)
  for (const name of names ?? []) if (!Object.hasOwn(value, name)) wrong(`${path}.${name}`, 'is missing')
  const sum = Object.values(value).reduce<number>((total, share) => total + Number(share), 0)
  if (before.length === 0 && Math.abs(sum - 1) > 0.000_01) {
    wrong(path, `must add up to 1, and adds up to ${Math.round(sum * 1e6) / 1e6}`)
  }
}

/** A span of days that ends before it begins. */
function checkOrder({ from, to, lateUpTo }: Record<string, unknown>, path: string, wrong: Wrong): void {
  if (isNumber(from) && isNumber(to) && to < from) wrong(`${path}.to`, `must be at least ${from}, where the span begins`)
  if (isNumber(to) && isNumber(lateUpTo) && lateUpTo < to) wrong(`${path}.lateUpTo`, `must be at least ${to}, what is not late`)
}

function checkMonths({ intake, funding }: Scenario, wrong: Wrong): void {
  const inOrder = (months: readonly string[], path: string, name: string): void =>
    months.forEach((month, place) => {
      if (place > 0 && month <= months[place - 1]!)
        wrong(`${path}[${place}].${name}`, `must lie after ${months[place - 1]}, the month before it in the list`)
    })
  inOrder(
    intake.map(({ month }) => month),
    'intake',
    'month',
  )
  for (const purpose of ['allowance', 'reward'] as const) {
    const months = funding[purpose].map(({ from }) => from)
    inOrder(months, `funding.${purpose}`, 'from')
    if (months[0]! > intake[0]!.month) wrong(`funding.${purpose}[0].from`, `must not lie after ${intake[0]!.month}`)
  }
  if (intake.every(({ soldier, police, surrender }) => soldier + police + surrender === 0)) {
    wrong('intake', 'must have somebody who gets in touch')
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
