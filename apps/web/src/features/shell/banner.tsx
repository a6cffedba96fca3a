import { useTexts } from '../../i18n'

/** On every screen: nothing here is about a real person. */
export function Banner() {
  const { t } = useTexts()
  return (
    <section className="banner" aria-label={t('banner.label')}>
      {t('banner.synthetic')}
    </section>
  )
}
