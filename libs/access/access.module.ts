import { Module, type DynamicModule } from '@nestjs/common'
import { Database } from '@passage/platform'
import { AccessLog } from './access-log'
import { PersonVault } from './person-vault'
import { Redaction } from './redaction'

/** What every process needs of access: the vault, the redaction, the access log. The API adds {@link AccessHttpModule}. */
@Module({})
export class AccessModule {
  /** @param masterKeys as PASSAGE_MASTER_KEYS holds them; a process without them does not start */
  static forRoot(masterKeys: string): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [
        AccessLog,
        Redaction,
        { provide: PersonVault, inject: [Database], useFactory: (database: Database) => new PersonVault(database, masterKeys) },
      ],
      exports: [AccessLog, Redaction, PersonVault],
    }
  }
}
