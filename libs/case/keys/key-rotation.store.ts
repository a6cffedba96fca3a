import type { Queries, Role } from '@passage/access'

/** The row of a rotation that is asked for, and the entry that says who asked. */
export async function insertRotation(
  on: Queries,
  jobId: string,
  newest: number,
  by: { readonly id: string; readonly roles: readonly Role[] },
) {
  await on.query('INSERT INTO key_rotation (job_id, newest) VALUES ($1, $2)', [jobId, newest])
  await recordAct(on, jobId, 'rotate_keys', by)
}

/** How much of a rotation is done: more than nothing where it goes on after a kill. */
export async function rewrappedSoFar(on: Queries, jobId: string): Promise<number> {
  const [row] = await on.query<{ rewrapped: bigint }>('SELECT rewrapped FROM key_rotation WHERE job_id = $1', [jobId])
  if (!row) throw new Error('a rotation of the keys without its row')
  return Number(row.rewrapped)
}

/** Which older keys something needs on, at the end of a rotation. */
export async function finishRotation(
  on: Queries,
  jobId: string,
  stillNeeded: readonly number[],
  by: { readonly id: string; readonly roles: readonly Role[] },
): Promise<void> {
  await on.query('UPDATE key_rotation SET still_needed = $2, finished_at = clock_timestamp() WHERE job_id = $1', [
    jobId,
    stillNeeded,
  ])
  await recordAct(on, jobId, 'keys_rotated', by)
}

/** The rotation that is at work, if one is. */
export async function rotationAtWork(on: Queries): Promise<string | null> {
  const [row] = await on.query<{ id: string }>(
    'SELECT j.id FROM key_rotation r JOIN job_request j ON j.id = r.job_id WHERE j.closed_at IS NULL ORDER BY j.requested_at LIMIT 1',
  )
  return row?.id ?? null
}

export async function isDemoDatabase(on: Queries): Promise<boolean> {
  const [instance] = await on.query<{ demo: boolean }>('SELECT demo FROM instance')
  return instance?.demo ?? false
}

/** In the transaction of the act itself, so that both stand or neither. */
async function recordAct(
  on: Queries,
  jobId: string,
  code: 'rotate_keys' | 'keys_rotated',
  { id, roles }: { readonly id: string; readonly roles: readonly Role[] },
): Promise<void> {
  await on.query(
    `INSERT INTO access_log (actor_id, roles, act, resource, resource_id, code) VALUES ($1, $2, 'did', 'master_key', $3, $4)`,
    [id, roles, jobId, code],
  )
}
