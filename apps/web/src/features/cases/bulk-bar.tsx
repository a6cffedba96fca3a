import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import type { CaseRow } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { later } from '../../ui/later'
import { lifecyclesQuery } from '../case/case-data'
import { useViewer } from '../session/viewer'
import { bulkActs, mostAtOnce, type BulkAct } from './bulk-acts'

const BulkDialog = later(() => import('./bulk-dialog'), 'BulkDialog')

/** At the foot of the list while rows are ticked: how many, and what the viewer's roles can do to them. */
export function BulkBar({ cases, onClear }: { cases: readonly CaseRow[]; onClear: () => void }) {
  const { t, word, language } = useTexts()
  const viewer = useViewer()
  const [chosen, setChosen] = useState<BulkAct | null>(null)
  const lifecycle = (useQuery(lifecyclesQuery).data ?? []).find(({ name }) => name === 'case')
  const edges = Object.values(lifecycle?.states ?? {}).flatMap((events) => Object.entries(events))
  const mine = bulkActs.filter(({ event }) =>
    edges.some(([name, { by }]) => name === event && by.some((role) => viewer.roles.includes(role))),
  )
  return (
    <section className="bulk" aria-label={t('bulk.label')}>
      <strong role="status">{t('bulk.ticked', { n: formatNumber(cases.length, language) })}</strong>
      {cases.length > mostAtOnce ? (
        <span>{t('bulk.too_many', { n: formatNumber(mostAtOnce, language) })}</span>
      ) : (
        mine.map((one) => (
          <Button key={one.act} size="compact-sm" onClick={() => setChosen(one)}>
            {word('event', `case.${one.event}`)}
          </Button>
        ))
      )}
      {mine.length === 0 && <span className="faint">{t('bulk.nothing')}</span>}
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t('bulk.clear')}
      </Button>
      <Suspense>
        {chosen && (
          <BulkDialog
            bulk={chosen}
            cases={cases}
            onClose={() => setChosen(null)}
            onDone={() => {
              setChosen(null)
              onClear()
            }}
          />
        )}
      </Suspense>
    </section>
  )
}
