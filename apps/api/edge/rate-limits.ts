import { isIPv6 } from 'node:net'
import { Throttled } from '@passage/platform'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** What may be asked for in a minute. */
export interface Rates {
  /** By one account. */
  readonly account: number
  /** By one account, of what costs much: searching names, reports and their files. */
  readonly costly: number
  /** From one address, by whoever shows no session that lives. */
  readonly nobody: number
}

/** Streams that one account may hold open: a browser opens one a page. */
export const streamsOfAnAccount = 20

const seconds = 60

/** Is told when somebody first goes over a limit, once a minute, before that is answered. */
export type OnExcess = () => Promise<void>

/**
 * Holds back whoever asks for too much. Keys are what the server knows: the account behind a session, else the address of the socket; a header
 * makes none. Whoever has a session is never counted by address, so that nobody can lock out those who share one.
 *
 * Counted in the memory of the process: what this guards is the process's own time and connections, and a count in PostgreSQL would cost every
 * read a write. With several API processes each allows as much. What must be exact (tries to log in, lookups of codes) is counted where it happens.
 */
export class RateLimits {
  private readonly account: RateLimiterMemory
  private readonly costly: RateLimiterMemory
  private readonly nobody: RateLimiterMemory
  private readonly streams = new Map<string, number>()

  constructor(rates: Rates) {
    this.account = new RateLimiterMemory({ points: rates.account, duration: seconds })
    this.costly = new RateLimiterMemory({ points: rates.costly, duration: seconds })
    this.nobody = new RateLimiterMemory({ points: rates.nobody, duration: seconds })
  }

  /** @throws Throttled `access.throttled` */
  async byAccount(accountId: string, isCostly: boolean, onExcess: OnExcess): Promise<void> {
    await take(this.account, accountId, onExcess)
    if (isCostly) await take(this.costly, accountId, onExcess)
  }

  /** @throws Throttled `access.throttled` */
  async byAddress(address: string, onExcess: OnExcess): Promise<void> {
    await take(this.nobody, networkOf(address), onExcess)
  }

  /** Counts an open stream. @returns what to call when it ends @throws Throttled `access.throttled` */
  openStream(accountId: string): () => void {
    const open = this.streams.get(accountId) ?? 0
    if (open >= streamsOfAnAccount)
      throw new Throttled('access.throttled', 'You have too many pages open that watch something.', 30)
    this.streams.set(accountId, open + 1)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      const left = (this.streams.get(accountId) ?? 1) - 1
      if (left > 0) this.streams.set(accountId, left)
      else this.streams.delete(accountId)
    }
  }
}

async function take(limiter: RateLimiterMemory, key: string, onExcess: OnExcess): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (excess) {
    if (!(excess instanceof RateLimiterRes)) throw excess
    if (excess.consumedPoints === limiter.points + 1) await onExcess()
    throw new Throttled('access.throttled', 'There were too many requests.', Math.max(1, Math.ceil(excess.msBeforeNext / 1000)))
  }
}

/** One subscriber of IPv6 commands a whole /64; an IPv4 address may come in the clothes of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%', 1)[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = !tail ? [] : tail.split(':')
  const groups = tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
