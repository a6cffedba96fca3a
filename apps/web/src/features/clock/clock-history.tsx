import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, TimeText } from '../../ui/values'
import { movesQuery, type ClockMove } from './clock-data'
import { DueList, totalsOf } from './due-words'

/** Who moved the clock, from when to when, and what fired. */
export function ClockHistory({ cursor }: { cursor: string | undefined }) {
  const { t, word } = useTexts()
  const filters = useFilters({ cursor })
  const query = useQuery({ ...movesQuery(cursor), placeholderData: keepPreviousData })
  const columns: Column<ClockMove>[] = [
    {
      key: 'days',
      main: true,
      head: t('clock.moved'),
      cell: (move) => (
        <>
          <DateText value={move.from} /> → <DateText value={move.outcome === null ? move.to : move.reached} />
        </>
      ),
    },
    {
      key: 'outcome',
      head: t('clock.outcome'),
      cell: (move) => (
        <>
          {word('move_outcome', move.outcome ?? 'running')}
          {move.outcome !== null && move.outcome !== 'done' && (
            <span className="faint small">
              {' '}
              {t('clock.asked_to')} <DateText value={move.to} />
            </span>
          )}
        </>
      ),
    },
    {
      key: 'fired',
      head: t('clock.fired'),
      cell: (move) =>
        move.fired.length > 0 ? <DueList items={totalsOf(move.fired)} /> : <span className="faint">{t('clock.fired_none')}</span>,
    },
    { key: 'by', head: t('clock.by'), cell: (move) => move.by.displayName },
    { key: 'at', head: t('clock.at'), cell: (move) => <TimeText value={move.requestedAt} /> },
  ]
  return (
    <Section title={t('clock.history')}>
      <Loaded query={query} isEmpty={(page) => page.items.length === 0} empty={t('clock.never_moved')}>
        {(page) => (
          <>
            <Rows caption={t('clock.history')} columns={columns} rows={page.items} rowKey={(move) => move.id} />
            <div className="spaced">
              <Pager cursor={cursor} next={page.nextCursor} onGo={filters.go} />
            </div>
          </>
        )}
      </Loaded>
    </Section>
  )
}
