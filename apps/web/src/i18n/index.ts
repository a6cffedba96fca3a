import i18next, { type i18n, type TFunction } from 'i18next'
import { useMemo, useSyncExternalStore } from 'react'
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

const loaded = new Map<Language, Readonly<Record<string, string>>>()

/** The texts of one language; only those that somebody reads are loaded. */
async function load(language: Language): Promise<void> {
  if (loaded.has(language)) return
  const { default: texts } = await (language === 'my' ? import('virtual:texts/my') : import('virtual:texts/en'))
  loaded.set(language, texts)
  writeTexts(language, texts)
  // The server's own sentences are English; their Burmese comes behind the first screen.
  if (language === 'my') void import('./said').then(({ loadSaid }) => loadSaid())
}

/** Puts the texts in place, with the numbers in them in the reader's digits; only the samples of digits are as they are. */
function writeTexts(language: Language, texts: Readonly<Record<string, string>>): void {
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
  onDigits(() => loaded.forEach((texts, language) => writeTexts(language, texts)))
  await load(firstLanguage())
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
  await load(language)
  await i18next.changeLanguage(language)
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

export function useTexts(): Texts {
  const { t, i18n } = useTranslation()
  // Dates and numbers are written anew when the reader chooses other digits.
  const digits = useSyncExternalStore(onDigits, digitsInUse)
  return useMemo(() => textsOf(t, i18n), [t, i18n, i18n.language, digits])
}

function textsOf(t: TFunction, i18n: i18n): Texts {
  return {
    language: i18n.language === 'my' ? 'my' : 'en',
    t: (key, values = {}) => t(key, { ...values, replace: inWriting(values, i18n.language === 'my' ? 'my' : 'en') }),
    word: (group, code) => {
      // What happened is told in its own words (`did`), or else as the act is called.
      if (group === 'did' && !i18n.exists(`did.${code}`)) group = 'event'
      for (const key of [`${group}.${code}`, `${group}.${code.slice(code.lastIndexOf('.') + 1)}`]) {
        if (i18n.exists(key)) return t(key)
      }
      missing(`${group}.${code}`)
      return inWords(code)
    },
    told: (group, code, otherwise) => {
      const key = [`${group}.${code}`, `${group}.${code.slice(code.lastIndexOf('.') + 1)}`].find((one) => i18n.exists(one))
      return key ? t(key) : otherwise
    },
  }
}
