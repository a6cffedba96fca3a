import { NativeSelect } from '@mantine/core'
import { chooseLanguage, useTexts, type Language } from '../../i18n'

/** Each language in its own name, so that everyone finds their own. */
export function LanguageChoice() {
  const { t, language } = useTexts()
  return (
    <NativeSelect
      aria-label={t('language.label')}
      size="xs"
      value={language}
      onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}
      data={[
        { value: 'en', label: 'English' },
        { value: 'my', label: 'မြန်မာ' },
      ]}
    />
  )
}
