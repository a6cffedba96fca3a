import { Controller, Get, Inject, Ip, Req, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Refused } from '@passage/platform'
import { AccessLog } from '../access-log'
import { httpAccess, type HttpAccess } from '../http-access'
import { LogIn } from '../log-in'
import { redirect, type Redacted } from '../redacted'
import { Redaction } from '../redaction'
import { Public } from '../route-access'
import { browserOf } from '../session.controller'
import type { AccessRequest } from '../signed-in'
import { cookieOf, deviceCookieHeader, oidcCookie, oidcCookieHeader, sessionCookieHeader } from './cookies'
import { OidcSignIn, secondsAtTheProvider } from './oidc'

interface Reply {
  header(name: string, value: string | string[]): unknown
}

/**
 * Signing in at an OpenID provider, where one is configured. A browser navigates to both addresses, so that it is sent on to a page; what was
 * refused stands in the address of the login page by its code.
 */
@ApiTags('session')
@Controller('oidc')
@Public()
export class OidcController {
  constructor(
    private readonly oidc: OidcSignIn,
    private readonly login: LogIn,
    private readonly log: AccessLog,
    private readonly redaction: Redaction,
    @Inject(httpAccess) private readonly settings: HttpAccess,
  ) {}

  /** Whether one may sign in at a provider here. */
  @Get()
  async read(): Promise<Redacted<{ readonly configured: boolean }>> {
    return this.redaction.one(null, 'oidc', { configured: this.oidc.isConfigured })
  }

  /** Sends the browser to the provider. */
  @Get('start')
  async start(@Res({ passthrough: true }) reply: Reply): Promise<Redacted<void>> {
    const { to, browserToken } = await this.oidc.begin()
    reply.header('set-cookie', oidcCookieHeader(browserToken, secondsAtTheProvider, this.settings.secureCookies))
    return redirect(to)
  }

  /** The provider sends the browser back to here. */
  @Get('callback')
  async callback(
    @Ip() address: string,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Redacted<void>> {
    const { secureCookies } = this.settings
    const forgotten = oidcCookieHeader('', 0, secureCookies)
    try {
      const accountId = await this.oidc.finish(cookieOf(request, oidcCookie, secureCookies), request.url.split('?')[1] ?? '')
      const { session, deviceToken } = await this.login.enter(accountId, browserOf(request, address, this.settings))
      reply.header('set-cookie', [
        forgotten,
        sessionCookieHeader(session.token, secureCookies),
        ...(deviceToken ? [deviceCookieHeader(deviceToken, secureCookies)] : []),
      ])
      return redirect(session.pending ? '/login?secondFactor=true' : '/')
    } catch (error) {
      if (!(error instanceof Refused) || !error.code.startsWith('session.')) throw error
      await this.log.record([
        {
          actorId: null,
          roles: [],
          act: 'refused',
          resource: 'GET /api/v1/oidc/callback',
          code: error.code,
          requestId: request.id,
        },
      ])
      reply.header('set-cookie', forgotten)
      return redirect(`/login?refused=${encodeURIComponent(error.code)}`)
    }
  }
}
