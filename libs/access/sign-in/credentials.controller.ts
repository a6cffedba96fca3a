import { Body, Controller, Get, HttpCode, Inject, Ip, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { toSVG } from 'bwip-js'
import { LogIn } from '../log-in'
import { Passwords } from './change-password'
import { nothing, type Redacted } from '../redacted'
import { Redaction } from '../redaction'
import { AnyAccount } from '../route-access'
import { httpAccess, type HttpAccess } from '../http-access'
import { browserOf } from '../session.controller'
import { Sessions } from '../sessions'
import { Viewer, type AccessRequest, type SignedIn } from '../signed-in'
import { ChangePasswordDto, PasswordAndCodeDto, PasswordDto, TotpCodeDto } from './credentials.dto'
import { SecondFactor, wrongCode } from './second-factor'

export interface SecondFactorShown {
  readonly on: boolean
  readonly codesLeft: number
}

/** Shown once: who loses it begins again. */
export interface EnrolmentShown {
  readonly secret: string
  readonly uri: string
  /** The same as a QR code, in SVG. */
  readonly qr: string
}

/**
 * What somebody proves themselves with. No Idempotency-Key here: the answers hold secrets, which nobody stores, and a repeated request is
 * refused by the state that the first one left.
 */
@ApiTags('session')
@Controller()
@AnyAccount()
export class CredentialsController {
  constructor(
    private readonly login: LogIn,
    private readonly passwords: Passwords,
    private readonly secondFactor: SecondFactor,
    private readonly sessions: Sessions,
    private readonly redaction: Redaction,
    @Inject(httpAccess) private readonly settings: HttpAccess,
  ) {}

  /** Changes your own password, which ends your other sessions. */
  @Post('password')
  @HttpCode(204)
  async changePassword(
    @Viewer() viewer: SignedIn,
    @Body() { password, newPassword }: ChangePasswordDto,
    @Ip() address: string,
    @Req() request: AccessRequest,
  ): Promise<Redacted<void>> {
    await this.login.assertPassword(viewer.accountId, password, browserOf(request, address, this.settings))
    await this.passwords.change(viewer, newPassword)
    await this.sessions.revokeOthers(viewer.accountId, viewer.sessionId)
    return nothing
  }

  @Get('totp')
  async read(@Viewer() viewer: SignedIn): Promise<Redacted<SecondFactorShown>> {
    const [on, codesLeft] = await Promise.all([
      this.secondFactor.isOn(viewer.accountId),
      this.secondFactor.codesLeft(viewer.accountId),
    ])
    return this.redaction.one(viewer, 'second_factor', { on, codesLeft })
  }

  /** Draws a secret for an authenticator app. It counts once a code of it has been confirmed. */
  @Post('totp')
  async begin(
    @Viewer() viewer: SignedIn,
    @Body() { password }: PasswordDto,
    @Ip() address: string,
    @Req() request: AccessRequest,
  ): Promise<Redacted<EnrolmentShown>> {
    await this.login.assertPassword(viewer.accountId, password, browserOf(request, address, this.settings))
    const enrolment = await this.secondFactor.begin(viewer.accountId, viewer.username)
    const qr = toSVG({ bcid: 'qrcode', text: enrolment.uri, scale: 3 })
    return this.redaction.one(viewer, 'second_factor', { ...enrolment, qr })
  }

  /** Turns the second factor on, shows the recovery codes this once, and ends your other sessions. */
  @Post('totp/confirm')
  @HttpCode(200)
  async confirm(
    @Viewer() viewer: SignedIn,
    @Body() { code }: TotpCodeDto,
  ): Promise<Redacted<{ readonly recoveryCodes: readonly string[] }>> {
    const recoveryCodes = await this.secondFactor.confirm(viewer.accountId, code)
    await this.sessions.revokeOthers(viewer.accountId, viewer.sessionId)
    return this.redaction.one(viewer, 'second_factor', { recoveryCodes })
  }

  /** Turns the second factor off, with password and code, and ends your other sessions. */
  @Post('totp/turn-off')
  @HttpCode(204)
  async turnOff(
    @Viewer() viewer: SignedIn,
    @Body() { password, code }: PasswordAndCodeDto,
    @Ip() address: string,
    @Req() request: AccessRequest,
  ): Promise<Redacted<void>> {
    await this.login.assertPassword(viewer.accountId, password, browserOf(request, address, this.settings))
    if (!(await this.secondFactor.take(viewer.accountId, code))) throw wrongCode('input.wrong_code')
    await this.secondFactor.turnOff(viewer.accountId)
    await this.sessions.revokeOthers(viewer.accountId, viewer.sessionId)
    return nothing
  }
}
