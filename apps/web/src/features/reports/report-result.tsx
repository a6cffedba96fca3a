import { Anchor, Button, Group, Text } from '@mantine/core'
import { useMemo } from 'react'
import { address } from '../../api/http'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { useSaid } from '../../i18n/said'
import { Empty, Section } from '../../ui/page'
import { planOf } from './chart-data'
import type { ReportResult, ReportTable } from './report-data'
import { columnTitle, tableTitle } from './report-words'
import { ResultTable } from './result-table'
import { TableChart } from './table-chart'
import { usePrinting } from './use-printing'

/** A finished report: what to know first, then each table with its picture. */
export function ResultView({ result }: { result: ReportResult }) {
  const texts = useTexts()
  const { t } = texts
  const said = useSaid()
  const printing = usePrinting()
  return (
    <>
      <Section title={t('report.before_reading')}>
        <ul className="conditions">
          {result.notes.map((note) => (
            <li key={note}>{said(note)}</li>
          ))}
        </ul>
        <nav aria-label={t('report.tables')} className="table-links no-print">
          {result.tables.map((table) => (
            <Anchor key={table.key} href={`#table-${table.key}`} size="sm">
              {tableTitle(result.kind, table, texts)}
            </Anchor>
          ))}
        </nav>
      </Section>
      {result.tables.map((table) => (
        <TableSection key={table.key} kind={result.kind} table={table} printing={printing} />
      ))}
    </>
  )
}

/** The ways out of the screen: files, and paper. */
export function Exports({ result }: { result: ReportResult }) {
  const { t } = useTexts()
  const path = `/reports/${result.id}/result`
  const name = `passage-${result.kind}-${result.programmeDate}`
  return (
    <Group gap="xs" className="no-print">
      {(['csv', 'xlsx'] as const).map((ending) => (
        <Button
          key={ending}
          component="a"
          variant="default"
          size="sm"
          href={address(`${path}.${ending}`)}
          download={`${name}.${ending}`}
        >
          {ending.toUpperCase()}
        </Button>
      ))}
      <Button component="a" variant="default" size="sm" href={address(path)} download={`${name}.json`}>
        JSON
      </Button>
      <Button variant="default" size="sm" onClick={() => window.print()}>
        {t('report.print')}
      </Button>
    </Group>
  )
}

function TableSection({ kind, table, printing }: { kind: string; table: ReportTable; printing: boolean }) {
  const texts = useTexts()
  const { t, told } = texts
  const said = useSaid()
  const plan = useMemo(() => planOf(table), [table])
  const shown = table.columns.filter(({ key }) => !key.endsWith('_id'))
  return (
    <div id={`table-${table.key}`} className="report-part">
      <Section title={tableTitle(kind, table, texts)}>
        <Text size="sm" c="dimmed" mb="sm">
          {told('report_about', `${kind}.${table.key}`, table.about)}
        </Text>
        {table.rows.length === 0 ? (
          <Empty>{t('report.no_rows')}</Empty>
        ) : (
          <div className="report-pair" data-beside={plan !== null && shown.length <= 4}>
            {plan && <TableChart kind={kind} table={table} plan={plan} printing={printing} />}
            <ResultTable kind={kind} table={table} printing={printing} />
          </div>
        )}
        <dl className="only-print definitions">
          {shown.map((column) => (
            <div key={column.key}>
              <dt>{columnTitle(table, column, texts)}</dt>
              <dd>{said(column.definition)}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </div>
  )
}

/** What stands on paper only: that all of this is synthetic, and as of when. */
export function PaperMark({ result }: { result: ReportResult }) {
  const { t, language } = useTexts()
  return (
    <p className="only-print paper-mark">
      {t('banner.synthetic')} {t('report.as_of', { day: formatDate(result.programmeDate, language) })}
    </p>
  )
}
