import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../i18n'

export interface Column<T> {
  readonly key: string
  readonly head: ReactNode
  readonly cell: (row: T) => ReactNode
  /** Numbers stand to the right. */
  readonly right?: boolean
  /** The column that names the row: its cell is a row header. */
  readonly main?: boolean
  readonly sorted?: 'ascending' | 'descending' | 'none'
}

interface RowsProps<T> {
  caption: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
}

/** A table that turns into a list of cards where the window is narrow. */
export function Rows<T>({ caption, columns, rows, rowKey }: RowsProps<T>) {
  const { t } = useTexts()
  return (
    <div className="rows">
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.right ? 'right' : undefined} aria-sort={column.sorted}>
                {column.head === '' ? <span className="unseen">{t('common.actions')}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) =>
                column.main ? (
                  <th key={column.key} scope="row" className="main-cell">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td
                    key={column.key}
                    className={column.right ? 'right' : undefined}
                    data-label={typeof column.head === 'string' ? column.head : column.key}
                  >
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface PagerProps {
  cursor: string | undefined
  next: string | null
  onGo: (cursor: string | undefined) => void
}

/** Cursor paging: the URL holds the cursor, so the browser's own "back" is the way to the page before. */
export function Pager({ cursor, next, onGo }: PagerProps) {
  const { t } = useTexts()
  if (!cursor && !next) return null
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" size="xs" disabled={!cursor} onClick={() => onGo(undefined)}>
        {t('pager.first')}
      </Button>
      <Button variant="default" size="xs" disabled={!next} onClick={() => onGo(next ?? undefined)}>
        {t('pager.next')}
      </Button>
    </Group>
  )
}

/** Label and value pairs. */
export function Facts({ items }: { items: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
