import { Alert, Container, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { demoAccountsQuery, logIn, sessionQuery } from '../../api/session'
import type { Account, DemoAccount } from '../../api/types'
import { useTexts } from '../../i18n'
import { Loading, ProblemNote } from '../../ui/page'
import { Banner } from '../shell/banner'
import { LanguageChoice } from '../shell/language-choice'
import { Brand } from '../shell/brand'
import { PasswordForm } from './password-form'
import { ProviderLink } from './provider-link'
import { SecondFactorForm } from './second-factor-form'

const order = [
  'intake_officer',
  'vetting_officer',
  'vetting_approver',
  'registrar',
  'relocation_officer',
  'host_organisation',
  'finance_officer',
  'finance_approver',
  'finance_controller',
  'equipment_assessor',
  'programme_manager',
  'planner',
  'auditor',
  'trainer',
]

/** The demo accounts by their first role, in the order of the pipeline. */
function grouped(accounts: readonly DemoAccount[]): [role: string, accounts: DemoAccount[]][] {
  const groups = new Map<string, DemoAccount[]>()
  for (const account of accounts) {
    const role = account.roles[0] ?? ''
    groups.set(role, [...(groups.get(role) ?? []), account])
  }
  const place = (role: string) => (order.includes(role) ? order.indexOf(role) : order.length)
  return [...groups].sort(([a], [b]) => place(a) - place(b))
}

/** Log in by choosing a demo account, or with a name and a password. */
export function LoginPage() {
  const { t, word } = useTexts()
  const client = useQueryClient()
  const router = useRouter()
  const { to, refused, secondFactor } = useSearch({ from: '/login' })
  const accounts = useQuery(demoAccountsQuery)
  const [problem, setProblem] = useState<unknown>(null)
  const [entering, setEntering] = useState<string | null>(null)
  const [second, setSecond] = useState(secondFactor === 'true')
  useEffect(() => {
    document.title = `${t('login.title')} · Passage`
  }, [t])

  const enter = (account: Account | null) => {
    if (!account) {
      setSecond(true)
      return
    }
    // What the last account saw must not be shown to the next one.
    client.clear()
    client.setQueryData(sessionQuery.queryKey, account)
    // Only a place of our own: `//elsewhere` would leave the site.
    const own = to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') ? to : '/'
    router.history.replace(own)
  }
  const choose = async (account: DemoAccount) => {
    setEntering(account.username)
    setProblem(null)
    try {
      enter(await logIn(account.username, account.password))
    } catch (refusal) {
      setProblem(refusal)
      setEntering(null)
    }
  }

  return (
    <>
      <Banner />
      <header className="top">
        <Brand />
        <span style={{ flex: 1 }} />
        <LanguageChoice />
      </header>
      <Container component="main" size="lg" py="xl">
        {second ? (
          <Stack gap="lg" maw="26rem">
            <Title order={1}>{t('login.second')}</Title>
            <SecondFactorForm
              onDone={enter}
              onBack={() => {
                setSecond(false)
                setEntering(null)
              }}
            />
          </Stack>
        ) : (
          <Stack gap="xl">
            <div>
              <Title order={1}>{t('login.title')}</Title>
              <Text c="dimmed" maw="42rem" mt="xs">
                {t('login.lead')}
              </Text>
            </div>
            {refused && problem === null && (
              <Alert role="alert" color="red" variant="light" title={t('login.refused')}>
                {word('refused_login', refused)}
              </Alert>
            )}
            {problem !== null && <ProblemNote problem={problem} />}
            {accounts.isPending && <Loading />}
            {accounts.error && <ProblemNote problem={accounts.error} retry={() => void accounts.refetch()} />}
            {accounts.data && accounts.data.length > 0 && (
              <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
                {grouped(accounts.data).map(([role, list]) => (
                  <section key={role} className="section account-group" aria-labelledby={`role-${role}`}>
                    <Title order={2} size="h3" id={`role-${role}`}>
                      {word('role', role)}
                    </Title>
                    <Text size="sm" c="dimmed" mb="xs">
                      {word('role_does', role)}
                    </Text>
                    <Stack gap={6}>
                      {list.map((account) => (
                        <button
                          key={account.username}
                          type="button"
                          className="account"
                          disabled={entering !== null}
                          aria-busy={entering === account.username}
                          onClick={() => void choose(account)}
                        >
                          <span>{account.displayName}</span>
                          <span className="faint">{account.username}</span>
                        </button>
                      ))}
                    </Stack>
                  </section>
                ))}
              </SimpleGrid>
            )}
            <section className="section" style={{ maxWidth: '26rem', margin: 0 }}>
              <Title order={2} mb="sm">
                {t('login.by_password')}
              </Title>
              <PasswordForm onDone={enter} />
              <ProviderLink />
            </section>
          </Stack>
        )}
      </Container>
    </>
  )
}
