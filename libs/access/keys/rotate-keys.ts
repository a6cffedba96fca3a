import { readStored, storedBytes, type MasterKeys } from '../person-crypto'
import { masterKeysNeeded, sealedUnderOlder, writeRewrapped, type KeyNeed, type RotationTx } from './key-store'
import { sealedTables } from './sealed-tables'

/** Rows of one transaction: some twenty milliseconds of work, so that nobody waits for it and a stop is heard at once. */
export const rowsOfAChunk = 1_000

/** A process that still seals under an older key keeps bringing rows; the report then says that its key is needed on. */
const passesAtMost = 5

export interface RotationSurroundings {
  /** Runs one chunk in a transaction of its own, bound to the job. */
  readonly inTransaction: <T>(work: (tx: RotationTx) => Promise<T>) => Promise<T>
  /** After each chunk. */
  readonly progress: (done: number, total: number) => Promise<void>
  /** Whether somebody asked to stop; asked between two chunks. */
  readonly cancelled: () => Promise<boolean>
}

export interface Rotation {
  readonly outcome: 'done' | 'cancelled'
  /** The number of the key under which everything was brought. */
  readonly newest: number
  readonly rewrapped: number
}

/**
 * Wraps everything that rests under an older master key again under the newest, a chunk a transaction, in the order of the rows' ids. What
 * is sealed stays as it is; only its wrapping changes. It may be killed and begun again, run twice at once, and run beside those who seal:
 * a row is written only as it was read, and further passes take what came meanwhile.
 * @throws CannotDecrypt where the master key of a row is not here; chunks before it stand
 */
export async function rotateKeys(keys: MasterKeys, surroundings: RotationSurroundings): Promise<Rotation> {
  const { newest } = keys
  const older = (needs: readonly KeyNeed[]): number =>
    needs.filter((need) => need.masterKey < newest).reduce((sum, need) => sum + need.rows, 0)
  let rewrapped = 0
  for (let pass = 1; pass <= passesAtMost; pass += 1) {
    const left = older(await surroundings.inTransaction(masterKeysNeeded))
    if (left === 0) break
    const before = rewrapped
    for (const { table, context } of sealedTables) {
      for (let after: string | undefined = ''; after !== undefined;) {
        if (await surroundings.cancelled()) return { outcome: 'cancelled', newest, rewrapped }
        const from: string = after
        const chunk = await surroundings.inTransaction(async (tx) => {
          const rows = await sealedUnderOlder(tx, table, newest, from, rowsOfAChunk)
          const fresh = rows.map(({ id, masterKey, wrapped }) => ({
            id,
            was: wrapped,
            wrapped: storedBytes(keys.reseal(context, id, readStored(masterKey, wrapped))),
          }))
          const written = fresh.length > 0 ? await writeRewrapped(tx, table, newest, fresh) : 0
          return { written, last: rows.length === rowsOfAChunk ? rows.at(-1)!.id : undefined }
        })
        rewrapped += chunk.written
        after = chunk.last
        await surroundings.progress(rewrapped, Math.max(before + left, rewrapped))
      }
    }
  }
  return { outcome: 'done', newest, rewrapped }
}
