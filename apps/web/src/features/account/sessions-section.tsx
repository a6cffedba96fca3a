import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/http'
import { useTexts } from '../../i18n'
import { announce } from '../../ui/announce'
import { useSubmit } from '../../ui/command/submit'
import { Loaded, ProblemNote, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { TimeText } from '../../ui/values'
import { sessionsQuery, type OwnSession } from './account-data'

/** Where somebody is signed in, and the way to end what they do not know. */
export function SessionsSection() {
  const { t } = useTexts()
  const client = useQueryClient()
  const query = useQuery(sessionsQuery)
  const end = useMutation({
    mutationFn: (id: string) => call('DELETE', `/sessions/${id}`),
    onSuccess: () => announce(t('sessions.ended')),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
  const endOthers = useSubmit<void>({ said: t('sessions.others_ended') })
  const columns: Column<OwnSession>[] = [
    {
      key: 'device',
      main: true,
      head: t('sessions.device'),
      cell: (one) => (
        <>
          {one.device}{' '}
          {one.current && (
            <span className="tag" data-tone="good">
              {t('sessions.current')}
            </span>
          )}
        </>
      ),
    },
    { key: 'address', head: t('sessions.address'), cell: (one) => <span className="break">{one.address}</span> },
    { key: 'opened', head: t('sessions.opened'), cell: (one) => <TimeText value={one.openedAt} /> },
    { key: 'seen', head: t('sessions.seen'), cell: (one) => <TimeText value={one.lastSeenAt} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (one) =>
        !one.current && (
          <Button
            size="compact-sm"
            variant="default"
            loading={end.isPending && end.variables === one.id}
            aria-label={t('sessions.end_this', { device: one.device })}
            onClick={() => end.mutate(one.id)}
          >
            {t('sessions.end')}
          </Button>
        ),
    },
  ]
  const others = (query.data ?? []).some((one) => !one.current)
  return (
    <Section
      title={t('sessions.title')}
      aside={
        others && (
          <Button
            size="xs"
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate({ path: '/sessions/revoke-others' })}
          >
            {t('sessions.end_others')}
          </Button>
        )
      }
    >
      {(end.error ?? endOthers.error) !== null && <ProblemNote problem={end.error ?? endOthers.error} />}
      <Loaded query={query}>
        {(rows) => <Rows caption={t('sessions.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      </Loaded>
    </Section>
  )
}
