import type { Role } from '@passage/access'

/** How a kind of job is run. */
export interface JobKind {
  /** What it does, for people: "Sends the released payments of a run". */
  readonly does: string
  /** Who may ask for it. One that may be cancelled ends when its asker no longer may; what must be carried through goes on as the system. */
  readonly by: readonly [Role, ...Role[]]
  /** Whether somebody may ask it to stop between two chunks. What must be carried through, once begun, may not. */
  readonly mayBeCancelled: boolean
  /** How often it is tried before it counts as failed; a refusal of the domain is never tried again. */
  readonly attempts?: number
  /** Milliseconds before the second try; doubled for each that follows. */
  readonly firstPause?: number
}

/** Queue → name → kind. A queue is one line of work with its own worker, so there are few. */
export type JobCatalogue = Readonly<Record<string, Readonly<Record<string, JobKind>>>>

/**
 * Every job that may be asked for. A worker refuses to start when one of them has no handler, and nobody can ask for one that is not here.
 * With the pauses below, a paymaster that is away is waited for for about two minutes.
 */
export const jobNames = {
  payments: {
    send_run: {
      does: 'Sends the released payments of a run to the paymaster',
      by: ['finance_controller', 'finance_officer'],
      mayBeCancelled: false,
    },
    reconcile: {
      does: "Reads the paymaster's statements and books what they say",
      by: ['finance_officer'],
      mayBeCancelled: false,
    },
  },
  audit: {
    verify_log: { does: 'Re-hashes and replays every transition', by: ['auditor'], mayBeCancelled: true },
  },
  training: {
    move_clock: { does: 'Moves the programme clock day by day and fires what falls due', by: ['trainer'], mayBeCancelled: true },
  },
  reports: {
    run_report: { does: 'Counts a report', by: ['planner', 'programme_manager'], mayBeCancelled: true },
  },
  access: {
    rotate_keys: {
      does: 'Wraps what rests under older master keys again under the newest',
      by: ['trainer'],
      mayBeCancelled: true,
    },
  },
} as const satisfies JobCatalogue

export const defaultAttempts = 8
export const defaultFirstPause = 1_000
