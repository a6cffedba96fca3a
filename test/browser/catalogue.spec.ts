import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { policy, roles } from '@passage/access'
import { faultCodes } from '@passage/audit'
import { dueKinds, lifecycles } from '@passage/case'
import { ofTheFirstScreen } from '../../apps/web/first-screen'
import { areIncompatible } from '../../apps/web/src/features/accounts/incompatible-roles'
import { areIncompatible as standApart } from '../../libs/access/accounts/incompatible-roles'
import { outageReasons } from '../../libs/stages/relocation/relocation.entity'
import { tariff } from '../../libs/training/world/tariff'
import { latinIn } from './texts.support'

const sources = join(__dirname, '..', '..', 'apps', 'web', 'src')
const glossary = JSON.parse(readFileSync(join(sources, 'i18n', 'glossary.json'), 'utf8')) as Record<
  string,
  { en: string; my?: string }
>
const inLanguage = (language: 'en' | 'my'): Record<string, string> =>
  Object.fromEntries(Object.entries(glossary).flatMap(([key, { [language]: text }]) => (text === undefined ? [] : [[key, text]])))

const english = inLanguage('en')
const burmese = inLanguage('my')

/** What the server says is looked at in said.spec.ts. */
const ofTheServer = /^said(_word)?\./

const files = readdirSync(sources, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && /\.tsx?$/.test(file.name))
  .map((entry) => ({ file: join(entry.parentPath, entry.name), text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }))

const found = (pattern: RegExp): { key: string; file: string }[] =>
  files.flatMap(({ file, text }) => [...text.matchAll(pattern)].map((match) => ({ key: match[1]!, file })))

/** Keys that a screen asks for by name. */
const asked = (): { key: string; file: string }[] => found(/\bt\(\s*'([a-z_]+\.[a-z_0-9]+)'/g)

/** Keys that stand somewhere in the sources: `t('…')`, or the label of a field, a tab or an area of the menu. */
const named = new Set(found(/['"`]([a-z_]+\.[A-Za-z_0-9.]+)['"`]/g).map(({ key }) => key))

/** Beginnings of keys that a screen ends with a code: `` t(`account.theme_${theme}`) ``. */
const begun = found(/`([a-z_]+\.[a-z_]*)\$\{/g).map(({ key }) => key)

/** Groups in which a screen looks up words for codes. Of what has happened an act's own name is told where it has no other. */
const groups = new Set(
  [...found(/\b(?:word|told)\(\s*'(\w+)'/g), ...found(/\bgroup="(\w+)"/g), ...found(/\bgroup: '(\w+)'/g)].map(({ key }) => key),
)

/** A table of groups, by the field whose values they name. */
for (const { key: table } of found(/const groups\b[^{]*\{([^}]*)\}/g)) {
  for (const [, group] of table.matchAll(/: '(\w+)'/g)) groups.add(group!)
}

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!))].sort()

const edges = Object.values(lifecycles).flatMap((one) =>
  [one.opening, ...Object.values(one.states)].flatMap((events) =>
    Object.entries(events as Record<string, { reasons?: readonly string[] }>).map(([event, edge]) => ({
      name: `${one.name}.${event}`,
      edge,
    })),
  ),
)

describe('The glossary', () => {
  it('has English for every text that a screen asks for', () => {
    expect(asked().length).toBeGreaterThan(200)
    expect(asked().filter(({ key }) => !(key in english) && !(`${key}_other` in english))).toEqual([])
  })

  it('keeps no text that no screen can show', () => {
    const idle = Object.keys(english).filter((key) => {
      const stem = key.replace(/_(one|other)$/, '')
      const shown =
        named.has(stem) || named.has(key) || groups.has(key.split('.')[0]!) || begun.some((start) => key.startsWith(start))
      return !shown && !ofTheServer.test(key)
    })
    expect(idle).toEqual([])
  })

  it('brings with the first screen all that the frame, the home page and the patterns say', () => {
    const early =
      /features\/(shell|session|home)\/|features\/(glass\/glass-(count|watch)|reminders\/reminder-count|log\/verification)\.|src\/ui\/[^/]+$/
    const late = asked().filter(({ key, file }) => {
      const group = key.slice(0, key.indexOf('.'))
      return early.test(file) && !ofTheFirstScreen.has(group) && !ofTheFirstScreen.has(key)
    })
    expect(late).toEqual([])
  })

  it('has Burmese for every text; only what tells one from many has one form', () => {
    expect(Object.keys(english).filter((key) => !(key in burmese) && !key.endsWith('_one'))).toEqual([])
  })

  it('says in Burmese what English says, with the same blanks to fill', () => {
    for (const [key, text] of Object.entries(burmese)) {
      const [wanted, filled] = [placeholders(english[key] ?? ''), placeholders(text)]
      // A sentence of the server may name what Burmese need not.
      if (ofTheServer.test(key)) expect([key, filled.filter((blank) => !wanted.includes(blank))]).toEqual([key, []])
      else expect([key, filled]).toEqual([key, wanted])
    }
  })

  it('leaves no English word within Burmese', () => {
    expect(Object.entries(burmese).flatMap(([key, text]) => latinIn(text).map((word) => `${word} in ${key}: ${text}`))).toEqual(
      [],
    )
  })

  it('ends its Burmese sentences as Burmese does', () => {
    const ends = Object.entries(burmese).filter(([, text]) =>
      /[\u1000-\u109f”)}]\s*[.;](\s|$)|[\u1000-\u109f],\s|[\u1000-\u109f]:(\s|$)/.test(text),
    )
    expect(ends.map(([key, text]) => `${key}: ${text}`)).toEqual([])
  })

  it('writes the numbers of Burmese texts in Burmese digits, except within codes', () => {
    const latin = Object.entries(burmese).filter(
      ([key, text]) => key !== 'digits.latin' && /(^|[\s(“၊–])[0-9]+([\s)”၊။]|$|[\u1000-\u109f])/.test(text.replace(codes, '')),
    )
    expect(latin.map(([key, text]) => `${key}: ${text}`)).toEqual([])
  })
})

/** What keeps its digits in any language: codes, formats and examples of them. */
const codes =
  /\{\{\w+\}\}|"[^"]*"|[A-Za-z0-9+][A-Za-z0-9.,:/()_+-]*[A-Za-z.,:/()_+-][A-Za-z0-9.,:/()_+-]*|\+\d+( \d+)+|\b0, O, 1, I, L/g

describe('The words for codes', () => {
  const lacking = (group: string, wanted: readonly string[]): string[] =>
    [...new Set(wanted)].map((code) => `${group}.${code}`).filter((key) => !(key in burmese))

  it('name every state of every lifecycle', () => {
    const states = Object.values(lifecycles).flatMap((one) => Object.keys(one.states).map((state) => `${one.name}.${state}`))
    expect(lacking('state', states)).toEqual([])
  })

  it('name every event, as an act and as what was done', () => {
    const names = edges.map(({ name }) => name)
    expect([...lacking('event', names), ...lacking('did', names)]).toEqual([])
  })

  it('name every reason that an act may be given', () => {
    const reasons = edges.flatMap(({ edge }) => edge.reasons ?? [])
    expect(lacking('reason', [...reasons, ...outageReasons])).toEqual([])
  })

  it('name roles, kinds, faults of the log, what falls due, and what the published tariff pays for', () => {
    expect([
      ...lacking('role', roles),
      ...lacking('kind', Object.keys(lifecycles)),
      ...lacking('fault', Object.keys(faultCodes)),
      ...lacking('due_kind', dueKinds),
      ...lacking(
        'category',
        tariff.map(({ category }) => category),
      ),
      ...lacking(
        'scheme',
        tariff.map(({ scheme }) => scheme),
      ),
    ]).toEqual([])
  })

  it('name every subject and field of the policy of who reads what', () => {
    const fields = Object.values(policy).flatMap((one) => Object.keys(one))
    expect([...lacking('resource', Object.keys(policy)), ...lacking('field_name', fields)]).toEqual([])
  })

  it('name every check that vetting may plan, as the database does', () => {
    const migration = readFileSync(join(__dirname, '..', '..', 'migrations', '0003-vetting.ts'), 'utf8')
    const checks = [...migration.matchAll(/^\s*\(\d, '(\w+)', '([^']+)',/gm)].map((match) => [match[1]!, match[2]!] as const)
    expect(checks.length).toBeGreaterThan(5)
    expect(checks.filter(([name, title]) => english[`check.${name}`] !== title || !(`check.${name}` in burmese))).toEqual([])
  })
})

describe('What the screens say of roles beforehand', () => {
  it('keeps apart the very roles that the server keeps apart', () => {
    const people = roles.filter((role) => role !== 'system')
    for (const one of people) {
      for (const other of people) expect([one, other, areIncompatible(one, other)]).toEqual([one, other, standApart(one, other)])
    }
  })
})
