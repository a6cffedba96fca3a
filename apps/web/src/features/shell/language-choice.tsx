import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../../api/session'
import { chooseLanguage, useTexts, type Language } from '../../i18n'
import { useChoosePreferences } from './preferences'

/** Each language in its own name, so that everyone finds their own. */
export function LanguageChoice() {
  const { t, language } = useTexts()
  const choose = useChoosePreferences()
  const isIn = Boolean(useQuery(sessionQuery).data)
  const take = (next: Language) => {
    // Before anybody has signed in, it is this browser's choice alone.
    if (isIn) choose({ language: next })
    else void chooseLanguage(next)
  }
  return (
    <select
      className="language"
      aria-label={t('language.label')}
      value={language}
      onChange={(event) => take(event.currentTarget.value as Language)}
    >
      <option value="en" lang="en">
        English
      </option>
      <option value="my" lang="my">
        မြန်မာ
      </option>
    </select>
  )
}
