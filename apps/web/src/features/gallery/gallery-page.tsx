import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { Problem } from '../../api/http'
import { useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { FilterBar } from '../../ui/filters'
import { JobProgress } from '../../ui/job-progress'
import { Empty, Loading, Page, ProblemNote, Section } from '../../ui/page'
import { Facts, Rows } from '../../ui/rows'
import { toneNames } from '../../ui/tones'
import { Covered, DateText, MoneyText, NumberText, StateTag } from '../../ui/values'
import { Swatches } from './swatches'

/** Every pattern of the house on one page, in each of its states, so that a change can be looked at in one place. */
export function GalleryPage() {
  const { t } = useTexts()
  return (
    <Page title={t('nav.gallery')} lead={t('gallery.lead')}>
      <Swatches />
      <Tags />
      <Values />
      <Lists />
      <Filters />
      <States />
      <Commands />
    </Page>
  )
}

function Tags() {
  const { t } = useTexts()
  const states = ['contacted', 'in_vetting', 'awaiting_decision', 'vetted', 'registered', 'declined', 'closed']
  return (
    <Section title={t('gallery.tags')}>
      <p className="gallery-why">{t('gallery.tags_why')}</p>
      <Group gap="xs">
        {states.map((state) => (
          <StateTag key={state} kind="case" state={state} />
        ))}
      </Group>
      <Group gap="xs" mt="sm">
        {toneNames.map((tone) => (
          <span key={tone} className="tag" data-tone={tone}>
            {t(`gallery.tone_${tone}`)}
          </span>
        ))}
      </Group>
    </Section>
  )
}

function Values() {
  const { t } = useTexts()
  return (
    <Section title={t('gallery.values')}>
      <p className="gallery-why">{t('gallery.values_why')}</p>
      <Facts
        items={[
          [t('gallery.a_date'), <DateText key="date" value="2024-06-30" />],
          [t('gallery.a_number'), <NumberText key="number" value={12345} />],
          [t('gallery.an_amount'), <MoneyText key="money" value={{ amount: '2196774', currency: 'THB' }} />],
          [t('gallery.nothing'), <NumberText key="none" value={null} />],
          [t('gallery.redacted'), <Covered key="covered" />],
        ]}
      />
    </Section>
  )
}

function Lists() {
  const { t } = useTexts()
  const rows = [
    { reference: 'P-2024-00001', state: 'registered', size: 3 },
    { reference: 'P-2024-00002', state: 'declined', size: 1 },
  ]
  return (
    <Section title={t('gallery.lists')}>
      <p className="gallery-why">{t('gallery.lists_why')}</p>
      <Rows
        caption={t('gallery.lists')}
        rowKey={(row) => row.reference}
        rows={rows}
        columns={[
          { key: 'reference', head: t('case.reference'), main: true, cell: (row) => row.reference },
          { key: 'state', head: t('case.state'), cell: (row) => <StateTag kind="case" state={row.state} /> },
          { key: 'size', head: t('case.household_size'), right: true, cell: (row) => <NumberText value={row.size} /> },
        ]}
      />
    </Section>
  )
}

function Filters() {
  const { t, word } = useTexts()
  const [values, setValues] = useState<Record<string, string | undefined>>({ state: 'vetted', service: 'police' })
  const choice = (name: string, label: string, codes: readonly [string, string][]) => ({
    name,
    label,
    type: 'choice' as const,
    options: codes.map(([value, text]) => ({ value, label: text })),
  })
  return (
    <Section title={t('gallery.filters')}>
      <p className="gallery-why">{t('gallery.filters_why')}</p>
      <FilterBar
        fields={[
          choice('state', t('case.state'), [
            ['vetted', word('state', 'case.vetted')],
            ['closed', word('state', 'case.closed')],
          ]),
          choice('service', t('case.service'), [
            ['soldier', word('service', 'soldier')],
            ['police', word('service', 'police')],
          ]),
        ]}
        values={values}
        onChange={(name, value) => setValues((held) => ({ ...held, [name]: value }))}
        onClear={() => setValues({})}
      />
    </Section>
  )
}

function States() {
  const { t } = useTexts()
  const job = {
    id: 'job',
    name: 'job',
    requestedAt: '2024-06-30T00:00:00Z',
    startedAt: '2024-06-30T00:00:00Z',
    closedAt: null,
    outcome: null,
    done: 70,
    total: 100,
    problem: null,
  }
  const refused = new Problem(409, {
    detail: t('gallery.refused'),
    conditions: [{ condition: 'place', because: t('gallery.because'), fix: t('gallery.fix') }],
    requestId: '0192-5f3a',
  })
  return (
    <Section title={t('gallery.states')}>
      <p className="gallery-why">{t('gallery.states_why')}</p>
      <Loading />
      <Empty>{t('cases.none_match')}</Empty>
      <JobProgress job={job} connected label={t('gallery.a_job')} />
      <div className="gallery-stack">
        <ProblemNote problem={refused} />
        <ProblemNote problem={new Problem(0)} retry={() => undefined} />
        <ProblemNote problem={new Problem(403, { detail: t('guard.title') })} />
      </div>
    </Section>
  )
}

function Commands() {
  const { t, word } = useTexts()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const sample = (serious: boolean): CommandSpec => ({
    title: word('event', 'placement.cancel'),
    // There is no such address: what is sent from here is refused, and that can be looked at too.
    path: '/gallery',
    fields: [
      { name: 'on', label: 'placement.on', type: 'date', required: true },
      { name: 'note', label: 'field.note', type: 'area', hint: 'field.note_hint' },
    ],
    start: { on: '2024-06-30' },
    serious,
  })
  return (
    <Section title={t('gallery.commands')}>
      <p className="gallery-why">{t('gallery.commands_why')}</p>
      <Group gap="xs">
        <Button variant="default" onClick={() => setSpec(sample(false))}>
          {t('gallery.plain_act')}
        </Button>
        <Button variant="default" onClick={() => setSpec(sample(true))}>
          {t('gallery.serious_act')}
        </Button>
      </Group>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Section>
  )
}
