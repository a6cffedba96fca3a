import { Injectable } from '@nestjs/common'
import { hashPassword } from '../passwords'
import { LoginDatabase } from '../sessions'
import type { SignedIn } from '../signed-in'
import { assertGoodPassword } from './password.rules'

/** Changes of passwords, as the login role, which alone writes their hashes. */
@Injectable()
export class Passwords {
  constructor(private readonly login: LoginDatabase) {}

  /**
   * Gives an account its own new password. Whoever calls has asked for the present one.
   * @throws Refused `input.password` that says what the new one lacks
   */
  async change({ accountId, username }: SignedIn, newPassword: string): Promise<void> {
    assertGoodPassword(newPassword, username)
    const hash = await hashPassword(newPassword)
    await this.login.database.transaction(async (tx) => {
      await tx.query('UPDATE account SET password_hash = $2 WHERE id = $1', [accountId, hash])
      await tx.query(`INSERT INTO account_event (actor_id, account_id, what) VALUES ($1, $1, 'password_changed')`, [accountId])
    })
  }
}
