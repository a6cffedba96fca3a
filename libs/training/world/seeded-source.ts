import { AsyncLocalStorage } from 'node:async_hooks'
import { RandomSource } from '@passage/platform'
import { Prng } from '../synthetic/prng'
import type { Day } from './calendar'

/**
 * Ids and codes that the seed decides. Each batch has a stream of its own, named after the day and the step, so that a generation that
 * was killed half-way goes on with the very ids that it would have given.
 *
 * The ids are UUIDs of version 8 that begin with the programme day: a large world is written at the end of its indexes and not all over them.
 */
export class SeededSource extends RandomSource {
  /** Batches of different officers go on at the same time, each with its own stream. */
  private readonly streams = new AsyncLocalStorage<{ readonly day: Day; readonly prng: Prng }>()

  constructor(private readonly seed: number) {
    super()
  }

  /** From here on, in what is awaited from here, ids come from the stream of this batch. */
  begin(day: Day, batch: string): void {
    this.streams.enterWith({ day, prng: Prng.of(this.seed).fork('ids').fork(day).fork(batch) })
  }

  uuid(): string {
    const bytes = this.bytes(16)
    bytes.writeUIntBE(this.stream().day * 86_400_000, 0, 6)
    bytes[6] = (bytes[6]! & 0x0f) | 0x80
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  bytes(count: number): Buffer {
    return Buffer.from(this.stream().prng.bytes(count))
  }

  /** @throws Error outside of a batch: what the seed does not decide must not come from here */
  private stream(): { readonly day: Day; readonly prng: Prng } {
    const stream = this.streams.getStore()
    if (!stream) throw new Error('The seeded source gives ids within a batch only.')
    return stream
  }
}
