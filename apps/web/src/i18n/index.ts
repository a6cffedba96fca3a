import i18next, { type i18n, type TFunction } from 'i18next'
import { createContext, createElement, use, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import type glossary from './glossary.json'
import type { Language } from './language'
import { digitsInUse, formatNumber, inChosenDigits, onDigits } from './format'

type Bare<K extends string> = K extends `${infer Stem}_one` ? Stem : K extends `${infer Stem}_other` ? Stem : K

/** Every text of the screens. A key that the glossary lacks does not compile. */
export type TextKey = Bare<keyof typeof glossary & string>

export { languages, type Language } from './language'

const kept = 'passage.language'

function firstLanguage(): Language {
  try {
    return localStorage.getItem(kept) === 'my' ? 'my' : 'en'
  } catch {
    return 'en'
  }
}

type Written = Readonly<Record<string, string>>
type Part = 'first' | 'rest'

const parts: Record<Language, Record<Part, () => Promise<{ default: Written }>>> = {
  en: { first: () => import('virtual:texts/en/first'), rest: () => import('virtual:texts/en/rest') },
  my: { first: () => import('virtual:texts/my/first'), rest: () => import('virtual:texts/my/rest') },
}

const loaded: { language: Language; part: Part; texts: Written }[] = []
/** Whether a page has been asked for that says more than the first screen does. */
let wantsRest = false

/** The texts of one language; only those that somebody reads are loaded. */
async function load(language: Language, part: Part): Promise<void> {
  if (loaded.some((one) => one.language === language && one.part === part)) return
  const { default: texts } = await parts[language][part]()
  loaded.push({ language, part, texts })
  writeTexts(language, texts)
}

async function loadWanted(language: Language): Promise<void> {
  await Promise.all([load(language, 'first'), ...(wantsRest ? [loadRest(language)] : [])])
}

/** With the Burmese of what the server says, whose own sentences are English. */
async function loadRest(language: Language): Promise<void> {
  await load(language, 'rest')
  if (language === 'my') await import('./said').then(({ loadSaid }) => loadSaid())
}

/** Loads what the pages behind the first screen say. */
export async function restOfTexts(): Promise<void> {
  wantsRest = true
  await loadRest(i18next.language === 'my' ? 'my' : 'en')
}

/** Puts the texts in place, with the numbers in them in the reader's digits; only the samples of digits are as they are. */
function writeTexts(language: Language, texts: Written): void {
  const written = Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, key.startsWith('digits.') ? text : inChosenDigits(text, language)]),
  )
  i18next.addResourceBundle(language, 'translation', written, true, true)
}

/** Tells whoever tests the screens of a text that the glossary lacks. */
function missing(key: string): void {
  window.dispatchEvent(new CustomEvent('passage:missing-text', { detail: key }))
}

/** Loads the texts of the language that this browser used last. No screen can be drawn before. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: false,
    resources: {},
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => missing(key),
  })
  onDigits(() => loaded.forEach(({ language, texts }) => writeTexts(language, texts)))
  await loadWanted(firstLanguage())
  markDocument(i18next.language)
  i18next.on('languageChanged', markDocument)
}

function markDocument(language: string): void {
  document.documentElement.lang = language
}

export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(kept, language)
  } catch {
    // A browser that keeps nothing still changes the language for this visit.
  }
  await loadWanted(language)
  await i18next.changeLanguage(language)
}

/** What stands between the parts of a list, in the language of the screens. */
export function comma(): string {
  return i18next.language === 'my' ? '၊ ' : ', '
}

/** `awaiting_decision` → `Awaiting decision`: what a code says when the glossary has no better words. */
export function inWords(code: string): string {
  const words = code
    .slice(code.lastIndexOf('.') + 1)
    .replaceAll('_', ' ')
    .replaceAll('-', ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export type Values = Readonly<Record<string, string | number>>

/** Numbers in a text are written as everywhere else; what was written already stays. */
function inWriting(values: Values, language: Language): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? formatNumber(value, language) : value]),
  )
}

export interface Texts {
  readonly language: Language
  t(key: TextKey, values?: Values): string
  /** The name of a coded value, such as `word('state', 'case.vetted')`; falls back from the exact name to its last part, then to the code in words. */
  word(group: string, code: string): string
  /** The glossary's words for what the API names in English; the API's own words where the glossary has none. */
  told(group: string, code: string, otherwise: string): string
}

const Spoken = createContext<Texts | null>(null)

/** Watches the language and the digits once for all screens: a list of rows asks for its words some hundred times. */
export function TextsProvider({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation()
  // Dates and numbers are written anew when the reader chooses other digits.
  const digits = useSyncExternalStore(onDigits, digitsInUse)
  const texts = useMemo(() => textsOf(t, i18n), [t, i18n, i18n.language, digits])
  return createElement(Spoken, { value: texts }, children)
}

export function useTexts(): Texts {
  const texts = use(Spoken)
  if (!texts) throw new Error('No TextsProvider stands around this component.')
  return texts
}

function textsOf(t: TFunction, i18n: i18n): Texts {
  const language = i18n.language === 'my' ? 'my' : 'en'
  // What was found once is found again; what is missing may still be loaded.
  const named = new Map<string, string>()
  const nameOf = (group: string, code: string): string | undefined => {
    const exact = `${group}.${code}`
    const known = named.get(exact)
    if (known !== undefined) return known
    const key = [exact, `${group}.${code.slice(code.lastIndexOf('.') + 1)}`].find((one) => i18n.exists(one))
    if (key === undefined) return undefined
    named.set(exact, t(key))
    return named.get(exact)
  }
  const sayingOf = (key: string): string => {
    const known = named.get(key)
    if (known !== undefined) return known
    const text = t(key)
    if (i18n.exists(key)) named.set(key, text)
    return text
  }
  return {
    language,
    t: (key, values) => (values ? t(key, { ...values, replace: inWriting(values, language) }) : sayingOf(key)),
    word: (group, code) => {
      // What happened is told in its own words (`did`), or else as the act is called.
      const name = group === 'did' && !i18n.exists(`did.${code}`) ? nameOf('event', code) : nameOf(group, code)
      if (name === undefined) missing(`${group}.${code}`)
      return name ?? inWords(code)
    },
    told: (group, code, otherwise) => nameOf(group, code) ?? otherwise,
  }
}
