import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTexts } from '../../i18n'
import { useViewer } from '../session/viewer'
import { mayUse } from '../shell/areas'
import type { ReportTable, Row } from './report-data'

/** The columns behind which cases stand; what they are called in the worklist. */
const stateOf: Readonly<Record<string, string>> = { states: 'state', times: 'from', terms: 'step' }
const services = new Set(['soldier', 'police'])
const pathways = new Set(['individual', 'collective', 'surrender', 'in_service'])

/** From a cell that names something, the way to it: to the cases in a state now, to a site, to a budget line; for those who may go there. */
export function DrillDown({
  table,
  column,
  row,
  children,
}: {
  table: ReportTable
  column: string
  row: Row
  children: ReactNode
}) {
  const { roles } = useViewer()
  const siteId = row.site_id
  if (column === 'site' && typeof siteId === 'string' && mayUse('sites', roles)) {
    return (
      <Link to="/sites/$siteId" params={{ siteId }}>
        {children}
      </Link>
    )
  }
  if ((column === 'fund' || column === 'line') && mayUse('funds', roles)) return <Link to="/funds">{children}</Link>
  const state = row[column]
  if (column === stateOf[table.key] && typeof state === 'string' && mayUse('cases', roles)) {
    const group = String(row.group ?? '')
    return (
      <Link
        to="/cases"
        search={{
          state,
          ...(services.has(group) ? { service: group } : {}),
          ...(pathways.has(group) ? { pathway: group } : {}),
        }}
      >
        {children}
      </Link>
    )
  }
  return <>{children}</>
}

/** Whether cases stand behind the rows of a table, and what of them the reader may see. */
export function WhereCasesAre({ table }: { table: ReportTable }) {
  const { t } = useTexts()
  const { roles } = useViewer()
  if (!stateOf[table.key] && table.key !== 'funnel') return null
  if (!mayUse('cases', roles)) return <p className="faint small no-print">{t('report.no_cases')}</p>
  return stateOf[table.key] ? <p className="faint small no-print">{t('report.to_cases')}</p> : null
}
