import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useTexts } from '../i18n'

/** A field for what others should not read over one's shoulder; the button that shows it is named in the reader's language. */
export function SecretInput(props: PasswordInputProps) {
  const { t } = useTexts()
  return <PasswordInput visibilityToggleButtonProps={{ 'aria-label': t('login.show_password') }} {...props} />
}
