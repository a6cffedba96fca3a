import { Refused, sqlState } from '@passage/platform'

/** What the functions of migrations/0016-accounts.ts and 0020-shared-views.ts refuse with SQLSTATE PA004 and the code as their message. */
const sentences: Readonly<Record<string, readonly [detail: string, fix: string, field?: string]>> = {
  'account.role_missing': ['Your roles do not let you do this.', 'Ask a trainer.'],
  'account.demo_only': [
    'Accounts are managed here in a demo only, and this database is none.',
    'Ask the people who run Passage.',
  ],
  'account.not_found': ['There is no such account, or you may not see it.', 'Choose one from the list.'],
  'account.username_taken': ['There is an account of that name.', 'Choose another name.'],
  'account.own': ['Nobody changes the roles or the sign-in of their own account here.', 'Ask another trainer.'],
  'account.last_trainer': ['This is the last account that could mend accounts.', 'Make another trainer first.'],
  'account.system_role': ['The system is never a person.', 'Choose another role.'],
  'account.incompatible_roles': [
    'This role may not be held together with one that the account has or is lent.',
    'Take the other role away first, or choose somebody else.',
  ],
  'account.role_held': ['The account has this role, or is lent it.', 'There is nothing to do.'],
  'account.role_not_held': ['The account does not have this role.', 'There is nothing to do.'],
  'account.identity_taken': [
    'This subject is bound to an account, or this account to another subject.',
    'Unbind the other first.',
  ],
  'site.not_found': ['There is no such site, or you may not see it.', 'Choose one from the list.'],
  'delegation.not_yours': [
    'You lend only a role that is your own, and neither the trainer’s nor one that is lent to you.',
    'Ask whoever holds it.',
  ],
  'delegation.to_yourself': ['Nobody lends a role to themselves.', 'Choose somebody else.'],
  'delegation.too_long': ['A role is lent until a time to come, and for 30 days at most.', 'Choose an earlier end.'],
  'delegation.not_found': ['There is no such delegation, or you may not see it.', 'Choose one from the list.'],
  'delegation.ended': ['This delegation has ended.', 'There is nothing to end.'],
  'shared_view.role_not_held': ['You share a view only with a role that you hold.', 'Choose one of your own roles.', 'role'],
  'shared_view.not_kept': ['You keep no view of this list under that name.', 'Keep it first, then share it.', 'name'],
  'shared_view.with_another_role': ['This view is shared with another role.', 'Stop sharing it first.', 'role'],
  'shared_view.not_found': ['You share no such view.', 'Choose one from the list.'],
  'access.view_as_role': ['Nobody views as this role.', 'Choose a role that works on the programme.'],
}

/** The refusal that an error of the database stands for; any other error as it is. */
export function accountRefusal(error: unknown): unknown {
  const state = sqlState(error)
  if (state === 'PA001') {
    return new Refused('session.ended', 'Your session has ended.', { fix: 'Log in again; what you typed is still there.' })
  }
  if (state === 'PA002') {
    return new Refused('access.viewing_as', 'You view as a role, and viewing changes nothing.', { fix: 'End the view first.' })
  }
  const code = (error as { message?: string }).message ?? ''
  const told = state === 'PA004' ? sentences[code] : undefined
  if (!told) return error
  const [detail, fix, field] = told
  return field ? Refused.field(field, detail, fix, code) : new Refused(code, detail, { fix })
}
