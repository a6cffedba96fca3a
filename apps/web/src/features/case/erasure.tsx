import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getItems } from '../../api/http'
import { plain, type CaseFile, type Maybe, type Person, type Who } from '../../api/types'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { DateText, Word } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { nameOf } from './notes'

/** Who asked for somebody's erasure, and who carried it out or called it off. */
export interface ErasureRow {
  readonly id: string
  readonly caseId: Maybe<string>
  readonly reference: Maybe<string>
  readonly relation: Maybe<string>
  readonly personId: Maybe<string>
  readonly state: Maybe<string>
  readonly version: Maybe<number>
  readonly reason: Maybe<string>
  readonly askedBy: Maybe<Who>
  readonly askedOn: Maybe<string>
  readonly endedBy: Maybe<Who | null>
  readonly endedOn: Maybe<string | null>
}

interface Props {
  file: CaseFile
  person: Person
  erasures: readonly ErasureRow[]
  open: (spec: CommandSpec) => void
}

const reasonsToAsk = ['person_asked', 'no_longer_needed', 'entered_by_mistake'] as const
const reasonsToCallOff = ['asked_by_mistake', 'still_needed'] as const

/** The erasures of a case, for those who work on them and for the auditor; for everybody else there are none to see. */
export function useErasures(caseId: string): readonly ErasureRow[] {
  const enabled = useHasRole('intake_officer', 'registrar', 'auditor')
  const query = useQuery({
    queryKey: ['case', caseId, 'erasures'],
    queryFn: () => getItems<ErasureRow>('/erasures', { case: caseId, limit: 200 }),
    enabled,
  })
  return query.data ?? []
}

function ofPerson(erasures: readonly ErasureRow[], person: Person, state: string): ErasureRow | undefined {
  return erasures.find((one) => plain(one.personId) === person.id && plain(one.state) === state)
}

/** What can be done about forgetting somebody: one role asks, another carries it out. */
export function Erasure({ file, person, erasures, open }: Props) {
  const { t, word } = useTexts()
  const asks = useHasRole('intake_officer')
  const confirms = useHasRole('registrar')
  if (file.state !== 'closed' || plain(person.erased)) return null
  const asked = ofPerson(erasures, person, 'asked')
  const reasonOf = (codes: readonly string[]) => ({
    name: 'reason',
    label: 'field.reason' as const,
    type: 'choice' as const,
    required: true,
    options: codes.map((value) => ({ value, label: word('erasure_reason', value) })),
  })
  const button = (spec: CommandSpec) => (
    <Button size="compact-xs" variant="default" onClick={() => open(spec)}>
      {spec.title}
    </Button>
  )
  if (!asked)
    return asks
      ? button({
          title: t('erasure.ask'),
          path: `/cases/${file.id}/erasures`,
          lead: <Consequences lead={t('erasure.ask_lead')} />,
          fields: [reasonOf(reasonsToAsk)],
          body: ({ reason }) => ({ personId: person.id, reason }),
        })
      : null
  const seen = plain(asked.version) ?? null
  return (
    <Group gap={4}>
      {confirms &&
        button({
          title: t('erasure.confirm'),
          path: `/erasures/${asked.id}/confirm`,
          lead: <Consequences lead={t('erasure.confirm_lead', { name: nameOf(asked.askedBy) })} />,
          fields: [],
          serious: true,
          seen,
          said: t('erasure.confirmed_said'),
        })}
      {(asks || confirms) &&
        button({
          title: t('erasure.call_off'),
          path: `/erasures/${asked.id}/call-off`,
          lead: t('erasure.call_off_lead'),
          fields: [reasonOf(reasonsToCallOff)],
          seen,
        })}
    </Group>
  )
}

/** How it stands: asked for, or done. */
export function ErasureStanding({ person, erasures }: Props) {
  const { t } = useTexts()
  const asked = ofPerson(erasures, person, 'asked')
  const done = ofPerson(erasures, person, 'erased')
  if (plain(person.erased))
    return (
      <Text size="sm" c="dimmed" component="div">
        {t('erasure.erased')}
        {done && (
          <>
            {' '}
            {t('erasure.erased_by', { name: nameOf(done.endedBy) })} · <DateText value={done.endedOn} />
          </>
        )}
      </Text>
    )
  if (!asked) return null
  return (
    <Text size="sm" component="div">
      <span className="tag" data-tone="warn">
        {t('erasure.asked')}
      </span>{' '}
      {nameOf(asked.askedBy)} · <DateText value={asked.askedOn} /> · <Word group="erasure_reason" code={asked.reason} />
    </Text>
  )
}

/** What somebody must have read before a person is forgotten. */
function Consequences({ lead }: { lead: string }) {
  const { t } = useTexts()
  return (
    <div className="interruption">
      <strong>{lead}</strong>
      <ul>
        <li>{t('erasure.destroys')}</li>
        <li>{t('erasure.destroys_applicant')}</li>
        <li>{t('erasure.keeps')}</li>
        <li>{t('erasure.for_good')}</li>
      </ul>
    </div>
  )
}
