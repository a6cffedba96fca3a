import { Button, Group, Table } from '@mantine/core'
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
      <Table highlightOnHover verticalSpacing="xs" horizontalSpacing="sm" layout="auto">
        <caption className="unseen">{caption}</caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.key} scope="col" className={column.right ? 'right' : undefined} aria-sort={column.sorted}>
                {column.head === '' ? <span className="unseen">{t('common.actions')}</span> : column.head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column) =>
                column.main ? (
                  <Table.Th key={column.key} scope="row" className="main-cell">
                    {column.cell(row)}
                  </Table.Th>
                ) : (
                  <Table.Td
                    key={column.key}
                    className={column.right ? 'right' : undefined}
                    data-label={typeof column.head === 'string' ? column.head : column.key}
                  >
                    {column.cell(row)}
                  </Table.Td>
                ),
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
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
