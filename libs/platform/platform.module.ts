import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common'
import { Database, openDatabase } from './database'

/** The database of the process's own login role, for every lib. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  /**
   * @param url of the process's login role
   * @param poolSize connections kept at most
   */
  static forRoot(url: string, poolSize: number): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [{ provide: Database, useFactory: () => openDatabase(url, poolSize) }],
      exports: [Database],
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close()
  }
}
