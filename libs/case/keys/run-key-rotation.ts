import { masterKeysNeeded, rotateKeys, type MasterKeys } from '@passage/access'
import type { RunningJob } from '@passage/jobs'
import { Refused } from '@passage/platform'
import type { Perform } from '../perform'
import { finishRotation, rewrappedSoFar } from './key-rotation.store'

/** How a rotation ended. */
export interface KeyRotationEnd {
  readonly outcome: 'done' | 'cancelled'
  /** Rows that this run wrapped anew. */
  readonly rewrapped: number
  /** Older keys that something needs on, and that may therefore not be taken away; empty where all is under the newest. */
  readonly stillNeeded: readonly number[]
}

/**
 * Carries out a rotation that was asked for: chunk by chunk under the newest master key, then a report of the older ones that are needed on.
 * Killed, it goes on with what is left; run again, it finds nothing to do.
 * @throws Refused `keys.other_newest` where this process holds another newest key than the one that was asked for
 */
export async function runKeyRotation(perform: Perform, keys: MasterKeys, job: RunningJob): Promise<KeyRotationEnd> {
  const { newest } = keys
  if (job.data.newest !== newest) {
    throw new Refused(
      'keys.other_newest',
      `The keys are to be brought under master key ${String(job.data.newest)}, and the newest of this process is ${newest}.`,
      { fix: 'Start every process with the same PASSAGE_MASTER_KEYS, and ask again.' },
    )
  }
  const begun = await perform.act(job.token, (tx) => rewrappedSoFar(tx, job.jobId))
  const { outcome, rewrapped } = await rotateKeys(keys, {
    inTransaction: (work) => perform.act(job.token, (tx) => work(tx)),
    progress: (done, total) => job.progress(begun + done, begun + total),
    cancelled: () => job.cancelled(),
  })
  if (outcome === 'cancelled') return { outcome, rewrapped, stillNeeded: [] }
  const stillNeeded = await perform.act(job.token, async (tx) => {
    const older = (await masterKeysNeeded(tx)).map((need) => need.masterKey).filter((number) => number < newest)
    const numbers = [...new Set(older)].sort((a, b) => a - b)
    await finishRotation(tx, job.jobId, numbers, tx.actor)
    await job.finish(tx)
    return numbers
  })
  return { outcome, rewrapped, stillNeeded }
}
