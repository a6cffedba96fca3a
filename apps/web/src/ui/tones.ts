/** What a tint says besides its words. */
export const toneNames = ['plain', 'busy', 'good', 'warn', 'stop'] as const
export type Tone = (typeof toneNames)[number]

/** States that end well, ask for care, or stop; all others are on their way (`busy`) or plain. */
const tones: Readonly<Record<string, Tone>> = {
  contacted: 'plain',
  in_vetting: 'busy',
  awaiting_decision: 'warn',
  vetted: 'good',
  registered: 'good',
  declined: 'stop',
  closed: 'plain',
  active: 'good',
  suspended: 'warn',
  revoked: 'stop',
  replaced: 'plain',
  waiting: 'warn',
  booked: 'busy',
  staying: 'good',
  prepared: 'busy',
  approved: 'busy',
  released: 'busy',
  instructed: 'busy',
  settled: 'good',
  completed: 'good',
  paid: 'good',
  rejected: 'stop',
  returned: 'stop',
  given_up: 'stop',
  filed: 'plain',
  verified: 'busy',
  valued: 'busy',
  in_payment: 'busy',
  open: 'good',
  in_force: 'good',
  running: 'busy',
  done: 'good',
  failed: 'stop',
  'report.waiting': 'plain',
  asked: 'warn',
}

export function toneOf(kind: string, state: string): Tone {
  return tones[`${kind}.${state}`] ?? tones[state] ?? 'plain'
}
