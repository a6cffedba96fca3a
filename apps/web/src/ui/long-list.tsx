import {
  columnVisibilityFeature,
  createColumnHelper,
  rowSelectionFeature,
  tableFeatures,
  useTable,
  type RowSelectionState,
} from '@tanstack/react-table'
import { useWindowVirtualizer, windowScroll } from '@tanstack/react-virtual'
import { memo, startTransition, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTexts } from '../i18n'
import { useKeys } from './keys'
import { useNarrow } from './use-narrow'

export interface ListColumn<T> {
  readonly key: string
  /** What the column is called where columns are chosen and where the list becomes cards. */
  readonly label: string
  /** The head, where it is more than the label: a sort. */
  readonly head?: ReactNode
  readonly cell: (row: T) => ReactNode
  /** Share of the width, against the other columns that are shown. */
  readonly width: number
  /** Numbers stand to the right. */
  readonly right?: boolean
  /** The column that names the row and opens it; it is always shown. */
  readonly main?: boolean
  readonly sorted?: 'ascending' | 'descending' | 'none'
}

interface LongListProps<T extends object> {
  caption: string
  columns: readonly ListColumn<T>[]
  /** The columns that are shown, by key, in the order of `columns`. */
  shown: readonly string[]
  rows: readonly T[]
  rowKey: (row: T) => string
  /** How a row is called where it is ticked. */
  rowName: (row: T) => string
  /** How many rows there are in all, where that is known. */
  total: number | null
  /** Asks for the next rows, as the end comes near; undefined when there are no more. */
  more?: () => void
  selected?: RowSelectionState
  onSelect?: (next: RowSelectionState) => void
  /** Which rows can be ticked; all of them unless said. */
  tickable?: (row: T) => boolean
}

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature })
const rowHeight = { wide: 43, narrow: 214 }
/** How many rows come with the list. The others of the window follow in a second step, so that neither holds the browser up for long. */
const rowsAtFirst = 12
/** How many rows before the end the next ones are asked for. */
const readAhead = 30

/**
 * A list of any length: only the rows near the window are in the document. It is a table where there is room and a list of cards where there is
 * not. `j` and `k` move between rows, `x` ticks the one that has the focus; with Shift a click ticks a range.
 */
export function LongList<T extends object>({
  caption,
  columns,
  shown,
  rows,
  rowKey,
  rowName,
  total,
  more,
  ...choice
}: LongListProps<T>) {
  const { t } = useTexts()
  const { selected = {}, onSelect, tickable } = choice
  const frame = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const narrow = useNarrow()
  const defined = useMemo(() => {
    const helper = createColumnHelper<typeof features, T>()
    return columns.map((column) => helper.display({ id: column.key, cell: ({ row }) => column.cell(row.original) }))
  }, [columns])
  const table = useTable({
    features,
    columns: defined,
    data: rows as T[],
    getRowId: rowKey,
    enableRowSelection: tickable ? ({ original }) => onSelect !== undefined && tickable(original) : onSelect !== undefined,
    state: {
      rowSelection: selected,
      columnVisibility: Object.fromEntries(columns.map(({ key, main }) => [key, main === true || shown.includes(key)])),
    },
    onRowSelectionChange: (change) => onSelect?.(typeof change === 'function' ? change(selected) : change),
  })
  const lines = table.getRowModel().rows
  const stands = useRef(false)
  const estimate = narrow ? rowHeight.narrow : rowHeight.wide
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => estimate,
    getItemKey: (index) => lines[index]!.id,
    overscan: 8,
    scrollMargin: top,
    // Known before anything is drawn, so that the rows come with the list and not after it.
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    // It begins by scrolling to where the page already stands, for which the page would have to be laid out.
    scrollToFn: (offset, how, list) => {
      if (stands.current) windowScroll(offset, how, list)
      stands.current = true
    },
    // The browser tells the heights once it has laid the page out; to ask while drawing would lay it out twice.
    measureElement: (row, told, list) =>
      told?.borderBoxSize[0]?.blockSize ?? list.measurementsCache[list.indexFromElement(row)]?.size ?? estimate,
  })
  // Where the list begins may change with what stands above it.
  useEffect(() => setTop((frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY), [rows])
  const [isWhole, setWhole] = useState(false)
  useEffect(() => startTransition(() => setWhole(true)), [])
  const inWindow = virtual.getVirtualItems()
  const inSight = isWhole ? inWindow : inWindow.slice(0, rowsAtFirst)
  const last = inSight.at(-1)?.index ?? 0
  useLayoutEffect(() => {
    if (more && last >= lines.length - readAhead) more()
  }, [more, last, lines.length])

  /** The row that a key has asked for, until it is in the document and has the focus. */
  const goingTo = useRef<number | null>(null)
  const focused = () =>
    goingTo.current ?? Number(document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset.index ?? -1)
  const arrive = () => frame.current?.querySelector<HTMLElement>(`[data-index="${goingTo.current}"] .main-cell a`)?.focus()
  const focus = (index: number) => {
    if (index < 0 || index >= lines.length) return
    goingTo.current = index
    virtual.scrollToIndex(index)
    // At once where the row is there, so that the next key finds it however fast it comes.
    arrive()
  }
  useLayoutEffect(() => {
    if (goingTo.current !== null) arrive()
  })
  useKeys({
    title: 'keys.in_list',
    moves: [
      { keys: 'j', label: 'keys.next_row', run: () => focus(focused() + 1) },
      { keys: 'k', label: 'keys.row_before', run: () => focus(focused() - 1) },
      ...(onSelect ? [{ keys: 'x', label: 'keys.tick' as const, run: () => lines[focused()]?.toggleSelected() }] : []),
    ],
  })

  const visible = useMemo(() => columns.filter(({ key, main }) => main || shown.includes(key)), [columns, shown])
  const widths = visible.reduce((sum, { width }) => sum + width, 0)
  const before = (inSight[0]?.start ?? top) - top
  const after = virtual.getTotalSize() - ((inSight.at(-1)?.end ?? top) - top)
  const span = visible.length + (onSelect ? 1 : 0)
  return (
    <div className="rows long" ref={frame} onFocus={() => (goingTo.current = null)}>
      <table aria-rowcount={total === null ? -1 : total + 1}>
        <caption className="unseen">{caption}</caption>
        <colgroup>
          {onSelect && <col className="tick" />}
          {visible.map(({ key, width }) => (
            <col key={key} style={{ width: `${(100 * width) / widths}%` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {onSelect && (
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={t('list.tick_all')}
                  checked={table.getIsAllRowsSelected()}
                  ref={(box) => {
                    if (box) box.indeterminate = table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected()
                  }}
                  onChange={table.getToggleAllRowsSelectedHandler()}
                />
              </th>
            )}
            {visible.map((column) => (
              <th key={column.key} scope="col" className={column.right ? 'right' : undefined} aria-sort={column.sorted}>
                {column.head ?? column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer span={span} height={before} />}
          {inSight.map(({ index }) => {
            const line = lines[index]!
            return (
              <Row
                key={line.id}
                index={index}
                measure={virtual.measureElement}
                row={line.original}
                columns={visible}
                name={rowName(line.original)}
                ticks={onSelect !== undefined}
                ticked={line.getIsSelected()}
                onTick={line.getCanSelect() ? line.getToggleSelectedHandler() : undefined}
              />
            )
          })}
          {after > 0 && <Spacer span={span} height={after} />}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps<T> {
  index: number
  measure: (row: Element | null) => void
  row: T
  columns: readonly ListColumn<T>[]
  name: string
  /** Whether rows of this list are ticked at all. */
  ticks: boolean
  ticked: boolean
  onTick: ((event: unknown) => void) | undefined
}

/** One row; it is drawn anew only when something in it has changed, however the list around it moves. */
const Row = memo(
  function Row<T>({ index, measure, row, columns, name, ticks, ticked, onTick }: RowProps<T>) {
    const { t } = useTexts()
    return (
      <tr data-index={index} ref={measure} aria-rowindex={index + 2} data-ticked={ticked || undefined}>
        {ticks && (
          <td className="tick">
            {onTick && <input type="checkbox" aria-label={t('list.tick', { name })} checked={ticked} onChange={onTick} />}
          </td>
        )}
        {columns.map((column) =>
          column.main ? (
            <th key={column.key} scope="row" className="main-cell">
              {column.cell(row)}
            </th>
          ) : (
            <td key={column.key} className={column.right ? 'right' : undefined} data-label={column.label}>
              {column.cell(row)}
            </td>
          ),
        )}
      </tr>
    )
  },
  (before, now) =>
    before.row === now.row &&
    before.index === now.index &&
    before.columns === now.columns &&
    before.ticks === now.ticks &&
    before.ticked === now.ticked &&
    Boolean(before.onTick) === Boolean(now.onTick),
) as <T>(props: RowProps<T>) => ReactNode

/** The room of the rows that are not in the document. */
function Spacer({ span, height }: { span: number; height: number }) {
  return (
    <tr aria-hidden className="spacer">
      <td colSpan={span} style={{ height }} />
    </tr>
  )
}
