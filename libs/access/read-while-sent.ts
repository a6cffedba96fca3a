import { Readable } from 'node:stream'

/**
 * A stream of parts that are made while they are sent, one at a time and no sooner than the connection takes them. Unlike `Readable.from`, it
 * breaks off at once when it is destroyed, also while the next part is being waited for.
 */
export function readWhileSent(parts: AsyncIterable<string | Buffer>): Readable {
  const iterator = parts[Symbol.asyncIterator]()
  const pushNext = async (stream: Readable): Promise<void> => {
    let next = await iterator.next()
    // Whoever reads is woken by a part that holds something, and by no other.
    while (!next.done && next.value.length === 0) next = await iterator.next()
    stream.push(next.done ? null : next.value)
  }
  return new Readable({
    read() {
      pushNext(this).catch((error: Error) => this.destroy(error))
    },
    destroy(error, done) {
      // What made the parts may still be at the next one; it ends when that is there.
      iterator.return?.().catch(() => undefined)
      done(error)
    },
  })
}
