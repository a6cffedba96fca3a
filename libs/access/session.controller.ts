import { Body, Controller, Delete, Get, HttpCode, Inject, Ip, Post, Req, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { sessionCookie } from './access.guard'
import { httpAccess, type HttpAccess } from './http-access'
import { LogIn } from './log-in'
import { nothing, type Redacted } from './redacted'
import { Redaction } from './redaction'
import { AnyAccount, Public } from './route-access'
import { LogInDto } from './session.dto'
import { Sessions } from './sessions'
import { Viewer, type AccessRequest, type SignedIn } from './signed-in'

interface Reply {
  header(name: string, value: string): unknown
}

/** Who is signed in, and the token that goes with each of their commands. */
export interface SessionShown {
  readonly account: {
    readonly id: string
    readonly username: string
    readonly displayName: string
    readonly roles: readonly string[]
    readonly siteId: string | null
  }
  readonly csrfToken: string
}

@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly login: LogIn,
    private readonly sessions: Sessions,
    private readonly redaction: Redaction,
    @Inject(httpAccess) private readonly settings: HttpAccess,
  ) {}

  /** Logs in. The session is the cookie; the answer names the account and the CSRF token. */
  @Post()
  @Public()
  async open(
    @Body() body: LogInDto,
    @Ip() address: string,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Redacted<SessionShown>> {
    const { token } = await this.login.logIn(body.username, body.password, address)
    const viewer = await this.sessions.resolve(token, request.id)
    if (!viewer) throw new Error('a session that was just opened is not there')
    reply.header('set-cookie', this.cookie(token))
    return this.show(viewer)
  }

  @Get()
  @AnyAccount()
  async read(@Viewer() viewer: SignedIn): Promise<Redacted<SessionShown>> {
    return this.show(viewer)
  }

  /** Logs out: the session is dead from the next request on. */
  @Delete()
  @AnyAccount()
  @HttpCode(204)
  async close(@Viewer() viewer: SignedIn, @Res({ passthrough: true }) reply: Reply): Promise<Redacted<void>> {
    await this.sessions.revoke(viewer.sessionId!)
    reply.header('set-cookie', `${this.cookie('')}; Max-Age=0`)
    return nothing
  }

  private async show(viewer: SignedIn): Promise<Redacted<SessionShown>> {
    const { accountId: id, username, displayName, roles, siteId, csrfToken } = viewer
    return this.redaction.one(viewer, 'session', {
      account: { id, username, displayName, roles, siteId },
      csrfToken: csrfToken!,
    })
  }

  /** No lifetime: the browser forgets it when it closes, the database after twelve hours. */
  private cookie(token: string): string {
    return `${sessionCookie}=${token}; Path=/; HttpOnly; SameSite=Strict${this.settings.secureCookies ? '; Secure' : ''}`
  }
}
