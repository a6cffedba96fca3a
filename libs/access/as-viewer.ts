import { createHash } from 'node:crypto'
import { literal, type Database, type Tx } from '@passage/platform'
import type { SignedIn } from './signed-in'

/** What a look may do in its transaction. */
export type Look = Pick<Tx, 'query'>

/**
 * What stands for a session in a statement without parameters: the hash by which the database finds it. A server's log may hold statements, and
 * must not hold what opens a session. The token of a job, which counts in the worker's own connection alone, stays as it is.
 */
export function sessionInSql(token: string): string {
  return literal(token.startsWith('job:') ? token : createHash('sha256').update(token).digest('hex'))
}

/**
 * Runs reads in one transaction in which the database knows who looks, and shows what that viewer may read and nothing else (migrations/0015-policy.ts):
 * for whatever reads sealed fields, notes, vetting, placements or claims. Nothing can be written in it. It costs the round trips of BEGIN and COMMIT.
 */
export async function asViewer<T>(
  database: Database,
  viewer: Pick<SignedIn, 'token'>,
  work: (look: Look) => Promise<T>,
): Promise<T> {
  return database.transaction(
    (tx) => work(tx),
    `SET TRANSACTION READ ONLY; SELECT set_config('passage.session', ${sessionInSql(viewer.token)}, true)`,
  )
}
