import { randomBytes, randomUUID } from 'node:crypto'

/**
 * Where ids and the text of codes come from. A generator puts one in its place that a seed decides, so that the same seed gives the
 * same world down to its ids. Keys, salts, nonces and tokens never come from here: whoever knows the seed would know them.
 */
export abstract class RandomSource {
  /** A UUID that has not been given before. */
  abstract uuid(): string
  abstract bytes(count: number): Buffer
}

/** The randomness of the operating system. */
export class SystemRandom extends RandomSource {
  uuid(): string {
    return randomUUID()
  }

  bytes(count: number): Buffer {
    return randomBytes(count)
  }
}
