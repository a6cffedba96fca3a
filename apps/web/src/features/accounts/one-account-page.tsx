import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { comma, useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Loaded, Page, Section } from '../../ui/page'
import { Facts } from '../../ui/rows'
import { NumberText, TimeText } from '../../ui/values'
import { providerQuery } from '../session/provider-link'
import { useViewer } from '../session/viewer'
import { people } from '../shell/areas'
import { Guard } from '../shell/guard'
import { sitesQuery } from '../sites/site-data'
import { plain } from '../../api/types'
import { accountCommands } from './account-commands'
import { managedAccountsQuery, type ManagedAccount } from './account-data'
import { AccountHistory } from './account-history'
import { AccountState } from './accounts-page'
import { grantable } from './incompatible-roles'

export function OneAccountPage() {
  return (
    <Guard area="accounts">
      <OneAccount />
    </Guard>
  )
}

function OneAccount() {
  const { t } = useTexts()
  const { accountId } = useParams({ from: '/shell/accounts/$accountId' })
  const query = useQuery(managedAccountsQuery)
  return (
    <Loaded
      query={query}
      isEmpty={(all) => !all.some((one) => one.id === accountId)}
      empty={
        <>
          {t('accounts.not_there')} <Link to="/accounts">{t('accounts.back')}</Link>
        </>
      }
    >
      {(all) => {
        const account = all.find((one) => one.id === accountId)
        return account && <AccountScreen account={account} />
      }}
    </Loaded>
  )
}

/** One account: its roles, how its owner signs in, and what was done to it. */
function AccountScreen({ account }: { account: ManagedAccount }) {
  const texts = useTexts()
  const { t, word } = texts
  const viewer = useViewer()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const commands = accountCommands(account, texts)
  const provider = useQuery(providerQuery)
  const own = viewer.id === account.id
  const button = (command: CommandSpec) => (
    <Button key={command.path + command.title} size="xs" variant="default" onClick={() => setSpec(command)}>
      {command.title}
    </Button>
  )
  return (
    <Page title={account.displayName} lead={<Link to="/accounts">{t('accounts.back')}</Link>}>
      {own && (
        <Alert color="gray" variant="light" title={t('accounts.own_title')}>
          {t('accounts.own')} <Link to="/account">{t('account.mine')}</Link>
        </Alert>
      )}
      <Section title={t('account.roles')} aside={!own && button(commands.grant)}>
        {account.roles.length === 0 && <Text c="dimmed">{t('account.no_roles')}</Text>}
        <ul className="plain">
          {account.roles.map((role) => (
            <li key={role}>
              <Group gap="xs" justify="space-between">
                <span>
                  <strong>{word('role', role)}</strong> <span className="faint">{word('role_does', role)}</span>
                </span>
                {!own && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t('accounts.revoke_this', { role: word('role', role) })}
                    onClick={() => setSpec(commands.revoke(role))}
                  >
                    {t('accounts.revoke')}
                  </Button>
                )}
              </Group>
            </li>
          ))}
        </ul>
        {account.roles.includes('host_organisation') && (
          <Group gap="xs" mt="md">
            <span>
              {t('accounts.site')}: <SiteName id={account.siteId} />
            </span>
            {!own && button(commands.site)}
          </Group>
        )}
        <Impossible held={account.roles} />
      </Section>
      <Section title={t('accounts.sign_in')}>
        <Facts
          items={[
            [t('login.username'), account.username],
            [t('case.state'), <AccountState key="state" account={account} />],
            [t('totp.title'), account.hasTotp ? t('accounts.factor_on') : t('accounts.factor_off')],
            [t('accounts.last_seen'), <TimeText key="seen" value={account.lastSeenAt} />],
            [t('accounts.live_sessions'), <NumberText key="live" value={account.liveSessions} />],
          ]}
        />
        {!own && (
          <Group gap="xs" mt="md">
            {button(commands.password)}
            {account.hasTotp && button(commands.resetFactor)}
            {account.liveSessions > 0 && button(commands.endSessions)}
            {provider.data?.configured && button(commands.bind)}
            {account.disabled ? button(commands.enable) : button(commands.disable)}
          </Group>
        )}
      </Section>
      <AccountHistory accountId={account.id} />
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Page>
  )
}

function SiteName({ id }: { id: string | null }) {
  const { t } = useTexts()
  const sites = useQuery(sitesQuery)
  if (id === null) return <span className="faint">{t('accounts.no_site')}</span>
  return <>{plain(sites.data?.find((site) => site.id === id)?.name) ?? id}</>
}

/** Roles that this account cannot be given as it stands, and what they stand against. */
function Impossible({ held }: { held: readonly string[] }) {
  const { t, word } = useTexts()
  const barred = grantable(held, people).filter(({ against }) => against.length > 0)
  if (barred.length === 0) return null
  return (
    <details className="why">
      <summary>{t('accounts.barred')}</summary>
      <Stack gap={4} mt={4}>
        <Text size="sm">{t('accounts.barred_why')}</Text>
        <ul className="conditions">
          {barred.map(({ role, against }) => (
            <li key={role}>
              {t('accounts.barred_pair', {
                role: word('role', role),
                against: against.map((one) => word('role', one)).join(comma()),
              })}
            </li>
          ))}
        </ul>
      </Stack>
    </details>
  )
}
