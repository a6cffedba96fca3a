import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Refused } from '@passage/platform'
import { LoginThrottle } from './login-throttle'
import { isPassword, prepareDecoy } from './passwords'
import { LoginDatabase, Sessions, type NewSession } from './sessions'

/** Logs people in: a password for a session. */
@Injectable()
export class LogIn implements OnModuleInit {
  private readonly throttle = new LoginThrottle()

  constructor(
    private readonly login: LoginDatabase,
    private readonly sessions: Sessions,
  ) {}

  async onModuleInit(): Promise<void> {
    await prepareDecoy()
  }

  /**
   * The same answer after the same work for an unknown user, a disabled account and a wrong password.
   * @throws Refused `session.wrong_credentials`, `session.throttled`
   */
  async logIn(username: string, password: string, address: string): Promise<NewSession> {
    this.throttle.attempt(username, address)
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
    this.throttle.succeeded(username, address)
    return this.sessions.open(account.id)
  }
}
