import i18next, { type i18n, type TFunction } from 'i18next'
import { useMemo, useSyncExternalStore } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import type glossary from './glossary.json'
import { digitsInUse, onDigits } from './format'

type Bare<K extends string> = K extends `${infer Stem}_one` ? Stem : K extends `${infer Stem}_other` ? Stem : K

/** Every text of the screens. A key that the glossary lacks does not compile. */
export type TextKey = Bare<keyof typeof glossary & string>

export const languages = ['en', 'my'] as const
export type Language = (typeof languages)[number]

const kept = 'passage.language'

function firstLanguage(): Language {
  try {
    return localStorage.getItem(kept) === 'my' ? 'my' : 'en'
  } catch {
    return 'en'
  }
}

/** The texts of one language; only those that somebody reads are loaded. */
async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return
  const { default: texts } = await (language === 'my' ? import('virtual:texts/my') : import('virtual:texts/en'))
  i18next.addResourceBundle(language, 'translation', texts)
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
  })
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
    t: (key, values) => t(key, values ?? {}),
    word: (group, code) => {
      // What happened is told in its own words (`did`), or else as the act is called.
      if (group === 'did' && !i18n.exists(`did.${code}`)) group = 'event'
      for (const key of [`${group}.${code}`, `${group}.${code.slice(code.lastIndexOf('.') + 1)}`]) {
        if (i18n.exists(key)) return t(key)
      }
      return inWords(code)
    },
    told: (group, code, otherwise) => {
      const key = [`${group}.${code}`, `${group}.${code.slice(code.lastIndexOf('.') + 1)}`].find((one) => i18n.exists(one))
      return key ? t(key) : otherwise
    },
  }
}
