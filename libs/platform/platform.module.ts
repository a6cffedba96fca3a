import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common'
import { Database, openDatabase } from './database'
import { RandomSource, SystemRandom } from './random'

/** The database of the process's own login role, for every lib. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  /**
   * @param url of the process's login role
   * @param poolSize connections kept at most
   * @param random where ids come from; a generator brings its own
   * @param statementTimeoutMs after which PostgreSQL gives a statement up; 0 for never
   */
  static forRoot(
    url: string,
    poolSize: number,
    random: RandomSource = new SystemRandom(),
    statementTimeoutMs = 0,
  ): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [
        { provide: Database, useFactory: () => openDatabase(url, poolSize, [], statementTimeoutMs) },
        { provide: RandomSource, useValue: random },
      ],
      exports: [Database, RandomSource],
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close()
  }
}
