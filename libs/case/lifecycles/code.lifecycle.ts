import type { Lifecycle } from '../lifecycle'

export type CodeState = 'active' | 'suspended' | 'revoked' | 'replaced'

type CodeEvent = 'suspend' | 'resume' | 'revoke' | 'replace'

/** The life of a CDM code or pre-CDM code. Source: programme.md, "CDM code". */
export const codeLifecycle = {
  name: 'code',
  version: 1,
  about: 'A registration code: it formalises membership and opens the monthly allowance.',
  locksCase: true,
  opening: { issue: { to: 'active', by: ['registrar'], effects: ['plan_code_review'] } },
  states: {
    active: {
      // A pre-CDM code is suspended by the programme clock, for review.
      suspend: {
        to: 'suspended',
        by: ['registrar', 'system'],
        reasons: ['contact_lost', 'under_review', 'card_reported_lost'],
      },
      replace: {
        to: 'replaced',
        by: ['registrar'],
        reasons: ['card_lost', 'card_damaged', 'left_service', 'code_disclosed'],
        serious: true,
      },
      revoke: {
        to: 'revoked',
        by: ['registrar'],
        reasons: ['false_statement', 'returned_to_service', 'left_programme'],
        serious: true,
      },
    },
    suspended: {
      resume: {
        to: 'active',
        by: ['registrar'],
        reasons: ['contact_restored', 'review_closed', 'card_found'],
        effects: ['plan_code_review'],
      },
      replace: {
        to: 'replaced',
        by: ['registrar'],
        reasons: ['card_lost', 'card_damaged', 'left_service', 'code_disclosed'],
        serious: true,
      },
      revoke: {
        to: 'revoked',
        by: ['registrar'],
        reasons: ['false_statement', 'returned_to_service', 'left_programme'],
        serious: true,
      },
    },
    revoked: {},
    replaced: {},
  },
} as const satisfies Lifecycle<CodeState, CodeEvent, never>
