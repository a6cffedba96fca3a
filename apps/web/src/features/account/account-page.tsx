import { comma, useTexts } from '../../i18n'
import { Page, Section } from '../../ui/page'
import { Facts } from '../../ui/rows'
import { useViewer, useViewing } from '../session/viewer'
import { LentRoles } from './lent-roles'
import { PasswordSection } from './password-section'
import { SecondFactorSection } from './second-factor-section'
import { SessionsSection } from './sessions-section'

/** Somebody's own account: who they are here, how they sign in, where they are signed in, and what they lend. */
export function AccountPage() {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const viewing = useViewing()
  return (
    <Page title={t('account.mine')} lead={t('account.lead')}>
      <Section title={t('account.who')}>
        <Facts
          items={[
            [t('account.name'), viewer.displayName],
            [t('login.username'), viewer.username],
            [t('account.roles'), viewer.roles.map((role) => word('role', role)).join(comma()) || t('account.no_roles')],
          ]}
        />
      </Section>
      {viewing ? (
        <p>{t('account.not_while_viewing')}</p>
      ) : (
        <>
          <SecondFactorSection />
          <PasswordSection />
          <SessionsSection />
          <LentRoles />
        </>
      )}
    </Page>
  )
}
