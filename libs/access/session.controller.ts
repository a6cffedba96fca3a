import { Body, Controller, Delete, Get, HttpCode, Inject, Ip, Param, Post, Req, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Refused, UuidPipe } from '@passage/platform'
import { CommandOf, type HttpCommand } from './command-of'
import { assertNoDryRun } from './dry-run'
import { httpAccess, type HttpAccess } from './http-access'
import { LogIn, type Browser, type Entry } from './log-in'
import { nothing, type Redacted } from './redacted'
import { Redaction, type Page } from './redaction'
import { AnyAccount, Public, WhileViewing } from './route-access'
import { LogInDto, SecondFactorDto } from './session.dto'
import { Sessions, type OwnSession } from './sessions'
import {
  cookieOf,
  deviceCookie,
  deviceCookieHeader,
  noSessionCookieHeader,
  sessionCookieHeader,
  sessionTokenOf,
} from './sign-in/cookies'
import { deviceLabel } from './sign-in/device-label'
import { Viewer, type AccessRequest, type SignedIn } from './signed-in'

interface Reply {
  header(name: string, value: string | string[]): unknown
  code(status: number): unknown
}

/** Who is signed in, and the token that goes with each of their commands. */
export interface SessionShown {
  /** The second factor is still to come; until then there is no account. */
  readonly secondFactor: boolean
  readonly account: {
    readonly id: string
    readonly username: string
    readonly displayName: string
    readonly roles: readonly string[]
    readonly siteId: string | null
  } | null
  readonly csrfToken: string | null
  readonly viewAs: string | null
  /** When it ends whatever happens, and after how many minutes without a request before that. */
  readonly expiresAt: string | null
  readonly idleMinutes: number | null
}

@ApiTags('session')
@Controller()
export class SessionController {
  constructor(
    private readonly login: LogIn,
    private readonly sessions: Sessions,
    private readonly redaction: Redaction,
    @Inject(httpAccess) private readonly settings: HttpAccess,
  ) {}

  /**
   * Logs in. The session is the cookie; the answer names the account and the CSRF token. Where a second factor is on, the answer is 202, and the
   * session is nobody until `POST /session/second-factor`.
   */
  @Post('session')
  @Public()
  async open(
    @Body() body: LogInDto,
    @Ip() address: string,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Redacted<SessionShown>> {
    const entry = await this.login.logIn(body.username, body.password, browserOf(request, address, this.settings))
    // Who signs in again gets another session, and the one before is over.
    const earlier = await this.sessions.peek(sessionTokenOf(request, this.settings.secureCookies) ?? '', request.id)
    if (earlier) await this.sessions.revoke(earlier.sessionId!)
    return this.enter(entry, request, reply)
  }

  /** Answers the second factor, with a code of the app or a recovery code. */
  @Post('session/second-factor')
  @Public()
  async answer(
    @Body() { code }: SecondFactorDto,
    @Ip() address: string,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Redacted<SessionShown>> {
    const entry = await this.login.answerSecondFactor(
      sessionTokenOf(request, this.settings.secureCookies),
      code,
      browserOf(request, address, this.settings),
    )
    return this.enter(entry, request, reply)
  }

  @Get('session')
  @AnyAccount()
  async read(@Viewer() viewer: SignedIn): Promise<Redacted<SessionShown>> {
    return this.show(viewer)
  }

  /** Logs out: the session is dead from the next request on. */
  @Delete('session')
  @AnyAccount()
  @WhileViewing()
  @HttpCode(204)
  async close(@Viewer() viewer: SignedIn, @Res({ passthrough: true }) reply: Reply): Promise<Redacted<void>> {
    await this.sessions.revoke(viewer.sessionId!)
    reply.header('set-cookie', noSessionCookieHeader(this.settings.secureCookies))
    return nothing
  }

  /** Where you are signed in: your own sessions, with device and address. */
  @Get('sessions')
  @AnyAccount()
  async list(@Viewer() viewer: SignedIn): Promise<Redacted<Page<OwnSession>>> {
    return this.redaction.many(viewer, 'own_session', await this.sessions.ofAccount(viewer))
  }

  /** Ends one of your own sessions. */
  @Delete('sessions/:id')
  @AnyAccount()
  @HttpCode(204)
  async end(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<void>> {
    if (!(await this.sessions.revokeOf(viewer.accountId, id))) throw Refused.notFound('session_entry')
    return nothing
  }

  /** Ends all of your sessions but this one. */
  @Post('sessions/revoke-others')
  @AnyAccount()
  @HttpCode(204)
  async endOthers(@Viewer() viewer: SignedIn, @CommandOf() command: HttpCommand): Promise<Redacted<void>> {
    assertNoDryRun(command)
    await this.sessions.revokeOthers(viewer.accountId, viewer.sessionId)
    return nothing
  }

  private async enter({ session, deviceToken }: Entry, request: AccessRequest, reply: Reply): Promise<Redacted<SessionShown>> {
    const { secureCookies } = this.settings
    reply.header('set-cookie', [
      sessionCookieHeader(session.token, secureCookies),
      ...(deviceToken ? [deviceCookieHeader(deviceToken, secureCookies)] : []),
    ])
    if (session.pending) {
      reply.code(202)
      const nobody = { account: null, csrfToken: null, viewAs: null, expiresAt: null, idleMinutes: null }
      return this.redaction.one<SessionShown>(null, 'session', { secondFactor: true, ...nobody })
    }
    const viewer = await this.sessions.peek(session.token, request.id)
    if (!viewer) throw new Error('a session that was just opened is not there')
    return this.show(viewer)
  }

  private async show(viewer: SignedIn): Promise<Redacted<SessionShown>> {
    const { accountId: id, username, displayName, roles, siteId, csrfToken, viewAs, expiresAt, idleMinutes } = viewer
    return this.redaction.one<SessionShown>(viewer, 'session', {
      secondFactor: false,
      account: { id, username, displayName, roles, siteId },
      csrfToken: csrfToken!,
      viewAs,
      expiresAt: expiresAt!.toISOString(),
      idleMinutes: idleMinutes!,
    })
  }
}

/** What the login and its throttle know of a browser. The address is the connection's, never a header's. */
export function browserOf(request: AccessRequest, address: string, { secureCookies }: HttpAccess): Browser {
  const deviceToken = cookieOf(request, deviceCookie, secureCookies)
  return { address, device: deviceLabel(request.headers['user-agent']), deviceToken }
}
