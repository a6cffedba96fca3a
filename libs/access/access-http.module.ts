import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common'
import { APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core'
import { openDatabase } from '@passage/platform'
import { AccessGuard } from './access.guard'
import { AccountsController } from './accounts.controller'
import { DeclaredRoutes } from './declared-routes'
import { httpAccess, type HttpAccess } from './http-access'
import { LogIn } from './log-in'
import { RedactedInterceptor } from './redacted.interceptor'
import { SessionController } from './session.controller'
import { LoginDatabase, Sessions } from './sessions'

/** Logging in needs few connections: argon2 is what takes the time. */
const loginPoolSize = 3

/** Access over HTTP: sessions, the guard over every route, the interceptor over every answer. For the API only. */
@Module({})
export class AccessHttpModule implements OnApplicationShutdown {
  constructor(private readonly login: LoginDatabase) {}

  static forRoot(settings: HttpAccess): DynamicModule {
    return {
      module: AccessHttpModule,
      imports: [DiscoveryModule],
      controllers: [SessionController, AccountsController],
      providers: [
        { provide: httpAccess, useValue: settings },
        {
          provide: LoginDatabase,
          useFactory: async () => new LoginDatabase(await openDatabase(settings.loginUrl, loginPoolSize)),
        },
        Sessions,
        LogIn,
        DeclaredRoutes,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: RedactedInterceptor },
      ],
      exports: [Sessions],
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.login.database.close()
  }
}
