import { Button, NativeSelect, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { get } from '../../api/http'
import { isRedacted, plain, type Page, type TimelineEntry } from '../../api/types'
import { useTexts } from '../../i18n'
import { Empty, Loading, ProblemNote, Section } from '../../ui/page'
import { Covered, DateText, Show, TimeText } from '../../ui/values'
import { nameOf } from './notes'

const kinds = ['case', 'code', 'placement', 'entitlement', 'payment', 'reward_claim'] as const

interface Props {
  caseId: string
  kind?: string
  /** Only the newest few, with a way to all. */
  short?: boolean
}

/** Everything that happened to a case and to what belongs to it, newest first. */
export function Timeline({ caseId, kind, short = false }: Props) {
  const { t, word } = useTexts()
  const navigate = useNavigate()
  const query = useInfiniteQuery({
    queryKey: ['case', caseId, 'timeline', kind, short],
    queryFn: ({ pageParam }) =>
      get<Page<TimelineEntry>>(`/cases/${caseId}/timeline`, { kind, cursor: pageParam, limit: short ? 5 : 50 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const entries = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Section
      title={short ? t('timeline.latest') : t('timeline.title')}
      aside={
        short ? (
          <Link to="/cases/$caseId" params={{ caseId }} search={{ tab: 'timeline' }}>
            {t('timeline.all')}
          </Link>
        ) : (
          <NativeSelect
            aria-label={t('timeline.kind')}
            size="xs"
            value={kind ?? ''}
            onChange={(event) =>
              void navigate({
                to: '.',
                search: { tab: 'timeline', ...(event.currentTarget.value ? { kind: event.currentTarget.value } : {}) } as never,
              })
            }
            data={[
              { value: '', label: t('timeline.every_kind') },
              ...kinds.map((value) => ({ value, label: word('kind', value) })),
            ]}
          />
        )
      }
    >
      {query.isPending && <Loading />}
      {query.error && <ProblemNote problem={query.error} retry={() => void query.refetch()} />}
      {query.data && entries.length === 0 && <Empty>{t('timeline.none')}</Empty>}
      <ol className="timeline" reversed>
        {entries.map((entry) => (
          <Entry key={`${entry.subjectId}.${entry.seq}`} entry={entry} />
        ))}
      </ol>
      {!short && query.hasNextPage && (
        <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('timeline.earlier')}
        </Button>
      )}
    </Section>
  )
}

/** One line of the story: what, from where to where, who in which role, when, why. */
function Entry({ entry }: { entry: TimelineEntry }) {
  const { t, word } = useTexts()
  const bySystem = plain(entry.role) === 'system'
  const from = plain(entry.from)
  const to = plain(entry.to)
  const note = plain(entry.note)
  return (
    <li data-system={bySystem}>
      <div>
        <strong>
          <Show value={entry.event}>{(event) => word('did', `${entry.kind}.${event}`)}</Show>
        </strong>
        {entry.kind !== 'case' && <span className="faint"> · {word('kind', entry.kind)}</span>}
        {to && from !== to && (
          <span>
            {' · '}
            {from ? `${word('state', `${entry.kind}.${from}`)} → ` : ''}
            {word('state', `${entry.kind}.${to}`)}
          </span>
        )}
      </div>
      <Text size="sm" c="dimmed" component="div">
        {bySystem ? t('timeline.by_system', { job: plain(entry.job) || t('timeline.some_job') }) : nameOf(entry.actor)}
        {!bySystem && plain(entry.role) && <> ({word('role', String(plain(entry.role)))})</>} ·{' '}
        <DateText value={entry.programmeDate} />
      </Text>
      {entry.reason && !isRedacted(entry.event) && (
        <Text size="sm" component="div">
          {t('field.reason')}: <Show value={entry.reason}>{(reason) => word('reason', reason)}</Show>
        </Text>
      )}
      {note && (
        <Text size="sm" component="blockquote" className="note break" m={0}>
          {isRedacted(note) ? <Covered /> : <Show value={note.text} />}
        </Text>
      )}
      <details>
        <summary className="faint small">{t('timeline.place')}</summary>
        <Text size="sm" component="div" className="break">
          {t('timeline.recorded')}: <TimeText value={entry.recordedAt} />
          <br />
          {t('timeline.seq', { seq: entry.seq })}
          <br />
          {t('timeline.hash')}: <Show value={entry.hash}>{(hash) => <code className="hash">{hash}</code>}</Show>
        </Text>
      </details>
    </li>
  )
}
