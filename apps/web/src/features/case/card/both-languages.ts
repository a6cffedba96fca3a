import { useQuery } from '@tanstack/react-query'
import type { Language, TextKey } from '../../../i18n'

type Written = Readonly<Record<Language, Readonly<Record<string, string>>>>

/** The texts of one language, whatever the reader's own is. */
export interface FixedTexts {
  readonly language: Language
  t(key: TextKey): string
  word(group: string, code: string): string
}

/** A card is read by people of both languages, so that it is written in both at once. */
export function useBothLanguages(): readonly [FixedTexts, FixedTexts] | null {
  const query = useQuery({
    queryKey: ['texts', 'both'],
    queryFn: async (): Promise<Written> => {
      const [{ default: en }, { default: my }] = await Promise.all([import('virtual:texts/en'), import('virtual:texts/my')])
      return { en, my }
    },
    staleTime: Infinity,
  })
  if (!query.data) return null
  const texts = query.data
  const fixed = (language: Language): FixedTexts => {
    const text = (key: string) => texts[language][key] ?? texts.en[key] ?? key
    return { language, t: text, word: (group, code) => text(`${group}.${code}`) }
  }
  return [fixed('en'), fixed('my')]
}
