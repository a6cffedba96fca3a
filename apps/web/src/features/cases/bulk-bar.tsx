import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import type { CaseRow } from '../../api/types'
import { useTexts } from '../../i18n'
import { later } from '../../ui/later'
import { TickedBar } from '../../ui/list-tools/ticked-bar'
import { lifecyclesQuery } from '../case/case-data'
import { useViewer } from '../session/viewer'
import { bulkActs, type BulkAct } from './bulk-acts'

const BulkDialog = later(() => import('./bulk-dialog'), 'BulkDialog')

/** What the viewer's roles can do to the cases that are ticked. */
export function BulkBar({ cases, onClear }: { cases: readonly CaseRow[]; onClear: () => void }) {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const [chosen, setChosen] = useState<BulkAct | null>(null)
  const lifecycle = (useQuery(lifecyclesQuery).data ?? []).find(({ name }) => name === 'case')
  const edges = Object.values(lifecycle?.states ?? {}).flatMap((events) => Object.entries(events))
  const mine = bulkActs.filter(({ event }) =>
    edges.some(([name, { by }]) => name === event && by.some((role) => viewer.roles.includes(role))),
  )
  return (
    <>
      <TickedBar label={t('bulk.label')} count={cases.length} onClear={onClear}>
        {mine.map((one) => (
          <Button key={one.act} size="compact-sm" onClick={() => setChosen(one)}>
            {word('event', `case.${one.event}`)}
          </Button>
        ))}
        {mine.length === 0 && <span className="faint">{t('bulk.nothing')}</span>}
      </TickedBar>
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
    </>
  )
}
