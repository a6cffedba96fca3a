import { Module, type DynamicModule } from '@nestjs/common'
import { Database } from '@passage/platform'
import { AccessLog } from './access-log'
import { KeysAtHand } from './keys/keys-at-hand'
import { MasterKeys } from './person-crypto'
import { PersonVault } from './person-vault'
import { PolicyInDatabase } from './policy-in-database'
import { Redaction } from './redaction'

/** What every process needs of access: the vault, the redaction, the access log. The API adds {@link AccessHttpModule}. */
@Module({})
export class AccessModule {
  /** @param masterKeys as PASSAGE_MASTER_KEYS holds them; a process without them, or without one that rows need, does not start */
  static forRoot(masterKeys: string): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [
        AccessLog,
        PolicyInDatabase,
        Redaction,
        KeysAtHand,
        { provide: MasterKeys, useFactory: () => MasterKeys.parse(masterKeys, 'PASSAGE_MASTER_KEYS') },
        { provide: PersonVault, inject: [Database], useFactory: (database: Database) => new PersonVault(database, masterKeys) },
      ],
      exports: [AccessLog, MasterKeys, Redaction, PersonVault],
    }
  }
}
