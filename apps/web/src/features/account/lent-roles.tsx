import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { useSubmit } from '../../ui/command/submit'
import { Loaded, ProblemNote, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { TimeText } from '../../ui/values'
import { useAccountOptions } from '../session/accounts'
import { useViewer } from '../session/viewer'
import { delegationsQuery, type Delegation } from './account-data'

/** Roles that the viewer lends, and those lent to them; to trainers and auditors, all. */
export function LentRoles() {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const query = useQuery(delegationsQuery)
  const accounts = useAccountOptions()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const end = useSubmit<unknown>({ said: t('lent.ended_said') })
  // A borrowed role is not lent on.
  const borrowed = (query.data ?? []).filter((one) => one.active && one.to.id === viewer.id).map((one) => one.role)
  const own = viewer.roles.filter((role) => role !== 'trainer' && !borrowed.includes(role))
  const lend = () =>
    setSpec({
      title: t('lent.lend'),
      path: '/delegations',
      lead: t('lent.lend_lead'),
      fields: [
        {
          name: 'role',
          label: 'lent.role',
          type: 'choice',
          required: true,
          options: own.map((value) => ({ value, label: word('role', value) })),
        },
        {
          name: 'to',
          label: 'lent.to',
          type: 'choice',
          required: true,
          options: accounts.filter(({ value }) => value !== viewer.id),
        },
        { name: 'until', label: 'lent.until', type: 'date', required: true, hint: 'lent.until_hint' },
        { name: 'reason', label: 'field.reason', type: 'text', required: true, hint: 'lent.reason_hint' },
      ],
      start: { role: own.length === 1 ? own[0] : '' },
      body: (answers) => ({ ...answers, until: endOfDay(String(answers.until)) }),
    })
  const columns: Column<Delegation>[] = [
    { key: 'role', main: true, head: t('lent.role'), cell: (one) => word('role', one.role) },
    { key: 'from', head: t('lent.from'), cell: (one) => one.from.displayName },
    { key: 'to', head: t('lent.to'), cell: (one) => one.to.displayName },
    { key: 'reason', head: t('field.reason'), cell: (one) => <span className="break">{one.reason}</span> },
    { key: 'until', head: t('lent.until'), cell: (one) => <TimeText value={one.endedAt ?? one.endsAt} /> },
    {
      key: 'state',
      head: t('case.state'),
      cell: (one) => (
        <span className="tag" data-tone={one.active ? 'good' : 'plain'}>
          {one.active ? t('lent.active') : t('lent.over')}
        </span>
      ),
    },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (one) =>
        one.active &&
        (one.from.id === viewer.id || one.to.id === viewer.id || viewer.roles.includes('trainer')) && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => end.mutate({ path: `/delegations/${one.id}/end` })}
            loading={end.isPending}
          >
            {t('lent.end')}
          </Button>
        ),
    },
  ]
  return (
    <Section
      title={t('lent.title')}
      aside={
        own.length > 0 && (
          <Button size="xs" variant="default" onClick={lend}>
            {t('lent.lend')}
          </Button>
        )
      }
    >
      {end.error !== null && <ProblemNote problem={end.error} />}
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('lent.none')}>
        {(rows) => <Rows caption={t('lent.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      </Loaded>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Section>
  )
}

/** The last minute of a day in the reader's own zone, as the API takes a time. */
function endOfDay(day: string): string {
  const at = new Date(`${day}T23:59:00`)
  return Number.isNaN(at.getTime()) ? day : at.toISOString()
}
