import { sessionInSql, type SignedIn } from '@passage/access'
import { SystemRandom, type Database } from '@passage/platform'
import type { ActTx } from '../act'

/**
 * Runs `work` in a read-only transaction that looks as the viewer would act: the same roles, one snapshot, no locks, and no binding, so
 * that nothing could be written in it whatever was asked.
 */
export async function looking<T>(database: Database, viewer: SignedIn, work: (tx: ActTx) => Promise<T>): Promise<T> {
  return database.transaction(async (raw, [opened]) => {
    const { today, now } = opened as { today: string; now: bigint }
    const actor = { id: viewer.accountId, roles: viewer.roles, job: '' }
    return work({ ...raw, actor, bindingId: 0n, today, now, random: new SystemRandom(), locked: new Map() })
  }, begin(viewer))
}

/** The database knows who looks, as in `asViewer`; the day comes along in the same round trip. */
function begin({ token }: SignedIn): string {
  return `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SELECT set_config('passage.session', ${sessionInSql(token)}, true);
    SELECT today, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now FROM programme_clock`
}
