import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { ofTheFirstScreen } from './first-screen'

const glossary = join(import.meta.dirname, 'src', 'i18n', 'glossary.json')

/** One text of the screens: English, and the Burmese that stands for it. A form that Burmese lacks (`_one`) has none. */
interface Entry {
  readonly en: string
  readonly my?: string
}

/** What the server says in English. A screen looks these up by their English; no screen names their keys. */
const ofTheServer = ['said', 'said_word']
/** What sentences of the server name by its English title. */
const namedInSentences = ['check']

/**
 * The glossary holds both languages side by side, so that a native reader sees what a text stands for; a browser loads one of them.
 * `import('virtual:texts/my')` gives `{ key: text }` in Burmese,
 * `virtual:texts/my/first` and `virtual:texts/my/rest` a part of it; `import('virtual:texts/said')` gives the server's sentences as `[English, Burmese]`.
 */
export function texts(): Plugin {
  const stem = 'virtual:texts/'
  return {
    name: 'texts',
    resolveId: (id) => (id.startsWith(stem) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${stem}`)) return undefined
      this.addWatchFile(glossary)
      const entries = Object.entries(JSON.parse(readFileSync(glossary, 'utf8')) as Record<string, Entry>)
      const wanted = id.slice(stem.length + 1)
      const [language, part] = wanted.split('/') as [keyof Entry, string | undefined]
      const texts =
        wanted === 'said'
          ? sentences(entries)
          : inLanguage(
              entries.filter(([key]) => isIn(part, key)),
              language,
            )
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(texts))})`
    },
  }
}

function isIn(part: string | undefined, key: string): boolean {
  if (part === undefined) return true
  const first = ofTheFirstScreen.has(groupOf(key)) || ofTheFirstScreen.has(key.replace(/_(one|other)$/, ''))
  return first === (part === 'first')
}

function inLanguage(entries: readonly [string, Entry][], language: keyof Entry): Record<string, string> {
  const shown = entries.filter(([key, entry]) => !ofTheServer.includes(groupOf(key)) && entry[language] !== undefined)
  return Object.fromEntries(shown.map(([key, entry]) => [key, entry[language]!]))
}

function sentences(entries: readonly [string, Entry][]): [string, string][] {
  const groups = [...ofTheServer, ...namedInSentences]
  return entries.flatMap(([key, { en, my }]) => (groups.includes(groupOf(key)) && my !== undefined ? [[en, my]] : []))
}

function groupOf(key: string): string {
  return key.slice(0, key.indexOf('.'))
}
