import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Database } from '@passage/platform'
import { MasterKeys } from '../person-crypto'
import { PersonVault, type Queries } from '../person-vault'
import { masterKeysNeeded } from './key-store'
import { sealedTables } from './sealed-tables'

/** Refuses to start a process that could not open what its database holds. */
@Injectable()
export class KeysAtHand implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly keys: MasterKeys,
    private readonly vault: PersonVault,
  ) {}

  async onModuleInit(): Promise<void> {
    await assertKeysAtHand(this.database, this.keys)
    // Before the first request: many that need it at once would wait for connections that they hold themselves.
    await this.vault.prepare()
  }
}

/** @throws Error that names each master key that rows need and that is not here, and what needs it */
export async function assertKeysAtHand(on: Queries, keys: MasterKeys): Promise<void> {
  const missing = (await masterKeysNeeded(on)).filter(({ masterKey }) => !keys.numbers.includes(masterKey))
  if (missing.length === 0) return
  const lacking = [...new Set(missing.map(({ masterKey }) => masterKey))].map((number) => {
    const rest = missing.filter(({ masterKey }) => masterKey === number).map(({ table, rows }) => `${whatOf(table)} (${rows})`)
    return `key ${number}, under which rest ${rest.join(', ')}`
  })
  throw new Error(
    `PASSAGE_MASTER_KEYS lacks ${lacking.join('; ')}. Put it back beside the others; rotating the keys makes an old one dispensable.`,
  )
}

function whatOf(table: string): string {
  return sealedTables.find((one) => one.table === table)?.what ?? table
}
