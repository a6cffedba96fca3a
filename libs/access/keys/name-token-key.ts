import { randomBytes } from 'node:crypto'
import type { Tx } from '@passage/platform'
import { readStored, storedBytes, type MasterKeys } from '../person-crypto'
import { tokenKeyContext, tokenKeyId } from './sealed-tables'

type Queries = Pick<Tx, 'query'>

interface TokenKeyRow {
  readonly master_key: number
  readonly wrapped: Buffer
}

/**
 * The key of the name tokens, which rests wrapped in a row of its own and never changes, whatever becomes of the master keys: tokens must
 * stay equal for as long as there are any. Made when it is first asked for.
 * @param on where it is looked for
 * @param database where it is made, in a statement of its own: one that a transaction rolled back would be lost to those who use it
 * @throws CannotDecrypt when its master key is not here
 */
export async function nameTokenKey(on: Queries, database: Queries, keys: MasterKeys): Promise<Buffer> {
  return (await stored(on, keys)) ?? (await make(database, keys))
}

async function stored(on: Queries, keys: MasterKeys): Promise<Buffer | undefined> {
  const [row] = await on.query<TokenKeyRow>('SELECT master_key, wrapped FROM name_token_key')
  return row && keys.open(tokenKeyContext, tokenKeyId, readStored(row.master_key, row.wrapped))
}

async function make(database: Queries, keys: MasterKeys): Promise<Buffer> {
  const [{ used } = { used: false }] = await database.query<{ used: boolean }>('SELECT EXISTS (SELECT FROM person_token) AS used')
  const fresh = keys.seal(tokenKeyContext, tokenKeyId, used ? ofTheFirstMasterKey(keys) : randomBytes(32))
  await database.query('INSERT INTO name_token_key (id, master_key, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    tokenKeyId,
    fresh.masterKeyId,
    storedBytes(fresh),
  ])
  // Somebody else may have been first.
  return (await stored(database, keys))!
}

/** Tokens that are older than the row were made under a key that came from the master key with the lowest number. */
function ofTheFirstMasterKey(keys: MasterKeys): Buffer {
  return keys.derive(keys.numbers[0]!, 'passage.name_tokens.v1')
}
