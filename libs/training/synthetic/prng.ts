import { createHash } from 'node:crypto'

/**
 * Seeded random numbers (xoshiro128**). The same seed gives the same world on every machine: all arithmetic is on 32-bit integers.
 *
 * A fork is named, and depends on the seed and its names only, never on how many numbers were drawn before. So a new draw in one
 * place of the generator changes nothing in any other.
 */
export class Prng {
  private readonly state: Uint32Array

  private constructor(private readonly path: string) {
    const digest = createHash('sha256').update(path, 'utf8').digest()
    this.state = Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at))
  }

  static of(seed: number | string): Prng {
    return new Prng(`passage.world.v1/${encodeURIComponent(String(seed))}`)
  }

  /** A stream of its own for one purpose or one thing: `world.fork('household').fork(17)`. */
  fork(label: string | number): Prng {
    return new Prng(`${this.path}/${encodeURIComponent(String(label))}`)
  }

  /** The next 32 bits. */
  next(): number {
    const s = this.state as Uint32Array & { 0: number; 1: number; 2: number; 3: number }
    const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0
    const shifted = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = rotate(s[3], 11)
    return result
  }

  /** A number from 0 up to, but not, 1. */
  fraction(): number {
    return (this.next() >>> 5) / 2 ** 27
  }

  /** A whole number from `least` to `most`, both included, without bias. */
  int(least: number, most: number): number {
    const span = most - least + 1
    if (!Number.isSafeInteger(least) || !Number.isSafeInteger(most) || span < 1 || span > 2 ** 32)
      throw new Error(`There is no whole number from ${least} to ${most} to draw.`)
    const limit = 2 ** 32 - (2 ** 32 % span)
    let drawn = this.next()
    while (drawn >= limit) drawn = this.next()
    return least + (drawn % span)
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('There is nothing to pick from.')
    return from[this.int(0, from.length - 1)] as T
  }

  /** One of the values, each as often as its weight says. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    const total = from.reduce((sum, [, weight]) => sum + weight, 0)
    if (!(total > 0)) throw new Error('The weights must add up to more than zero.')
    let left = this.fraction() * total
    for (const [value, weight] of from) {
      left -= weight
      if (left < 0) return value
    }
    return (from.findLast(([, weight]) => weight > 0) as readonly [T, number])[0]
  }

  /** A new array with the same members in another order. */
  shuffle<T>(from: readonly T[]): T[] {
    const out = [...from]
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i)
      ;[out[i], out[j]] = [out[j] as T, out[i] as T]
    }
    return out
  }

  /** Bytes for what wants randomness from its caller, such as a code. Never for a key: whoever knows the seed knows them. */
  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.next() >>> 24)
  }

  /** That many digits, as text. */
  digits(count: number): string {
    return Array.from({ length: count }, () => this.int(0, 9)).join('')
  }
}

function rotate(value: number, by: number): number {
  return ((value << by) | (value >>> (32 - by))) >>> 0
}
