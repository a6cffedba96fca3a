import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Refused } from '@passage/platform'
import { LoginThrottle } from './login-throttle'
import { isPassword, prepareDecoy } from './passwords'
import { LoginDatabase, Sessions, type NewSession, type Origin } from './sessions'
import { KnownDevices } from './sign-in/known-devices'
import { SecondFactor, wrongCode } from './sign-in/second-factor'

/** From which browser somebody signs in, with the token of its device cookie. */
export interface Browser extends Origin {
  readonly deviceToken: string | undefined
}

export interface Entry {
  readonly session: NewSession
  /** For the device cookie; nothing while the second factor is still to come. */
  readonly deviceToken: string | undefined
}

/** Logs people in: a password, and where it is on a second factor, for a session. */
@Injectable()
export class LogIn implements OnModuleInit {
  constructor(
    private readonly login: LoginDatabase,
    private readonly sessions: Sessions,
    private readonly throttle: LoginThrottle,
    private readonly devices: KnownDevices,
    private readonly secondFactor: SecondFactor,
  ) {}

  async onModuleInit(): Promise<void> {
    await prepareDecoy()
  }

  /**
   * The same answer after the same work for an unknown user, a disabled account and a wrong password.
   * @throws Refused `session.wrong_credentials`, `session.throttled`
   */
  async logIn(username: string, password: string, browser: Browser): Promise<Entry> {
    const device = await this.devices.ofUsername(username, browser.deviceToken)
    const succeeded = await this.throttle.attempt(username, browser.address, device)
    const [account] = await this.login.database.query<{ id: string; password_hash: string | null }>(
      `SELECT a.id, CASE WHEN a.disabled_at IS NULL THEN a.password_hash END AS password_hash FROM account a WHERE a.username = $1`,
      [username],
    )
    const right = await isPassword(password, account?.password_hash ?? null)
    if (!account || !right) {
      throw new Refused('session.wrong_credentials', 'Username and password do not belong together.', {
        fix: 'Check both; capital letters count in the password.',
      })
    }
    const entry = await this.enter(account.id, browser)
    if (!entry.session.pending) await succeeded()
    return entry
  }

  /**
   * Answers the second factor of a session that waits for it. The session that comes of it is another.
   * @throws Refused `session.required`, `session.wrong_code`, `session.throttled`
   */
  async answerSecondFactor(pendingToken: string | undefined, code: string, browser: Browser): Promise<Entry> {
    const pending = pendingToken ? await this.sessions.pending(pendingToken) : undefined
    if (!pending) throw new Refused('session.required', 'Nobody is waiting for a second factor here.', { fix: 'Log in again.' })
    const { accountId, sessionId } = pending
    const [account] = await this.login.database.query<{ username: string }>('SELECT username FROM account WHERE id = $1', [
      accountId,
    ])
    const device = await this.devices.ofUsername(account!.username, browser.deviceToken)
    const succeeded = await this.throttle.attempt(`second factor of ${accountId}`, browser.address, device)
    if (!(await this.secondFactor.take(accountId, code))) throw wrongCode('session.wrong_code')
    await succeeded()
    await this.sessions.revoke(sessionId)
    return this.enterFully(accountId, browser)
  }

  /** Opens a session for somebody whose password, or whose provider, has said who they are: where a second factor is on, one that waits for it. */
  async enter(accountId: string, browser: Browser): Promise<Entry> {
    if (!(await this.secondFactor.isOn(accountId))) return this.enterFully(accountId, browser)
    return { session: await this.sessions.open(accountId, browser, true), deviceToken: undefined }
  }

  private async enterFully(accountId: string, browser: Browser): Promise<Entry> {
    const deviceToken = await this.devices.remember(accountId, browser.deviceToken)
    return { session: await this.sessions.open(accountId, browser), deviceToken }
  }

  /**
   * Lets somebody who is signed in change their sign-in only with their password.
   * @throws Refused `input.wrong_password`, `session.throttled`
   */
  async assertPassword(accountId: string, password: string, browser: Browser): Promise<void> {
    const [account] = await this.login.database.query<{ username: string; password_hash: string | null }>(
      'SELECT username, password_hash FROM account WHERE id = $1 AND disabled_at IS NULL',
      [accountId],
    )
    const device = await this.devices.ofUsername(account?.username ?? '', browser.deviceToken)
    const succeeded = await this.throttle.attempt(`password of ${accountId}`, browser.address, device)
    if (!(await isPassword(password, account?.password_hash ?? null))) {
      throw new Refused('input.wrong_password', 'This is not your present password.', {
        field: 'password',
        fix: 'Type the password with which you logged in.',
      })
    }
    await succeeded()
  }
}
