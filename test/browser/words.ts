import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type ScreenLanguage = 'en' | 'my'

type Glossary = Readonly<Record<string, { readonly en: string; readonly my?: string }>>

const glossary = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'apps', 'web', 'src', 'i18n', 'glossary.json'), 'utf8'),
) as Glossary

/** What the screens say in one language, so that a journey can be gone in either. */
export class Words {
  constructor(readonly language: ScreenLanguage) {}

  /** @throws Error for a key that the glossary lacks, so that no journey waits for words that no screen shows */
  t(key: string, values: Readonly<Record<string, string>> = {}): string {
    const text = glossary[key]?.[this.language]
    if (text === undefined) throw new Error(`the glossary has no ${key} in ${this.language}`)
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
  }

  /** The name of an act, as its button and its form have it. */
  act(kind: string, event: string): string {
    return this.t(glossary[`event.${kind}.${event}`] ? `event.${kind}.${event}` : `event.${event}`)
  }

  /** What the timeline says of an event. */
  did(kind: string, event: string): string {
    const key = [`did.${kind}.${event}`, `did.${event}`].find((one) => glossary[one])
    return key ? this.t(key) : this.act(kind, event)
  }

  state(kind: string, state: string): string {
    return this.t(glossary[`state.${kind}.${state}`] ? `state.${kind}.${state}` : `state.${state}`)
  }
}
