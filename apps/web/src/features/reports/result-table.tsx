import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { ColumnHead } from './column-head'
import { DrillDown, WhereCasesAre } from './drill-down'
import { isHidden, type ReportColumn, type ReportTable, type Row } from './report-data'
import { cellText, columnTitle, hiddenText, isNumeric, tableTitle } from './report-words'

const rowsAPage = 50
/** On paper; whoever wants every row of a long table takes the export. */
const rowsOnPaper = 400

interface Props {
  kind: string
  table: ReportTable
  printing: boolean
}

/** All numbers of a table, a page at a time, in a box of its own that scrolls. */
export function ResultTable({ kind, table, printing }: Props) {
  const texts = useTexts()
  const { t, language } = texts
  const [only, setOnly] = useState('')
  const [page, setPage] = useState(0)
  // Ids are for machines; they stand in the exports.
  const columns = table.columns.filter(({ key }) => !key.endsWith('_id'))
  const narrowed = useMemo(() => narrowingOf(table), [table])
  const rows = useMemo(
    () => (only === '' || !narrowed ? table.rows : table.rows.filter((row) => String(row[narrowed.column.key]) === only)),
    [table, narrowed, only],
  )
  const pages = Math.max(1, Math.ceil(rows.length / rowsAPage))
  const at = Math.min(page, pages - 1)
  const shown = printing ? rows.slice(0, rowsOnPaper) : rows.slice(at * rowsAPage, (at + 1) * rowsAPage)
  const hasHidden = rows.some((row) => columns.some(({ key }) => isHidden(row[key])))
  const title = tableTitle(kind, table, texts)
  const of = formatNumber(rows.length, language)
  return (
    <div>
      {narrowed && (
        <NativeSelect
          className="no-print"
          size="xs"
          mb="xs"
          maw={260}
          label={t('report.only', { name: columnTitle(table, narrowed.column, texts) })}
          value={only}
          onChange={(event) => {
            setOnly(event.currentTarget.value)
            setPage(0)
          }}
          data={[
            { value: '', label: t('filters.any') },
            ...narrowed.values.map((value) => ({
              value,
              label: cellText(table, narrowed.column, { [narrowed.column.key]: value }, texts),
            })),
          ]}
        />
      )}
      <div className="report-table" role="region" aria-label={title} tabIndex={0}>
        <table>
          <caption>
            {title}
            {pages > 1 &&
              !printing &&
              ` – ${t('report.page_of', { page: formatNumber(at + 1, language), pages: formatNumber(pages, language) })}`}
          </caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" className={isNumeric(column) ? 'right' : undefined}>
                  <ColumnHead title={columnTitle(table, column, texts)} definition={column.definition} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, n) => (
              <tr key={at * rowsAPage + n}>
                {columns.map((column, c) => {
                  const isDated = column.unit === 'day' || column.unit === 'month'
                  const className = isNumeric(column) ? 'right figure' : isDated ? 'figure' : undefined
                  const cell = (
                    <DrillDown table={table} column={column.key} row={row}>
                      <CellView table={table} column={column} row={row} />
                    </DrillDown>
                  )
                  return c === 0 ? (
                    <th key={column.key} scope="row" className={isDated ? 'figure' : undefined}>
                      {cell}
                    </th>
                  ) : (
                    <td key={column.key} className={className}>
                      {cell}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <Group className="no-print" gap="xs" mt="xs" justify="flex-end">
          <Text size="sm" role="status">
            {t('report.rows_of', {
              from: formatNumber(at * rowsAPage + 1, language),
              to: formatNumber(Math.min(rows.length, (at + 1) * rowsAPage), language),
              of,
            })}
          </Text>
          <Button size="xs" variant="default" disabled={at === 0} onClick={() => setPage(at - 1)}>
            {t('report.rows_before')}
          </Button>
          <Button size="xs" variant="default" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
            {t('report.rows_after')}
          </Button>
        </Group>
      )}
      {printing && rows.length > rowsOnPaper && (
        <p className="small">{t('report.paper_cut', { n: formatNumber(rowsOnPaper, language), of })}</p>
      )}
      <WhereCasesAre table={table} />
      {hasHidden && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('report.hidden_key')}
        </Text>
      )}
    </div>
  )
}

function CellView({ table, column, row }: { table: ReportTable; column: ReportColumn; row: Row }) {
  const texts = useTexts()
  const cell = row[column.key] ?? null
  if (cell === null) return <span className="faint">–</span>
  if (isHidden(cell)) {
    return (
      <span className="hidden-cell" title={texts.t('report.hidden_why')}>
        {hiddenText(column, texts)}
      </span>
    )
  }
  return <>{cellText(table, column, row, texts)}</>
}

/** The column by which a long table is read one part at a time: that of the chart's lines. */
function narrowingOf(table: ReportTable): { column: ReportColumn; values: string[] } | null {
  const column = table.columns.find(({ key }) => key === table.chart?.series)
  if (!column || table.rows.length <= rowsAPage) return null
  const values = [...new Set(table.rows.map((row) => String(row[column.key])))]
  return values.length > 1 ? { column, values } : null
}
