import { useTexts } from '../../i18n'

/** On every screen: nothing here is about a real person. */
export function Banner() {
  const { t } = useTexts()
  return <div className="banner">{t('banner.synthetic')}</div>
}
