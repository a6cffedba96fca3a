import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { comma, useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { FilterBar } from '../../ui/filters'
import { Empty, Loaded, Page } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { TimeText } from '../../ui/values'
import { Guard } from '../shell/guard'
import { people } from '../shell/areas'
import { latestEventsQuery, managedAccountsQuery, type ManagedAccount } from './account-data'

export function AccountsPage() {
  return (
    <Guard area="accounts">
      <Accounts />
    </Guard>
  )
}

/** Everybody who can sign in, with their roles. */
function Accounts() {
  const { t, word } = useTexts()
  const search = useSearch({ from: '/shell/accounts' })
  const filters = useFilters(search)
  const navigate = useNavigate()
  const query = useQuery(managedAccountsQuery)
  const events = useQuery(latestEventsQuery).data ?? []
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const create = () =>
    setSpec({
      title: t('accounts.create'),
      path: '/accounts',
      lead: t('accounts.create_lead'),
      fields: [
        { name: 'username', label: 'login.username', type: 'text', required: true, hint: 'accounts.username_hint' },
        { name: 'displayName', label: 'account.name', type: 'text', required: true, hint: 'accounts.name_hint' },
      ],
    })
  const columns: Column<ManagedAccount>[] = [
    {
      key: 'name',
      main: true,
      head: t('account.name'),
      cell: (one) => (
        <>
          <Link to="/accounts/$accountId" params={{ accountId: one.id }}>
            {one.displayName}
          </Link>{' '}
          <span className="faint">{one.username}</span>
        </>
      ),
    },
    {
      key: 'roles',
      head: t('account.roles'),
      cell: (one) =>
        one.roles.length > 0 ? (
          one.roles.map((role) => word('role', role)).join(comma())
        ) : (
          <span className="faint">{t('account.no_roles')}</span>
        ),
    },
    { key: 'factor', head: t('totp.title'), cell: (one) => (one.hasTotp ? t('accounts.factor_on') : t('accounts.factor_off')) },
    {
      key: 'changed',
      head: t('accounts.last_change'),
      cell: (one) => {
        const last = events.find((event) => event.account.id === one.id)
        return last ? (
          <div>
            {word('did', `account.${last.what}`)}
            <div className="faint small">
              <TimeText value={last.at} />
            </div>
          </div>
        ) : (
          <span className="faint">–</span>
        )
      },
    },
    { key: 'seen', head: t('accounts.last_seen'), cell: (one) => <TimeText value={one.lastSeenAt} /> },
    { key: 'state', head: t('case.state'), cell: (one) => <AccountState account={one} /> },
  ]
  const wanted = (search.name ?? '').toLowerCase()
  const fits = (one: ManagedAccount) =>
    (!search.role || one.roles.includes(search.role)) && `${one.displayName} ${one.username}`.toLowerCase().includes(wanted)
  return (
    <Page title={t('nav.accounts')} lead={t('accounts.lead')} actions={<Button onClick={create}>{t('accounts.create')}</Button>}>
      <FilterBar
        fields={[
          {
            name: 'role',
            label: t('accounts.role'),
            type: 'choice',
            options: people.map((value) => ({ value, label: word('role', value) })),
          },
          { name: 'name', label: t('account.name'), type: 'text' },
        ]}
        values={search}
        onChange={filters.set}
        onClear={() => filters.clear(['role', 'name'])}
      />
      <Loaded query={query}>
        {(all) => {
          const rows = all.filter(fits)
          return rows.length === 0 ? (
            <Empty>{t('accounts.none_match')}</Empty>
          ) : (
            <Rows caption={t('nav.accounts')} columns={columns} rows={rows} rowKey={(row) => row.id} />
          )
        }}
      </Loaded>
      <CommandDrawer
        spec={spec}
        onClose={() => setSpec(null)}
        onDone={({ id }) => void navigate({ to: '/accounts/$accountId', params: { accountId: id } })}
      />
    </Page>
  )
}

/** Whether somebody can sign in to the account, in a word. */
export function AccountState({ account }: { account: ManagedAccount }) {
  const { t } = useTexts()
  if (account.disabled)
    return (
      <span className="tag" data-tone="stop">
        {t('accounts.disabled')}
      </span>
    )
  return account.hasPassword ? (
    <span className="tag" data-tone="good">
      {t('accounts.active')}
    </span>
  ) : (
    <span className="tag" data-tone="warn">
      {t('accounts.no_password')}
    </span>
  )
}
