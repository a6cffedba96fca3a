import type { Queries } from '../person-vault'

/** How many rows of a table need a master key. */
export interface KeyNeed {
  readonly table: string
  readonly masterKey: number
  readonly rows: number
}

/** Something sealed, as it is stored. */
export interface SealedRow {
  readonly id: string
  readonly masterKey: number
  readonly wrapped: Buffer
}

/** A transaction in which a job of rotation is bound as the actor: the only sort in which the database lets a key be wrapped anew. */
export interface RotationTx extends Queries {
  readonly bindingId: bigint
}

/** Which master keys are needed, and by how much: numbers alone, so that every role may ask. */
export async function masterKeysNeeded(on: Queries): Promise<KeyNeed[]> {
  return on.query<KeyNeed>(
    `SELECT "table", master_key AS "masterKey", "rows"::int FROM master_keys_needed() ORDER BY master_key, "table"`,
  )
}

/** Rows of a table that are sealed under an older key than that, in the order of their ids. */
export async function sealedUnderOlder(
  tx: RotationTx,
  table: string,
  newest: number,
  after: string,
  limit: number,
): Promise<SealedRow[]> {
  return tx.query<SealedRow>(
    'SELECT id, master_key AS "masterKey", wrapped FROM sealed_under_older($1, $2, $3, $4, $5)',
    [String(tx.bindingId), table, newest, after, limit],
    'sealed_under_older',
  )
}

/**
 * Writes rows that were wrapped anew; one that changed or went meanwhile is left as it is.
 * @returns how many were written
 */
export async function writeRewrapped(
  tx: RotationTx,
  table: string,
  newest: number,
  rows: readonly { readonly id: string; readonly was: Buffer; readonly wrapped: Buffer }[],
): Promise<number> {
  const [answer] = await tx.query<{ written: number }>(
    'SELECT rewrap_sealed($1, $2, $3, $4::text[], $5::bytea[], $6::bytea[]) AS written',
    [String(tx.bindingId), table, newest, rows.map((row) => row.id), rows.map((row) => row.was), rows.map((row) => row.wrapped)],
    'rewrap_sealed',
  )
  return answer!.written
}
