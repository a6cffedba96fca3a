import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputPipe, Refused } from '@passage/platform'
import { getMetadataStorage } from 'class-validator'
import { ApiModule } from '../../apps/api/api.module'
import { burmeseOf, type Writing } from '../../apps/web/src/i18n/sentences'
import { blank, saidByTheServer } from './said.support'
import { latinIn } from './texts.support'

const glossary = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'apps', 'web', 'src', 'i18n', 'glossary.json'), 'utf8'),
) as Record<string, { en: string; my?: string }>
const groupOf = (key: string): string => key.slice(0, key.indexOf('.'))
const inGroups = (...groups: string[]): [string, string][] =>
  Object.entries(glossary).flatMap(([key, { en, my }]) => (groups.includes(groupOf(key)) && my ? [[en, my]] : []))

const burmese = Object.fromEntries(Object.entries(glossary).flatMap(([key, { my }]) => (my ? [[key, my]] : [])))
// The web app's own modules are typed for a browser.
const writing = jest.requireActual<Writing>('../../apps/web/src/i18n/format')
const told = burmeseOf(inGroups('said', 'said_word', 'check'), burmese, writing)

/** A sentence of the glossary as the sources have it: with blanks that have no names. */
const shapeOf = (english: string): string => english.replace(/\{\{\w+\}\}/g, blank).replace(/\{\}(?: ?\{\})+/g, blank)

/** What no screen can show: tools of the command line, and the findings of a verification, which are told by their code. */
const notOnScreens = [
  'libs/training/world/',
  'libs/training/synthetic/',
  'libs/training/calibration/',
  'libs/audit/log-verifier.ts',
  'libs/audit/verify-log.ts',
]

/** Sentences that are made up as they are said. Each kind is looked at below, or is told by the name of what it is about. */
const madeUp = [
  // The rules of validators, and the reports' own words about their questions (`report_help`).
  /^libs\/platform\/http\/validation\.pipe\.ts/,
  /^libs\/planning\/check-params\.ts/,
]

/** What only validators build, so that no source of ours holds it: each of these stands in what {@link refusedInputs} hears. */
const ofValidators = (key: string): boolean => key.startsWith('said.rule_') || key === 'said.field_must'

describe('What the server says', () => {
  const { sentences, unread } = saidByTheServer(notOnScreens)
  const known = new Set(inGroups('said').map(([english]) => shapeOf(english)))

  it('stands in the glossary, every sentence of it, so that it can be said in Burmese', () => {
    expect(sentences.length).toBeGreaterThan(400)
    expect(sentences.filter(({ text }) => !known.has(text)).map(({ text, at }) => `${at}: ${text}`)).toEqual([])
  })

  it('is all that the glossary says in its name', () => {
    const said = new Set(sentences.map(({ text }) => text))
    const idle = Object.entries(glossary).filter(
      ([key, { en }]) => groupOf(key) === 'said' && !ofValidators(key) && !said.has(shapeOf(en)),
    )
    expect(idle.map(([key, { en }]) => `${key}: ${en}`)).toEqual([])
  })

  it('is read from the sources wherever it is said', () => {
    expect(unread.filter((place) => !madeUp.some((pattern) => pattern.test(place)))).toEqual([])
  })

  it('loses nothing on the way: whatever stands in the blanks stands in the Burmese', () => {
    const filled = inGroups('said').map(([english]) =>
      english.replace(/\{\{(\w+)\}\}/g, (_, name: string) => samples[name.replace(/\d+$/, '')] ?? '7'),
    )
    expect(filled.filter((sentence) => told(sentence) === null)).toEqual([])
    expect(filled.flatMap((sentence) => latinIn(told(sentence) ?? '').map((word) => `${word} in ${sentence}`))).toEqual([])
  })

  it('is said in Burmese when an input is not as it must be, whichever rule it breaks', async () => {
    const refusals = await refusedInputs()
    expect(refusals.length).toBeGreaterThan(200)
    expect([...new Set(refusals.filter((text) => told(text) === null))]).toEqual([])
    expect([...new Set(refusals.flatMap((text) => latinIn(told(text) ?? '').map((word) => `${word} in ${text}`)))]).toEqual([])
  })
})

/** What stands in a blank, as the server fills it. */
const samples: Readonly<Record<string, string>> = {
  role: 'vetting officer or vetting approver',
  roles: 'registrar, auditor',
  field: 'household.0.bornOn',
  kind: 'reward claim',
  kinds: 'placement, reward claim',
  state: 'awaiting decision',
  states: 'contacted or in vetting',
  counts: '2 released, 1 rejected',
  act: 'start vetting',
  reason: 'card_lost',
  reasons: 'card_lost, card_damaged',
  day: '2021-09-20',
  month: '2021-09',
  name: 'ရွှေလယ်',
  check: 'Household confirmed',
  checks: '“Household confirmed”, “Still serving”',
  currency: 'THB',
  currencies: 'THB, MMK',
  report: 'capacity',
  param: 'country',
  params: 'from, to, region',
  class: 'personal',
  classes: 'personal, vetting',
  purpose: 'allowance',
  relation: 'child',
  rule: 'be a string',
  choices: 'soldier, police',
  does: 'Counts a report',
  categories: 'vehicle',
  found: 'a phone number at character 4, and coordinates at character 30',
  groups: 'The first group and the third group',
  ways: 'Book from 3 May 2021 on, choose another site',
  characters: '0',
  prefix: 'CDM',
  person: 'applicant',
  fault: '57014',
  column: 'state',
  columns: 'reference, state',
  countries: 'TH, IN',
  purposes: 'allowance in THB, reward in MMK',
}

const junk: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  '!',
  'x'.repeat(20_000),
  -1,
  0,
  1.5,
  1e12,
  true,
  [],
  [1, 1],
  ['x'],
  {},
  { x: 1 },
]

/** Everything that the input pipe says to bodies and queries that break one rule or another. */
async function refusedInputs(): Promise<string[]> {
  expect(ApiModule).toBeDefined()
  const pipe = new InputPipe()
  const storage = getMetadataStorage() as unknown as { validationMetadatas: Map<new () => object, { propertyName: string }[]> }
  const texts: string[] = []
  for (const [metatype, rules] of storage.validationMetadatas) {
    for (const property of new Set(rules.map((rule) => rule.propertyName))) {
      for (const value of junk) {
        const refused = await pipe
          .transform({ [property]: value }, { type: 'body', metatype, data: undefined })
          .then(() => undefined)
          .catch((error: unknown) => error)
        if (refused instanceof Refused) {
          texts.push(refused.message, ...(refused.details.errors ?? []).flatMap(({ message, fix }) => [message, fix]))
        } else expect(refused).toBeUndefined()
      }
    }
  }
  return [...new Set(texts)]
}
