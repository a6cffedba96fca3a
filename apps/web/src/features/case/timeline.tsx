import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { useTexts } from '../../i18n'
import { Empty, Loading, ProblemNote, Section } from '../../ui/page'
import { useFilters } from '../../ui/use-filters'
import { lifecyclesQuery } from './case-data'
import { timelineKinds, timelineQuery, type TimelineFilter } from './timeline-data'
import { TimelineRow } from './timeline-row'

const newestFew = 5
const pageSize = 50

/** The newest few things that happened, with a way to all. */
export function LatestEntries({ caseId }: { caseId: string }) {
  const { t } = useTexts()
  return (
    <Section
      title={t('timeline.latest')}
      aside={
        <Link to="/cases/$caseId" params={{ caseId }} search={{ tab: 'timeline' }}>
          {t('timeline.all')}
        </Link>
      }
    >
      <Entries caseId={caseId} filter={{}} limit={newestFew} />
    </Section>
  )
}

/** Everything that happened to a case and to what belongs to it, newest first. */
export function Timeline({ caseId, filter }: { caseId: string; filter: TimelineFilter }) {
  const { t } = useTexts()
  return (
    <Section title={t('timeline.title')}>
      <TimelineFilters filter={filter} />
      <Entries caseId={caseId} filter={filter} limit={pageSize} />
    </Section>
  )
}

function Entries({ caseId, filter, limit }: { caseId: string; filter: TimelineFilter; limit: number }) {
  const { t } = useTexts()
  const query = useInfiniteQuery(timelineQuery(caseId, filter, limit))
  const told = useDeferredValue(query.data)
  const entries = told?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      {!told && !query.error && <Loading />}
      {query.error && <ProblemNote problem={query.error} retry={() => void query.refetch()} />}
      {told && entries.length === 0 && <Empty>{t('timeline.none')}</Empty>}
      <ol className="timeline" reversed>
        {entries.map((entry) => (
          <TimelineRow key={`${entry.subjectId}.${entry.seq}`} entry={entry} caseId={caseId} />
        ))}
      </ol>
      {limit === pageSize && query.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          className="no-print"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('timeline.earlier')}
        </Button>
      )}
    </>
  )
}

/** By whom, of what, and to which state; what is set comes off one by one. */
function TimelineFilters({ filter }: { filter: TimelineFilter }) {
  const { t, word } = useTexts()
  const { set, clear } = useFilters({ tab: 'timeline', ...filter })
  const lifecycle = (useQuery(lifecyclesQuery).data ?? []).find((one) => one.name === filter.kind)
  const states = Object.keys(lifecycle?.states ?? {}).map((value) => ({ value, label: word('state', `${filter.kind}.${value}`) }))
  const actors = [
    { value: 'people', label: t('timeline.people') },
    { value: 'system', label: t('timeline.system') },
  ]
  const kinds = timelineKinds.map((value) => ({ value, label: word('kind', value) }))
  const fields = [
    { name: 'actor', label: t('timeline.actor'), options: actors, value: filter.actor },
    { name: 'kind', label: t('timeline.kind'), options: kinds, value: filter.kind },
    { name: 'state', label: t('timeline.state'), options: states, value: filter.state },
  ]
  const change = (name: string, value: string | undefined) => {
    // A state belongs to its kind: another kind has other states.
    if (name === 'kind') clear(['kind', 'state'])
    if (name !== 'kind' || value) set(name, value)
  }
  const chips = fields.filter((field) => field.value)
  return (
    <div role="search" aria-label={t('filters.label')} className="timeline-filters no-print">
      <div className="filters">
        {fields.map(({ name, label, options, value }) => (
          <NativeSelect
            key={name}
            label={label}
            size="xs"
            value={value ?? ''}
            disabled={options.length === 0}
            onChange={(event) => change(name, event.currentTarget.value || undefined)}
            data={[{ value: '', label: t('filters.any') }, ...options]}
          />
        ))}
      </div>
      {chips.length > 0 && (
        <div className="chips" role="group" aria-label={t('filters.set')}>
          {chips.map(({ name, label, options, value }) => {
            const shown = options.find((option) => option.value === value)?.label ?? String(value)
            return (
              <button
                key={name}
                type="button"
                className="chip"
                onClick={() => change(name, undefined)}
                aria-label={t('filters.remove', { name: label, value: shown })}
              >
                <span className="faint">{label}</span> {shown} <span className="chip-off" aria-hidden />
              </button>
            )
          })}
        </div>
      )}
    </div>
  )
}
