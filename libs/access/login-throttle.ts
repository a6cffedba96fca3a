import { createHash } from 'node:crypto'
import { Refused } from '@passage/platform'

const minutes = 5
const windowMs = minutes * 60_000
/** Tries in a window: of one username from one address, and of all usernames from one address. */
const triesOfAPair = 10
const triesOfAnAddress = 100
const keysAtMost = 20_000

interface Window {
  tries: number
  endsAt: number
}

/**
 * Holds back who guesses passwords. Counted in this process's memory, under keys that the server makes from what it sees (never from a
 * header): with several API processes each counts for itself, which is loose, yet argon2 bounds what each can try.
 */
export class LoginThrottle {
  private readonly windows = new Map<string, Window>()

  constructor(private readonly now: () => number = Date.now) {}

  /** Counts a try before the password is looked at, so that many at once cannot slip by. @throws Refused `session.throttled` */
  attempt(username: string, address: string): void {
    const tries = [this.count(pairKey(username, address), triesOfAPair), this.count(`address ${address}`, triesOfAnAddress)]
    if (tries.every(Boolean)) return
    throw new Refused('session.throttled', 'There were too many tries to log in.', {
      fix: `Wait ${minutes} minutes, then try again.`,
    })
  }

  /** A right password ends the count of its pair; the address's goes on. */
  succeeded(username: string, address: string): void {
    this.windows.delete(pairKey(username, address))
  }

  private count(key: string, most: number): boolean {
    const now = this.now()
    let window = this.windows.get(key)
    if (!window || window.endsAt <= now) {
      this.windows.delete(key)
      this.makeRoom(now)
      window = { tries: 0, endsAt: now + windowMs }
      this.windows.set(key, window)
    }
    window.tries += 1
    return window.tries <= most
  }

  /** All windows last equally long, so that they end in the order in which they stand: those in front go first, ended or not. */
  private makeRoom(now: number): void {
    for (const [key, window] of this.windows) {
      if (window.endsAt > now && this.windows.size < keysAtMost) return
      this.windows.delete(key)
    }
  }
}

/** Hashed, so that a long username costs no memory. */
function pairKey(username: string, address: string): string {
  return createHash('sha256')
    .update(JSON.stringify([username, address]))
    .digest('base64')
}
