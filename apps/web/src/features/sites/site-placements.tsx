import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { getItems } from '../../api/http'
import { clockQuery } from '../../api/session'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { Loaded, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, NumberText, Show, StateTag } from '../../ui/values'
import { lifecyclesQuery, type Placement } from '../case/case-data'
import { useHasRole } from '../session/viewer'

interface Props {
  siteId: string
  open: (spec: CommandSpec) => void
}

/** Who is expected and who stays at a site. The host organisation confirms arrivals and departures here, without names. */
export function SitePlacements({ siteId, open }: Props) {
  const { t, word } = useTexts()
  const query = useQuery({
    queryKey: ['sites', siteId, 'placements'],
    queryFn: () => getItems<Placement>(`/sites/${siteId}/placements`),
  })
  const today = useQuery(clockQuery).data?.today ?? ''
  const lifecycle = useQuery(lifecyclesQuery).data?.find((one) => one.name === 'placement')
  const confirms = useHasRole('host_organisation', 'relocation_officer')
  const readsCases = useHasRole('relocation_officer')
  const act = (placement: Placement, event: 'arrive' | 'leave') => {
    const edge = lifecycle?.states[plain(placement.state) ?? '']?.[event]
    open({
      title: word('event', `placement.${event}`),
      lead: t('site.placement_of', { reference: plain(placement.reference) ?? '' }),
      path: `/placements/${placement.id}/${event}`,
      fields: [
        ...(edge?.reasons
          ? [
              {
                name: 'reason',
                label: 'field.reason',
                type: 'choice',
                required: true,
                options: edge.reasons.map((value) => ({ value, label: word('reason', value) })),
              } as const,
            ]
          : []),
        { name: 'on', label: 'placement.on', type: 'date' },
      ],
      start: { on: today },
      serious: edge?.serious,
      seen: placement.version,
    })
  }
  const columns: Column<Placement>[] = [
    {
      key: 'reference',
      main: true,
      head: t('case.reference'),
      cell: (placement) =>
        readsCases && plain(placement.caseId) ? (
          <Link to="/cases/$caseId" params={{ caseId: plain(placement.caseId) ?? '' }}>
            <Show value={placement.reference} />
          </Link>
        ) : (
          <Show value={placement.reference} />
        ),
    },
    { key: 'state', head: t('case.state'), cell: (placement) => <StateTag kind="placement" state={placement.state} /> },
    {
      key: 'people',
      head: t('case.household_size'),
      right: true,
      cell: (placement) => <NumberText value={placement.householdSize} />,
    },
    { key: 'from', head: t('placement.from'), cell: (placement) => <DateText value={placement.from} /> },
    { key: 'to', head: t('placement.to'), cell: (placement) => <DateText value={placement.to} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (placement) =>
        confirms && (
          <Group gap={6}>
            {(['arrive', 'leave'] as const)
              .filter((event) => lifecycle?.states[plain(placement.state) ?? '']?.[event])
              .map((event) => (
                <Button key={event} size="compact-sm" variant="default" onClick={() => act(placement, event)}>
                  {word('event', `placement.${event}`)}
                </Button>
              ))}
          </Group>
        ),
    },
  ]
  return (
    <Section title={t('site.placements')}>
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('site.no_placements')}>
        {(rows) => <Rows caption={t('site.placements')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      </Loaded>
    </Section>
  )
}
