/** What somebody who holds every export knows of one number: it lies between these, both included. */
export interface Bounds {
  low: number
  high: number
}

/** A sum that must be zero: plus or minus one a number, by its name. */
export type Identity = readonly (readonly [name: string, sign: 1 | -1])[]

export interface Solved {
  readonly bounds: ReadonlyMap<string, Bounds>
  /** What was assumed cannot all be true. */
  readonly contradiction: boolean
}

/**
 * Narrows bounds by identities until nothing changes: each number lies between what the least and the most of the others leave to it. Numbers are
 * whole. Stops at the first contradiction.
 */
export function solve(known: ReadonlyMap<string, Bounds>, identities: readonly Identity[]): Solved {
  const bounds = new Map([...known].map(([name, { low, high }]) => [name, { low, high }]))
  const of = (name: string): Bounds => {
    const found = bounds.get(name) ?? { low: 0, high: Infinity }
    bounds.set(name, found)
    return found
  }
  const uses = new Map<string, number[]>()
  for (const [n, identity] of identities.entries()) {
    for (const [name] of identity) uses.set(name, [...(uses.get(name) ?? []), n])
  }
  const queue = new Set(identities.keys())
  for (const n of queue) {
    queue.delete(n)
    const identity = identities[n]!
    const least = identity.reduce((sum, [name, sign]) => sum + (sign === 1 ? of(name).low : -of(name).high), 0)
    const most = identity.reduce((sum, [name, sign]) => sum + (sign === 1 ? of(name).high : -of(name).low), 0)
    for (const [name, sign] of identity) {
      const own = of(name)
      // Without this number the others sum to between these; it must make up for them.
      const [restLeast, restMost] = sign === 1 ? [least - own.low, most - own.high] : [least + own.high, most + own.low]
      const [low, high] = sign === 1 ? [-restMost, -restLeast] : [restLeast, restMost]
      const next = { low: Math.max(own.low, finite(low, own.low)), high: Math.min(own.high, finite(high, own.high)) }
      if (next.low > next.high) return { bounds, contradiction: true }
      if (next.low === own.low && next.high === own.high) continue
      bounds.set(name, next)
      for (const again of uses.get(name)!) queue.add(again)
      queue.add(n)
      break
    }
  }
  return { bounds, contradiction: false }
}

function finite(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise
}
