import { personKeyContext } from '../person-crypto'

/**
 * A table whose rows keep something sealed under a master key: in `wrapped` (see storedBytes of person-crypto.ts), under the number in
 * `master_key`. The function `rewrap_sealed` of the migrations knows the same tables.
 */
export interface SealedTable {
  readonly table: string
  /** For people, in the plural: "keys of persons". */
  readonly what: string
  /** What is bound into each seal, beside the row's id and the number of the master key. */
  readonly context: string
}

export const tokenKeyContext = 'passage.name_token_key.v1'
/** The one row of the table of the token key: it belongs to nobody, and a seal needs an id. */
export const tokenKeyId = 'name_tokens'

/**
 * All that rests under the master keys. What is missing here is reached by no rotation and asked for by no start, so that a retired key
 * would lose it: test/keys/rotation.spec.ts compares the list with the columns of the database.
 */
export const sealedTables: readonly SealedTable[] = [
  { table: 'person_key', what: 'keys of persons', context: personKeyContext },
  { table: 'name_token_key', what: 'the key of the name tokens', context: tokenKeyContext },
  // Each under a key of its own, wrapped as a person's is, with the account's id in the person's place.
  { table: 'totp', what: 'secrets of authenticator apps', context: personKeyContext },
]
