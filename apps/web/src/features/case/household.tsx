import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { plain, type Person } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Section } from '../../ui/page'
import { DateText, Show, Word } from '../../ui/values'
import { Erasure, ErasureStanding, useErasures } from './erasure'
import type { PanelProps } from './panel-props'

/** The people who are supported together. What the viewer's role may not read is there, covered. */
export function Household({ file, actions, act }: PanelProps) {
  const { t } = useTexts()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const change = actions.find(
    (action) => action.kind === 'case' && action.event === 'change_household' && action.mine && action.allowed,
  )
  const erasure = { file, erasures: useErasures(file.id), open: setSpec }
  const leaves = (person: Person) =>
    setSpec({
      title: t('household.left_title'),
      path: `/cases/${file.id}/household-members/${person.id}/end`,
      fields: [{ name: 'until', label: 'household.until', type: 'date', required: true }],
      seen: file.version,
    })
  return (
    <Section
      title={t('household.title')}
      aside={
        change && (
          <Button size="xs" variant="default" onClick={() => act(change)}>
            {t('contact.add_person')}
          </Button>
        )
      }
    >
      <ul className="people">
        {file.household.map((person) => (
          <li key={person.id} data-left={Boolean(plain(person.until))}>
            <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
              <div className="person-name">
                <strong>{plain(person.erased) ? t('erasure.erased_name') : <Show value={person.name} />}</strong>{' '}
                {plain(person.nameMy) && <span lang="my">{plain(person.nameMy)}</span>}{' '}
                <span className="faint">
                  <Word group="relation" code={person.relation} />
                </span>
              </div>
              <Erasure {...erasure} person={person} />
              {change && plain(person.relation) !== 'applicant' && !plain(person.until) && (
                <Button size="compact-xs" variant="subtle" onClick={() => leaves(person)}>
                  {t('household.left')}
                </Button>
              )}
            </Group>
            <ErasureStanding {...erasure} person={person} />
            {plain(person.erased) !== true && <PersonFacts person={person} />}
          </li>
        ))}
      </ul>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Section>
  )
}

/** What is kept of a person. */
function PersonFacts({ person }: { person: Person }) {
  const { t, word } = useTexts()
  return (
    <dl className="facts">
      <div>
        <dt>{t('person.born_on')}</dt>
        <dd>
          <DateText value={person.bornOn} />
        </dd>
      </div>
      {plain(person.relation) === 'applicant' && (
        <>
          <div>
            <dt>{t('person.rank')}</dt>
            <dd>
              <Show value={person.rank} />
            </dd>
          </div>
          <div>
            <dt>{t('person.unit')}</dt>
            <dd>
              <Show value={person.unit} />
            </dd>
          </div>
        </>
      )}
      <div>
        <dt>{t('person.needs')}</dt>
        <dd>
          <Show value={person.needs}>
            {(needs) =>
              needs.length > 0 ? needs.map((need) => word('need', need)).join(comma()) : <span className="faint">–</span>
            }
          </Show>
        </dd>
      </div>
      <div>
        <dt>{plain(person.until) ? t('person.since_until') : t('person.since')}</dt>
        <dd>
          <DateText value={person.since} />
          {plain(person.until) && (
            <>
              {' – '}
              <DateText value={person.until} />
            </>
          )}
        </dd>
      </div>
    </dl>
  )
}
