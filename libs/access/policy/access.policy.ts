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
    secondFactor: { class: 'open' },
    viewAs: { class: 'open' },
    expiresAt: { class: 'open' },
    idleMinutes: { class: 'open' },
  },
  // Only ever the viewer's own.
  preferences: {
    language: { class: 'open' },
    digits: { class: 'open' },
    theme: { class: 'open' },
    lists: { class: 'open' },
  },
  // For whoever shares it, and whoever holds the role that it is shared with.
  shared_view: {
    id: { class: 'open' },
    list: { class: 'open' },
    name: { class: 'open' },
    search: { class: 'open' },
    role: { class: 'open' },
    sharedBy: { class: 'open', of: 'account' },
    own: { class: 'open' },
    active: { class: 'open' },
  },
  // Only ever the viewer's own sessions.
  own_session: {
    id: { class: 'open' },
    device: { class: 'open' },
    address: { class: 'open' },
    openedAt: { class: 'open' },
    lastSeenAt: { class: 'open' },
    expiresAt: { class: 'open' },
    current: { class: 'open' },
  },
  // Only ever the viewer's own second factor: whether it is on, and while it is turned on, once, what the app and the paper need.
  second_factor: {
    on: { class: 'open' },
    codesLeft: { class: 'open' },
    secret: { class: 'open' },
    uri: { class: 'open' },
    qr: { class: 'open' },
    recoveryCodes: { class: 'open' },
  },
  oidc: { configured: { class: 'open' } },
  // For trainers, who alone may call the routes.
  managed_account: {
    id: { class: 'open' },
    username: { class: 'open' },
    displayName: { class: 'open' },
    roles: { class: 'open' },
    siteId: { class: 'open' },
    disabled: { class: 'open' },
    hasPassword: { class: 'open' },
    hasTotp: { class: 'open' },
    lastSeenAt: { class: 'open' },
    liveSessions: { class: 'open' },
    version: { class: 'open' },
  },
  // For trainers and auditors.
  account_event: {
    at: { class: 'open' },
    actor: { class: 'open', of: 'account' },
    account: { class: 'open', of: 'account' },
    what: { class: 'open' },
    role: { class: 'open' },
  },
  // For lender, borrower, trainers and auditors.
  delegation: {
    id: { class: 'open' },
    from: { class: 'open', of: 'account' },
    to: { class: 'open', of: 'account' },
    role: { class: 'open' },
    reason: { class: 'open' },
    beginsAt: { class: 'open' },
    endsAt: { class: 'open' },
    endedAt: { class: 'open' },
    active: { class: 'open' },
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
