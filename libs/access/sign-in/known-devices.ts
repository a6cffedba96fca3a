import { createHash, randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { LoginDatabase } from '../sessions'

const devicesOfAnAccount = 20

/** Browsers in which somebody has signed in to an account before. Their cookie lets nobody in; strangers' tries do not hold them up. */
@Injectable()
export class KnownDevices {
  constructor(private readonly login: LoginDatabase) {}

  /** @returns the token, if the browser that brought it has signed in to the account of that name */
  async ofUsername(username: string, token: string | undefined): Promise<string | undefined> {
    if (!token) return undefined
    const known = await this.login.database.query(
      'SELECT FROM known_device k JOIN account a ON a.id = k.account_id WHERE k.token_hash = $1 AND a.username = $2',
      [hashOf(token), username],
    )
    return known.length > 0 ? token : undefined
  }

  /** Remembers the browser, under the token that it brought or a new one; an account's oldest are forgotten. @returns the token */
  async remember(accountId: string, brought: string | undefined): Promise<string> {
    const known = brought && (await this.isKnown(brought)) ? brought : randomBytes(32).toString('base64url')
    await this.login.database.query(
      `INSERT INTO known_device (token_hash, account_id) VALUES ($1, $2)
       ON CONFLICT (token_hash, account_id) DO UPDATE SET last_used_at = now()`,
      [hashOf(known), accountId],
    )
    await this.login.database.query(
      `DELETE FROM known_device WHERE account_id = $1 AND token_hash NOT IN (
         SELECT token_hash FROM known_device WHERE account_id = $1 ORDER BY last_used_at DESC LIMIT ${devicesOfAnAccount})`,
      [accountId],
    )
    return known
  }

  /** A token that we did not make is not taken: a site could plant the same one in many browsers. */
  private async isKnown(token: string): Promise<boolean> {
    const rows = await this.login.database.query('SELECT FROM known_device WHERE token_hash = $1 LIMIT 1', [hashOf(token)])
    return rows.length > 0
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
