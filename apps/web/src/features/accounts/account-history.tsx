import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Page } from '../../api/types'
import { useTexts } from '../../i18n'
import { Empty, Loading, ProblemNote, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { TimeText } from '../../ui/values'
import type { AccountEvent } from './account-data'

/** What was done to an account, the latest first. */
export function AccountHistory({ accountId }: { accountId: string }) {
  const { t, word } = useTexts()
  const query = useInfiniteQuery({
    queryKey: ['managed-accounts', accountId, 'events'],
    queryFn: ({ pageParam }) => get<Page<AccountEvent>>('/account-events', { accountId, cursor: pageParam, limit: 20 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const events = query.data?.pages.flatMap((page) => page.items) ?? []
  const columns: Column<AccountEvent & { place: number }>[] = [
    {
      key: 'what',
      main: true,
      head: t('access.act'),
      cell: (one) => (
        <>
          {word('did', `account.${one.what}`)}
          {one.role && `: ${word('role', one.role)}`}
        </>
      ),
    },
    { key: 'by', head: t('log.actor'), cell: (one) => one.actor.displayName },
    { key: 'at', head: t('access.at'), cell: (one) => <TimeText value={one.at} /> },
  ]
  return (
    <Section title={t('accounts.history')}>
      {query.isPending && <Loading />}
      {query.error && <ProblemNote problem={query.error} retry={() => void query.refetch()} />}
      {query.data && events.length === 0 && <Empty>{t('accounts.no_history')}</Empty>}
      {events.length > 0 && (
        <Rows
          caption={t('accounts.history')}
          columns={columns}
          rows={events.map((one, place) => ({ ...one, place }))}
          rowKey={(row) => String(row.place)}
        />
      )}
      {query.hasNextPage && (
        <Button mt="sm" variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('timeline.earlier')}
        </Button>
      )}
    </Section>
  )
}
