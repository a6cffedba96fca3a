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

/** The columns of a list that a file can have, as its address names them: whatever is shown but the buttons. */
export function inFiles(shown: readonly string[]): string {
  return shown.filter((name) => name !== 'act').join(',')
}
