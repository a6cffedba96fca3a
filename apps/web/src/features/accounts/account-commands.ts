import { getItems } from '../../api/http'
import { plain } from '../../api/types'
import type { Texts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { people } from '../shell/areas'
import type { Site } from '../sites/site-data'
import type { ManagedAccount } from './account-data'
import { grantable } from './incompatible-roles'
import { comma } from '../../i18n'

interface AccountCommands {
  readonly grant: CommandSpec
  readonly revoke: (role: string) => CommandSpec
  readonly site: CommandSpec
  readonly password: CommandSpec
  readonly resetFactor: CommandSpec
  readonly endSessions: CommandSpec
  readonly bind: CommandSpec
  readonly disable: CommandSpec
  readonly enable: CommandSpec
}

/** What a trainer does to an account, as forms. */
export function accountCommands(account: ManagedAccount, { t, word, language }: Texts): AccountCommands {
  const at = `/accounts/${account.id}`
  const name = account.displayName
  const plainly = (title: string, path: string, lead: string): CommandSpec => ({ title, path: at + path, lead, fields: [] })
  return {
    grant: {
      title: t('accounts.grant'),
      path: `${at}/grant-role`,
      lead: t('accounts.grant_lead', { name }),
      fields: [
        {
          name: 'role',
          label: 'accounts.role',
          type: 'choice',
          required: true,
          // One that stands against a role that is held can be chosen all the same: the server says why not.
          options: grantable(account.roles, people).map(({ role, against }) => ({
            value: role,
            label:
              against.length > 0
                ? t('accounts.barred_pair', {
                    role: word('role', role),
                    against: against.map((one) => word('role', one)).join(comma()),
                  })
                : word('role', role),
          })),
        },
      ],
    },
    revoke: (role) => ({
      title: t('accounts.revoke_this', { role: word('role', role) }),
      path: `${at}/revoke-role`,
      lead: t('accounts.revoke_lead', { name }),
      fields: [],
      body: () => ({ role }),
    }),
    site: {
      title: t('accounts.set_site'),
      path: `${at}/site`,
      lead: t('accounts.site_lead', { name }),
      fields: [
        {
          name: 'siteId',
          label: 'field.site',
          type: 'lookup',
          key: ['sites-of-account', language],
          load: async () =>
            (await getItems<Site>('/sites')).map((site) => ({ value: site.id, label: plain(site.name) ?? site.id })),
        },
      ],
      start: { siteId: account.siteId ?? '' },
      body: ({ siteId }) => ({ siteId: siteId === '' ? null : siteId }),
    },
    password: {
      title: t('accounts.set_password'),
      path: `${at}/password`,
      lead: t('accounts.password_lead', { name }),
      fields: [{ name: 'newPassword', label: 'password.new', type: 'password', required: true, hint: 'accounts.password_hint' }],
    },
    resetFactor: {
      ...plainly(t('accounts.reset_factor'), '/reset-totp', t('accounts.reset_factor_lead', { name })),
      serious: true,
    },
    endSessions: plainly(t('accounts.end_sessions'), '/revoke-sessions', t('accounts.end_sessions_lead', { name })),
    bind: {
      title: t('accounts.bind'),
      path: `${at}/identity`,
      lead: t('accounts.bind_lead', { name }),
      fields: [
        { name: 'issuer', label: 'accounts.issuer', type: 'text', required: true, hint: 'accounts.issuer_hint' },
        { name: 'subject', label: 'accounts.subject', type: 'text', hint: 'accounts.subject_hint' },
      ],
      body: ({ issuer, subject }) => ({ issuer, subject: subject === '' ? null : subject }),
    },
    disable: plainly(t('accounts.disable'), '/disable', t('accounts.disable_lead', { name })),
    enable: plainly(t('accounts.enable'), '/enable', t('accounts.enable_lead', { name })),
  }
}
