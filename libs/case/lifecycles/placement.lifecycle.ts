import type { Lifecycle } from '../lifecycle'

export type PlacementState = 'waiting' | 'booked' | 'staying' | 'left' | 'moved' | 'cancelled'

type PlacementEvent = 'book' | 'arrive' | 'leave' | 'move' | 'change_dates' | 'cancel'

const cancelling = ['applicant_withdrew', 'did_not_arrive', 'site_unavailable', 'booked_by_mistake'] as const

/** A household's stay at a site, from the waiting list to leaving. Source: programme.md, "relocation". */
export const placementLifecycle = {
  name: 'placement',
  version: 1,
  about: "A household's stay at a site, from and to.",
  locksCase: true,
  opening: {
    wait: { to: 'waiting', by: ['relocation_officer'], when: ['case_is_supported', 'household_has_no_other_placement'] },
    book: {
      to: 'booked',
      by: ['relocation_officer'],
      when: ['case_is_supported', 'household_has_no_other_placement', 'site_has_places'],
      effects: ['plan_arrival'],
    },
    move_in: {
      to: 'booked',
      by: ['relocation_officer'],
      when: ['case_is_supported', 'site_has_places'],
      effects: ['plan_arrival'],
    },
  },
  states: {
    waiting: {
      book: {
        to: 'booked',
        by: ['relocation_officer'],
        when: ['case_is_supported', 'site_has_places'],
        effects: ['plan_arrival'],
      },
      cancel: { to: 'cancelled', by: ['relocation_officer'], reasons: cancelling },
    },
    booked: {
      arrive: {
        to: 'staying',
        by: ['relocation_officer', 'host_organisation'],
        when: ['acts_at_own_site', 'stay_has_begun'],
        effects: ['plan_departure', 'settle_reminders'],
      },
      change_dates: {
        to: 'booked',
        by: ['relocation_officer'],
        when: ['site_has_places'],
        effects: ['plan_arrival', 'settle_reminders'],
      },
      // A booking whose household does not arrive lapses by the programme clock.
      cancel: {
        to: 'cancelled',
        by: ['relocation_officer', 'system'],
        reasons: cancelling,
        effects: ['settle_reminders'],
        serious: true,
      },
    },
    staying: {
      leave: {
        to: 'left',
        by: ['relocation_officer', 'host_organisation'],
        when: ['acts_at_own_site'],
        reasons: ['moved_on', 'own_housing', 'conduct', 'site_closed', 'returned'],
        effects: ['settle_reminders'],
        serious: true,
      },
      change_dates: {
        to: 'staying',
        by: ['relocation_officer'],
        when: ['site_has_places'],
        effects: ['plan_departure', 'settle_reminders'],
      },
      move: {
        to: 'moved',
        by: ['relocation_officer'],
        reasons: ['family_reunion', 'health', 'safety', 'site_shortage', 'schooling'],
        effects: ['settle_reminders'],
      },
    },
    left: {},
    moved: {},
    cancelled: {},
  },
} as const satisfies Lifecycle<
  PlacementState,
  PlacementEvent,
  'case_is_supported' | 'household_has_no_other_placement' | 'site_has_places' | 'acts_at_own_site' | 'stay_has_begun'
>
