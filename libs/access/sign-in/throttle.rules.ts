import { createHash } from 'node:crypto'

/** What is counted, under keys that the server makes from what it sees: never from a header but its own cookie. */
export type ThrottleKind = 'device' | 'pair' | 'address' | 'username'

export interface ThrottleKey {
  readonly kind: ThrottleKind
  readonly key: Buffer
}

/** Minutes after which a count begins anew. */
export const windowMinutes: Readonly<Record<ThrottleKind, number>> = { device: 5, pair: 5, address: 5, username: 60 }

/** Tries in a window. A username has no end of them: it is only slowed down, and only for those who never signed in to it. */
const mostTries: Readonly<Record<Exclude<ThrottleKind, 'username'>, number>> = { device: 10, pair: 10, address: 100 }

/**
 * For how long a name is held for strangers after a try: not at all for the first twenty in an hour, then one second, and twice as long each
 * time, up to a minute.
 */
export const nameDelay = { triesWithout: 20, longestSeconds: 60 } as const

/**
 * The keys of one try. A browser in which somebody has signed in to the account before is counted by itself, so that nobody who guesses,
 * from wherever, uses up the owner's tries. Everybody else is counted by name and address, by address, and by name.
 * @param device the token of a known device of this account, if there is one
 */
export function throttleKeys(username: string, address: string, device: string | undefined): ThrottleKey[] {
  if (device) return [{ kind: 'device', key: hashed('device', username, device) }]
  return [
    { kind: 'pair', key: hashed('pair', username, address) },
    { kind: 'address', key: hashed('address', address) },
    { kind: 'username', key: hashed('username', username) },
  ]
}

/** Whether the n-th try in the window is one too many. */
export function isTooMany(kind: ThrottleKind, tries: number): boolean {
  return kind !== 'username' && tries > mostTries[kind]
}

/** Hashed, so that the table holds neither names nor addresses, and a long name takes no room. */
function hashed(...parts: string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(['passage.login_try', ...parts]))
    .digest()
}
