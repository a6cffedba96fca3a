import type { PolicyTable } from './table'

/** Accounts, sessions, and what the process says of itself. */
export const accessPolicy = {
  account: {
    id: { class: 'open' },
    username: { class: 'open' },
    displayName: { class: 'open' },
    roles: { class: 'open' },
    siteId: { class: 'open' },
  },
  session: {
    account: { class: 'open', of: 'account' },
    // Only ever the viewer's own, without which no command can be sent.
    csrfToken: { class: 'open' },
  },
  demo_account: {
    username: { class: 'open' },
    displayName: { class: 'open' },
    roles: { class: 'open' },
    // Derived from the username and worth nothing outside a demo, where alone it is shown.
    password: { class: 'open' },
  },
  clock: {
    today: { class: 'open' },
    demo: { class: 'open' },
    nextRunOn: { class: 'open' },
    mayMove: { class: 'open' },
  },
  health: { status: { class: 'open' }, database: { class: 'open' }, queue: { class: 'open' } },
} as const satisfies PolicyTable
