import { useTexts } from '../../i18n'
import { SideDrawer } from '../../ui/over'
import { LanguageChoice } from './language-choice'
import { MainMenu } from './main-menu'

/** The menu where the window is too narrow to keep it in sight. */
export function NarrowMenu({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  return (
    <SideDrawer position="left" onClose={onClose} size="xs" title={t('nav.label')}>
      <MainMenu onGo={onClose} />
      <div className="narrow-language">
        <LanguageChoice />
      </div>
    </SideDrawer>
  )
}
