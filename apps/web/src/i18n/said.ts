import i18next from 'i18next'
import { useEffect, useSyncExternalStore } from 'react'
import * as writing from './format'
import { useTranslation } from 'react-i18next'

type Tell = (text: string) => string

const asItIs: Tell = (text) => text

let inBurmese: Tell | undefined
const listeners = new Set<() => void>()

/** The Burmese of the server's sentences is loaded when somebody reads Burmese, behind the first screen. */
export async function loadSaid(): Promise<void> {
  if (inBurmese) return
  const [{ default: entries }, { burmeseOf }] = await Promise.all([import('virtual:texts/said'), import('./sentences')])
  const burmese = burmeseOf(entries, i18next.getResourceBundle('my', 'translation') as Record<string, string>, writing)
  inBurmese = (text) => burmese(text) ?? text
  for (const listener of listeners) listener()
}

function onLoad(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What the server says in English, in the reader's language; a sentence that the glossary does not hold stays as it is. */
export function said(text: string): string {
  return i18next.language === 'my' && inBurmese ? inBurmese(text) : text
}

/** {@link said} for a screen, which is drawn again once the sentences are there. */
export function useSaid(): Tell {
  const { language } = useTranslation().i18n
  const tell = useSyncExternalStore(onLoad, () => inBurmese)
  useEffect(() => {
    if (language === 'my') void loadSaid()
  }, [language])
  return language === 'my' && tell ? tell : asItIs
}
