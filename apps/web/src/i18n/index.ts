import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import en from './en.json'
import my from './my.json'

type Bare<K extends string> = K extends `${infer Stem}_one` ? Stem : K extends `${infer Stem}_other` ? Stem : K

/** Every text of the screens. A key that English lacks does not compile. */
export type TextKey = Bare<keyof typeof en & string>

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

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: 'en',
  resources: { en: { translation: en }, my: { translation: my } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
})

function markDocument(language: string): void {
  document.documentElement.lang = language
}

markDocument(i18next.language)
i18next.on('languageChanged', markDocument)

export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(kept, language)
  } catch {
    // A browser that keeps nothing still changes the language for this visit.
  }
  void i18next.changeLanguage(language)
}

/** `awaiting_decision` → `Awaiting decision`: what a code says when the catalogue has no better words. */
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
  /** The catalogue's words for what the API names in English; the API's own words where the catalogue has none. */
  told(group: string, code: string, otherwise: string): string
}

export function useTexts(): Texts {
  const { t, i18n } = useTranslation()
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
