import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common'
import { APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core'
import { openDatabase } from '@passage/platform'
import { AccessGuard } from './access.guard'
import { AccountsController } from './accounts.controller'
import { AccountCommands } from './accounts/account-commands'
import { Accounts } from './accounts/accounts'
import { Delegations } from './accounts/delegations'
import { DelegationsController } from './accounts/delegations.controller'
import { ManageAccountsController } from './accounts/manage-accounts.controller'
import { ViewAsController } from './accounts/view-as.controller'
import { DeclaredRoutes } from './declared-routes'
import { httpAccess, type HttpAccess } from './http-access'
import { LogIn } from './log-in'
import { LoginThrottle } from './login-throttle'
import { MasterKeys } from './person-crypto'
import { PolicyController } from './policy.controller'
import { Preferences } from './preferences/preferences'
import { PreferencesController } from './preferences/preferences.controller'
import { SharedViews } from './preferences/shared-views'
import { SharedViewsController } from './preferences/shared-views.controller'
import { RedactedInterceptor } from './redacted.interceptor'
import { SessionController } from './session.controller'
import { LoginDatabase, Sessions } from './sessions'
import { CredentialsController } from './sign-in/credentials.controller'
import { Passwords } from './sign-in/change-password'
import { KnownDevices } from './sign-in/known-devices'
import { OidcSignIn } from './sign-in/oidc'
import { OidcController } from './sign-in/oidc.controller'
import { SecondFactor } from './sign-in/second-factor'
import { SessionWatch } from './sign-in/session-watch'

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
      controllers: [
        SessionController,
        CredentialsController,
        AccountsController,
        ManageAccountsController,
        DelegationsController,
        OidcController,
        ViewAsController,
        PolicyController,
        PreferencesController,
        SharedViewsController,
      ],
      providers: [
        { provide: httpAccess, useValue: settings },
        {
          provide: LoginDatabase,
          useFactory: async () => new LoginDatabase(await openDatabase(settings.loginUrl, loginPoolSize)),
        },
        { provide: MasterKeys, useFactory: () => MasterKeys.parse(settings.masterKeys, 'PASSAGE_MASTER_KEYS') },
        Sessions,
        SessionWatch,
        LoginThrottle,
        KnownDevices,
        SecondFactor,
        OidcSignIn,
        LogIn,
        Passwords,
        AccountCommands,
        Accounts,
        Delegations,
        Preferences,
        SharedViews,
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
