import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/http'
import { plain, type LifecycleData, type Page, type TimelineEntry } from '../../api/types'
import { useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { DateText } from '../../ui/values'
import { lifecyclesQuery } from './case-data'

/** The process as an ordered list: where the case was and when, where it is, and where it can go from here. */
export function StatePicture({ caseId, state }: { caseId: string; state: string }) {
  const { t } = useTexts()
  const lifecycles = useQuery(lifecyclesQuery)
  const timeline = useQuery({
    queryKey: ['case', caseId, 'path'],
    queryFn: () => get<Page<TimelineEntry>>(`/cases/${caseId}/timeline`, { kind: 'case', limit: 200 }),
  })
  return (
    <Section title={t('picture.title')}>
      <Loaded query={lifecycles}>
        {(all) => {
          const lifecycle = all.find((one) => one.name === 'case')
          return lifecycle ? <States lifecycle={lifecycle} state={state} path={timeline.data?.items ?? []} /> : null
        }}
      </Loaded>
    </Section>
  )
}

function States({ lifecycle, state, path }: { lifecycle: LifecycleData; state: string; path: readonly TimelineEntry[] }) {
  const { t, word } = useTexts()
  const entered = new Map<string, string>()
  // Newest first: the last write wins, which is the first time that the case came there.
  for (const entry of path) {
    const to = plain(entry.to)
    if (to && plain(entry.from) !== to) entered.set(to, entry.programmeDate)
  }
  return (
    <ol className="states">
      {Object.entries(lifecycle.states).map(([name, events]) => {
        const ways = [...new Set(Object.values(events).map((edge) => edge.to))].filter((to) => to !== name)
        return (
          <li key={name} data-seen={entered.has(name) || name === state} aria-current={name === state ? 'step' : undefined}>
            {word('state', `case.${name}`)}
            {entered.has(name) && (
              <span className="ways">
                {' · '}
                <DateText value={entered.get(name)} />
              </span>
            )}
            {name === state && ways.length > 0 && (
              <div className="ways">
                {t('picture.ways', { states: ways.map((to) => word('state', `case.${to}`)).join(', ') })}
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}
