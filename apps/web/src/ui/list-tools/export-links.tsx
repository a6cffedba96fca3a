import { address, type Query } from '../../api/http'
import { useTexts } from '../../i18n'

/** The list as it is on the screen, filters, sort and columns, as a file. The server writes down who took it. */
export function ExportLinks({ path, query }: { path: string; query: Query }) {
  const { t } = useTexts()
  return (
    <span className="exports">
      <span className="faint">{t('list.export')}</span>{' '}
      {(['csv', 'xlsx'] as const).map((format) => (
        <a key={format} href={address(`${path}.${format}`, query)} download>
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  )
}
