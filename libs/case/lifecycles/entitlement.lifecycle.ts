import type { Lifecycle } from '../lifecycle'

export type EntitlementState = 'active' | 'suspended' | 'ended'

type EntitlementEvent = 'suspend' | 'resume' | 'end'

/** What a person may be paid each month, under which rate. Source: programme.md, "monthly allowance". */
export const entitlementLifecycle = {
  name: 'entitlement',
  version: 1,
  about: 'What a person may be paid each month, under which rate.',
  locksCase: true,
  opening: {
    open: {
      to: 'active',
      by: ['finance_officer'],
      when: ['has_an_active_cdm_code', 'person_has_no_other_entitlement'],
      effects: ['plan_run'],
      class: 'financial',
    },
  },
  states: {
    active: {
      suspend: {
        to: 'suspended',
        by: ['finance_officer'],
        reasons: ['contact_lost', 'under_review', 'code_suspended'],
        class: 'financial',
      },
      end: {
        to: 'ended',
        by: ['finance_officer'],
        reasons: ['left_programme', 'moved_on', 'died', 'opened_by_mistake'],
        class: 'financial',
        serious: true,
      },
    },
    suspended: {
      resume: {
        to: 'active',
        by: ['finance_officer'],
        when: ['has_an_active_cdm_code'],
        reasons: ['contact_restored', 'review_closed'],
        class: 'financial',
      },
      end: {
        to: 'ended',
        by: ['finance_officer'],
        reasons: ['left_programme', 'moved_on', 'died', 'opened_by_mistake'],
        class: 'financial',
        serious: true,
      },
    },
    ended: {},
  },
} as const satisfies Lifecycle<EntitlementState, EntitlementEvent, 'has_an_active_cdm_code' | 'person_has_no_other_entitlement'>
