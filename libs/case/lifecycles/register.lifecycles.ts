import type { Lifecycle } from '../lifecycle'

/** A site: opened, changed, put partly or wholly out of service by date, closed. */
export const siteLifecycle = {
  name: 'site',
  version: 1,
  about: 'A place with a number of places, run by a host organisation.',
  locksCase: false,
  opening: { open: { to: 'open', by: ['programme_manager', 'relocation_officer'] } },
  states: {
    open: {
      change: { to: 'open', by: ['programme_manager', 'relocation_officer'] },
      record_outage: { to: 'open', by: ['programme_manager', 'relocation_officer'] },
      lift_outage: { to: 'open', by: ['programme_manager', 'relocation_officer'] },
      close: {
        to: 'closed',
        by: ['programme_manager'],
        when: ['site_is_empty'],
        reasons: ['ended', 'unsafe', 'merged'],
        serious: true,
      },
    },
    closed: {},
  },
} as const satisfies Lifecycle<'open' | 'closed', 'change' | 'record_outage' | 'lift_outage' | 'close', 'site_is_empty'>

/** A dated rule: a rate, a tariff line, an exchange rate, a policy. It is added and withdrawn, never edited. */
export const ruleLifecycle = {
  name: 'rule',
  version: 1,
  about: 'A dated rule: an allowance rate, a tariff line, a policy.',
  locksCase: false,
  opening: { add: { to: 'in_force', by: ['programme_manager'] } },
  states: {
    in_force: {
      end: { to: 'ended', by: ['programme_manager'], reasons: ['superseded', 'entered_by_mistake'], serious: true },
    },
    ended: {},
  },
} as const satisfies Lifecycle<'in_force' | 'ended', 'end', never>

/** A fund with its budget lines: where money comes from, and what it is set aside for. */
export const fundLifecycle = {
  name: 'fund',
  version: 1,
  about: 'Where money comes from; its budget lines say what it is set aside for.',
  locksCase: false,
  opening: { open: { to: 'open', by: ['finance_controller'], class: 'financial' } },
  states: {
    open: {
      receive: { to: 'open', by: ['finance_controller'], class: 'financial' },
      open_budget_line: { to: 'open', by: ['finance_controller'], class: 'financial' },
      allocate: { to: 'open', by: ['finance_controller'], class: 'financial' },
      close: {
        to: 'closed',
        by: ['finance_controller'],
        when: ['fund_is_empty'],
        reasons: ['spent', 'ended'],
        class: 'financial',
      },
    },
    closed: {},
  },
} as const satisfies Lifecycle<'open' | 'closed', 'receive' | 'open_budget_line' | 'allocate' | 'close', 'fund_is_empty'>
