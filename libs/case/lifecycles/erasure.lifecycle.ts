import type { Lifecycle } from '../lifecycle'

type ErasureState = 'asked' | 'erased' | 'called_off'
type ErasureCondition = 'case_is_closed' | 'nothing_is_left_running' | 'asked_for_by_someone_else'

/**
 * The erasure of a person: asked for by whoever records persons, carried out by whoever keeps the register, never by the same human being.
 * It is a subject of its own, so that a closed case stays closed and the log still tells who erased whom, when and why.
 */
export const erasureLifecycle = {
  name: 'erasure',
  version: 1,
  about: 'The erasure of a person: one asks, another carries it out, and what was sealed of the person can never be read again.',
  locksCase: true,
  opening: {
    ask: {
      to: 'asked',
      by: ['intake_officer'],
      when: ['case_is_closed', 'nothing_is_left_running'],
      reasons: ['person_asked', 'no_longer_needed', 'entered_by_mistake'],
      duty: 'ask',
    },
  },
  states: {
    asked: {
      confirm: {
        to: 'erased',
        by: ['registrar'],
        when: ['asked_for_by_someone_else', 'case_is_closed', 'nothing_is_left_running'],
        effects: ['erase_person'],
        duty: 'confirm',
        serious: true,
      },
      call_off: { to: 'called_off', by: ['intake_officer', 'registrar'], reasons: ['asked_by_mistake', 'still_needed'] },
    },
    erased: {},
    called_off: {},
  },
} as const satisfies Lifecycle<ErasureState, 'confirm' | 'call_off', ErasureCondition>
