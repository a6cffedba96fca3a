import { useTexts } from '../../i18n'
import { SideDrawer } from '../../ui/over'
import { Facts } from '../../ui/rows'
import { NumberText, Show, TimeText } from '../../ui/values'
import { Act, Actor, CaseLink, Fields, Purpose, resourceName } from './access-columns'
import type { AccessRecord } from './access-data'

/** One entry of the access log, whole: which fields, never what they said. */
export function RecordDrawer({ row, onClose }: { row: AccessRecord; onClose: () => void }) {
  const { t, word } = useTexts()
  const raw = (value: AccessRecord['requestId']) => (
    <Show value={value}>
      {(text) => (
        <code className="hash" translate="no">
          {text}
        </code>
      )}
    </Show>
  )
  return (
    <SideDrawer onClose={onClose} size="lg" title={t('access.record')}>
      <Facts
        items={[
          [t('access.act'), <Act key="act" row={row} />],
          [t('log.actor'), <Actor key="actor" row={row} />],
          [t('access.at'), <TimeText key="at" value={row.at} />],
          [
            t('access.resource'),
            <Show key="resource" value={row.resource}>
              {(name) => <span className="break">{resourceName(name, word)}</span>}
            </Show>,
          ],
          [t('kind.case'), <CaseLink key="case" row={row} />],
          [t('access.purpose'), <Purpose key="purpose" purpose={row.purpose} />],
          ...(row.rows === null || row.rows === undefined
            ? []
            : [[t('access.rows'), <NumberText key="rows" value={row.rows} />] as const]),
        ]}
      />
      <h3>{t('access.fields')}</h3>
      <p>
        <Fields row={row} />
      </p>
      <h3>{t('access.traces')}</h3>
      <p className="small">
        {t('access.resource_id')}: {raw(row.resourceId)}
        <br />
        {t('access.request')}: {raw(row.requestId)}
      </p>
      <p className="small faint">{t('access.no_values')}</p>
    </SideDrawer>
  )
}
