import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const glossary = join(import.meta.dirname, 'src', 'i18n', 'glossary.json')

/** One text of the screens: English, and the Burmese that stands for it. A form that Burmese lacks (`_one`) has none. */
interface Entry {
  readonly en: string
  readonly my?: string
}

/**
 * The glossary holds both languages side by side, so that a native reader sees what a text stands for; a browser loads one of them.
 * `import('virtual:texts/my')` gives `{ key: text }` in Burmese.
 */
export function texts(): Plugin {
  const stem = 'virtual:texts/'
  return {
    name: 'texts',
    resolveId: (id) => (id.startsWith(stem) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${stem}`)) return undefined
      this.addWatchFile(glossary)
      const language = id.slice(stem.length + 1) as keyof Entry
      const entries = Object.entries(JSON.parse(readFileSync(glossary, 'utf8')) as Record<string, Entry>)
      const own = entries.map(([key, entry]) => [key, entry[language] ?? entry.en])
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(own)))})`
    },
  }
}
