import { Button, Group, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { clockQuery } from '../../api/session'
import { plain, type LifecycleData } from '../../api/types'
import { useTexts, type Texts, type TextKey } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { Loaded, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, NumberText, StateTag } from '../../ui/values'
import { lifecyclesQuery, type Placement } from '../case/case-data'
import { useHasRole, useViewing } from '../session/viewer'
import { addDays, nearDays, staysQuery } from './site-data'
import { StayLink } from './stay-link'

interface Props {
  siteId: string
  open: (spec: CommandSpec) => void
}

const groups = ['arriving', 'leaving', 'here', 'booked_later'] as const
type StayGroup = (typeof groups)[number]

const titles: Readonly<Record<StayGroup, TextKey>> = {
  arriving: 'site.arriving',
  leaving: 'site.leaving',
  here: 'site.here',
  booked_later: 'site.booked_later',
}

/** What a stay is to whoever runs the site today. */
export function groupOf(stay: Placement, today: string): StayGroup {
  const near = addDays(today, nearDays)
  if (plain(stay.state) === 'booked') return (plain(stay.from) ?? near) <= near ? 'arriving' : 'booked_later'
  const last = plain(stay.to)
  return last && last <= near ? 'leaving' : 'here'
}

/** Who is about to come, to go, who stays, who comes later. The host organisation confirms arrivals and departures here, without names. */
export function SiteStays({ siteId, open }: Props) {
  const { t } = useTexts()
  const query = useQuery(staysQuery(siteId))
  const today = useQuery(clockQuery).data?.today
  return (
    <Section title={t('site.placements')}>
      <Loaded query={query} isEmpty={({ items }) => items.length === 0} empty={t('site.no_placements')}>
        {({ items, nextCursor }) =>
          today && (
            <>
              {groups.map((group) => {
                const stays = items.filter((stay) => groupOf(stay, today) === group)
                return stays.length > 0 && <Stays key={group} title={titles[group]} stays={stays} today={today} open={open} />
              })}
              {nextCursor && <p className="faint small">{t('site.first_rows', { n: items.length })}</p>}
            </>
          )
        }
      </Loaded>
    </Section>
  )
}

interface StaysProps {
  title: TextKey
  stays: readonly Placement[]
  today: string
  open: (spec: CommandSpec) => void
}

function Stays({ title, stays, today, open }: StaysProps) {
  const texts = useTexts()
  const { t, word } = texts
  const viewing = useViewing()
  const confirms = useHasRole('host_organisation', 'relocation_officer') && !viewing
  const lifecycle = useQuery(lifecyclesQuery).data?.find((one) => one.name === 'placement')
  const actsOn = (stay: Placement) =>
    (['arrive', 'leave'] as const).filter((event) => lifecycle?.states[plain(stay.state) ?? '']?.[event])
  const people = stays.reduce((sum, stay) => sum + (plain(stay.householdSize) ?? 0), 0)
  const named = t('site.group_said', { title: t(title), households: stays.length, people })
  const columns: Column<Placement>[] = [
    { key: 'reference', main: true, head: t('case.reference'), cell: (stay) => <StayLink stay={stay} /> },
    {
      key: 'state',
      head: t('case.state'),
      cell: (stay) => (
        <span>
          <StateTag kind="placement" state={stay.state} />{' '}
          {isLate(stay, today) && (
            <span className="tag" data-tone="warn">
              {t(plain(stay.state) === 'booked' ? 'site.not_come' : 'site.not_gone')}
            </span>
          )}
        </span>
      ),
    },
    { key: 'people', head: t('case.household_size'), right: true, cell: (stay) => <NumberText value={stay.householdSize} /> },
    { key: 'from', head: t('placement.from'), cell: (stay) => <DateText value={stay.from} /> },
    { key: 'to', head: t('placement.to'), cell: (stay) => <DateText value={stay.to} /> },
    ...(confirms
      ? [
          {
            key: 'act',
            head: '',
            right: true,
            cell: (stay: Placement) => (
              <Group gap={6} justify="flex-end">
                {actsOn(stay).map((event) => (
                  <Button
                    key={event}
                    size="compact-sm"
                    variant="default"
                    onClick={() => open(confirmation(stay, event, lifecycle, today, texts))}
                  >
                    {word('event', `placement.${event}`)}
                  </Button>
                ))}
              </Group>
            ),
          },
        ]
      : []),
  ]
  return (
    <div className="stays">
      <Title order={3} mb={4}>
        {named}
      </Title>
      <Rows caption={named} columns={columns} rows={stays} rowKey={(stay) => stay.id} />
    </div>
  )
}

/** Should have come, or gone, and nobody has said that they did. */
function isLate(stay: Placement, today: string): boolean {
  const due = plain(plain(stay.state) === 'booked' ? stay.from : stay.to)
  return typeof due === 'string' && due < today
}

/** That a household came, or went, as a form; what it does to the places is shown before it is sent. */
function confirmation(
  stay: Placement,
  event: 'arrive' | 'leave',
  lifecycle: LifecycleData | undefined,
  today: string,
  { t, word }: Texts,
): CommandSpec {
  const edge = lifecycle?.states[plain(stay.state) ?? '']?.[event]
  const reason = {
    name: 'reason',
    label: 'field.reason',
    type: 'choice',
    required: true,
    options: (edge?.reasons ?? []).map((value) => ({ value, label: word('reason', value) })),
  } as const
  return {
    title: word('event', `placement.${event}`),
    lead: t('site.placement_of', { reference: plain(stay.reference) ?? '' }),
    path: `/placements/${stay.id}/${event}`,
    fields: [...(edge?.reasons ? [reason] : []), { name: 'on', label: 'placement.on', type: 'date' }],
    start: { on: today },
    serious: edge?.serious,
    seen: stay.version,
    foreseen: true,
  }
}
