import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { roles } from '@passage/access'
import { lifecycles } from '@passage/case'
import { areIncompatible } from '../../apps/web/src/features/accounts/incompatible-roles'
import { areIncompatible as standApart } from '../../libs/access/accounts/incompatible-roles'

const sources = join(__dirname, '..', '..', 'apps', 'web', 'src')
const glossary = JSON.parse(readFileSync(join(sources, 'i18n', 'glossary.json'), 'utf8')) as Record<string, { en: string; my?: string }>
const inLanguage = (language: 'en' | 'my'): Record<string, string> =>
  Object.fromEntries(Object.entries(glossary).flatMap(([key, { [language]: text }]) => (text === undefined ? [] : [[key, text]])))

const english = inLanguage('en')
const burmese = inLanguage('my')

/** Every key that the screens name, with the file that names it: `t('…')`, and the labels and hints of forms and tabs. */
function keysUsed(): { key: string; file: string }[] {
  const files = readdirSync(sources, { recursive: true, withFileTypes: true }).filter((f) => f.isFile() && /\.tsx?$/.test(f.name))
  return files.flatMap((entry) => {
    const file = join(entry.parentPath, entry.name)
    const text = readFileSync(file, 'utf8')
    const patterns = [
      /\bt\(\s*'([a-z_]+\.[a-z_0-9]+)'/g,
      /\b(?:choice|date)\(\s*'\w+',\s*'([a-z_]+\.[a-z_0-9]+)'/g,
      /\b(?:label|hint): '([a-z_]+\.[a-z_0-9]+)'/g,
      /return '(problem\.[a-z_]+)'/g,
    ]
    return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => ({ key: match[1]!, file })))
  })
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).sort()

describe('The catalogue of texts', () => {
  it('has English for every key that a screen uses', () => {
    const used = keysUsed()
    expect(used.length).toBeGreaterThan(200)
    const missing = used.filter(({ key }) => !(key in english) && !(`${key}_other` in english))
    expect(missing).toEqual([])
  })

  it('keeps no English that no screen can show', () => {
    const named = new Set(keysUsed().map(({ key }) => key))
    // Words for coded values are looked up by group, and those for themes by name.
    const groups = new Set(
      'role role_does service pathway channel relation kind note_class run_kind run_act code_kind check_result recommendation decision state event did country need access_act left_out due_kind due_fires move_outcome report_kind report_does report_by report_group report_param report_help report_table report_about report_column household_size refused_login basis glass_reason erasure_reason field_class field_class_means field_name resource'.split(
        ' ',
      ),
    )
    const idle = Object.keys(english).filter((key) => {
      const stem = key.replace(/_(one|other)$/, '')
      return !named.has(stem) && !groups.has(key.split('.')[0]!) && !key.startsWith('account.theme_')
    })
    expect(idle).toEqual([])
  })

  it('says in Burmese only what English says too, with the same blanks to fill', () => {
    for (const [key, text] of Object.entries(burmese)) {
      expect({ key, blanks: placeholders(text) }).toEqual({ key, blanks: placeholders(english[key] ?? '') })
      expect(english).toHaveProperty([key])
    }
  })

  it('names every state of every lifecycle, in both languages', () => {
    const states = Object.values(lifecycles).flatMap((one) =>
      Object.keys(one.states).map((state) => `state.${one.name}.${state}`),
    )
    expect(states.filter((key) => !(key in english))).toEqual([])
    expect(states.filter((key) => !(key in burmese))).toEqual([])
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
