import type { SignedIn } from '@passage/access'
import { SystemRandom, type Database } from '@passage/platform'
import type { ActTx } from '../act'

/**
 * Runs `work` in a read-only transaction that looks as the viewer would act: the same roles, one snapshot, no locks, and no binding, so
 * that nothing could be written in it whatever was asked.
 */
export async function looking<T>(database: Database, viewer: SignedIn, work: (tx: ActTx) => Promise<T>): Promise<T> {
  return database.transaction(async (raw) => {
    await raw.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const [row] = await raw.query<{ today: string; now: bigint }>(
      'SELECT today, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now FROM programme_clock',
    )
    const actor = { id: viewer.accountId, roles: viewer.roles, job: '' }
    return work({ ...raw, actor, bindingId: 0n, today: row!.today, now: row!.now, random: new SystemRandom(), locked: new Map() })
  })
}
