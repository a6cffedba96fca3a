import { randomUUID } from 'node:crypto'
import { MasterKeys, type Role } from '@passage/access'
import { insertRotation, Perform, runKeyRotation, type KeyRotationEnd } from '@passage/case'
import { closeJob } from '@passage/jobs'
import { openDatabase, required, SystemRandom, urlFor, type Database, type Environment } from '@passage/platform'

/** Whoever holds the owner's address of the database acts as the system; the job is named after them in the record. */
const operator: { readonly id: string; readonly roles: readonly Role[] } = {
  id: '00000000-0000-4000-8000-000000000000',
  roles: ['system'],
}

/**
 * `rotate-keys`: brings everything under the newest of PASSAGE_MASTER_KEYS, with or without a worker that runs, and says which older keys
 * may be taken away. Stopped, it is simply begun again.
 * @returns 1 where something still needs an older key
 */
export async function rotateKeysCommand(env: Environment, say: (line: string) => void): Promise<number> {
  const keys = MasterKeys.parse(required(env, 'PASSAGE_MASTER_KEYS'), 'PASSAGE_MASTER_KEYS')
  const ownerUrl = required(env, 'DATABASE_URL')
  const owner = await openDatabase(ownerUrl, 1)
  const worker = await openDatabase(urlFor(ownerUrl, 'passage_worker', required(env, 'DATABASE_ROLE_PASSWORD')), 2)
  try {
    const { rewrapped, stillNeeded } = await rotate(owner, worker, keys, say)
    say(`${rewrapped} ${rewrapped === 1 ? 'row was' : 'rows were'} wrapped anew under key ${keys.newest}`)
    if (stillNeeded.length > 0) {
      say(
        `still needed: key ${stillNeeded.join(', ')}. A process seals under it: start each with key ${keys.newest}, and rotate again`,
      )
      return 1
    }
    const older = keys.numbers.filter((number) => number < keys.newest)
    if (older.length > 0) say(`nothing needs key ${older.join(', ')} any more: it may be taken out of PASSAGE_MASTER_KEYS`)
    say('backups and restore points made before keep their older keys: whoever may need them keeps those keys in a safe')
    return 0
  } finally {
    await worker.close()
    await owner.close()
  }
}

/** As a job of a queue that no worker serves, so that it is done here and now, and by nobody else too. */
async function rotate(owner: Database, worker: Database, keys: MasterKeys, say: (line: string) => void): Promise<KeyRotationEnd> {
  const id = randomUUID()
  const { newest } = keys
  await owner.transaction(async (tx) => {
    // That of a command that was killed.
    await tx.query(
      `UPDATE job_request SET closed_at = clock_timestamp(), outcome = 'failed' WHERE queue = 'operator' AND name = 'rotate_keys' AND closed_at IS NULL`,
    )
    await tx.query(
      `INSERT INTO job_request (id, queue, name, data, requested_by, enqueued_at, started_at)
       VALUES ($1, 'operator', 'rotate_keys', $2, $3, clock_timestamp(), clock_timestamp())`,
      [id, JSON.stringify({ newest }), operator.id],
    )
    await insertRotation(tx, id, newest, operator)
  })
  return runKeyRotation(new Perform(worker, new SystemRandom()), keys, {
    jobId: id,
    token: `job:${id}`,
    data: { newest },
    requestedBy: operator.id,
    progress: async (done, total) => say(`${done} of ${total}`),
    cancelled: async () => false,
    finish: async (tx) => void (await closeJob(tx, id, 'done')),
  })
}
