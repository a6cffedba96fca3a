import { Drawer } from '@mantine/core'
import { useTexts } from '../../i18n'
import { LanguageChoice } from './language-choice'
import { MainMenu } from './main-menu'

/** The menu where the window is too narrow to keep it in sight. */
export function NarrowMenu({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  return (
    <Drawer opened onClose={onClose} size="xs" title={t('nav.label')} closeButtonProps={{ 'aria-label': t('form.close') }}>
      <MainMenu onGo={onClose} />
      <div className="narrow-language">
        <LanguageChoice />
      </div>
    </Drawer>
  )
}
