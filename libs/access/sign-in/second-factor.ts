import { Injectable } from '@nestjs/common'
import { Refused, type Tx } from '@passage/platform'
import { MasterKeys, openFields, readStored, sealFields, storedBytes } from '../person-crypto'
import { LoginDatabase } from '../sessions'
import { isRecoveryCode, newRecoveryCodes, newSecret, otpauthUri, recoveryCodeHash, stepOf } from './totp.rules'

/** An enrolment as it is shown, once. */
export interface Enrolment {
  readonly secret: string
  readonly uri: string
}

interface TotpRow {
  readonly master_key: number
  readonly wrapped: Buffer
  readonly nonce: Buffer
  readonly ciphertext: Buffer
  readonly confirmed_at: Date | null
  readonly last_step: bigint
}

type Login = Pick<Tx, 'query'>

/** The second factor: an authenticator app (RFC 6238), and ten codes on paper for when it is lost. All as the login role. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly login: LoginDatabase,
    private readonly keys: MasterKeys,
  ) {}

  async isOn(accountId: string): Promise<boolean> {
    const on = await this.login.database.query('SELECT FROM totp WHERE account_id = $1 AND confirmed_at IS NOT NULL', [accountId])
    return on.length > 0
  }

  /** How many recovery codes are left. */
  async codesLeft(accountId: string): Promise<number> {
    const [row] = await this.login.database.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM recovery_code WHERE account_id = $1 AND used_at IS NULL',
      [accountId],
    )
    return row!.n
  }

  /**
   * Draws a secret, which counts from its first right code on. An enrolment that was not confirmed is replaced.
   * @throws Refused `totp.on`
   */
  async begin(accountId: string, username: string): Promise<Enrolment> {
    const secret = newSecret()
    const { key, wrapped } = this.keys.newPersonKey(accountId)
    const { nonce, ciphertext } = sealFields(key, accountId, 1, { totp: secret })
    const kept = await this.login.database.query(
      `INSERT INTO totp AS t (account_id, master_key, wrapped, nonce, ciphertext) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account_id) DO UPDATE SET master_key = excluded.master_key, wrapped = excluded.wrapped, nonce = excluded.nonce,
         ciphertext = excluded.ciphertext, last_step = 0, made_at = now()
       WHERE t.confirmed_at IS NULL RETURNING account_id`,
      [accountId, wrapped.masterKeyId, storedBytes(wrapped), nonce, ciphertext],
    )
    if (kept.length > 0) return { secret, uri: otpauthUri(secret, username) }
    throw new Refused('totp.on', 'Your second factor is on already.', { fix: 'Turn it off first, to begin with another app.' })
  }

  /**
   * Turns the second factor on with a first code.
   * @returns the recovery codes, which are shown this once
   * @throws Refused `totp.not_begun`, `totp.on`, `input.wrong_code`
   */
  async confirm(accountId: string, code: string): Promise<string[]> {
    return this.login.database.transaction(async (tx) => {
      const row = await this.rowOf(tx, accountId)
      if (!row) throw new Refused('totp.not_begun', 'There is no secret to confirm.', { fix: 'Begin the enrolment first.' })
      if (row.confirmed_at)
        throw new Refused('totp.on', 'Your second factor is on already.', { fix: 'There is nothing to confirm.' })
      if (!(await this.takeCode(tx, accountId, row, code))) throw wrongCode('input.wrong_code')
      await tx.query('UPDATE totp SET confirmed_at = now() WHERE account_id = $1', [accountId])
      await note(tx, accountId, 'totp_on')
      return this.drawCodes(tx, accountId)
    })
  }

  /** Whether a code of the app, or one of the recovery codes, is right; either is good once. */
  async take(accountId: string, code: string): Promise<boolean> {
    return this.login.database.transaction(async (tx) => {
      const row = await this.rowOf(tx, accountId)
      if (!row?.confirmed_at) return false
      return isRecoveryCode(code) ? takeRecoveryCode(tx, accountId, code) : this.takeCode(tx, accountId, row, code)
    })
  }

  /** Turns it off, with the recovery codes. Whoever calls has asked for password and code. */
  async turnOff(accountId: string): Promise<void> {
    await this.login.database.transaction(async (tx) => {
      await tx.query('DELETE FROM recovery_code WHERE account_id = $1', [accountId])
      await tx.query('DELETE FROM totp WHERE account_id = $1', [accountId])
      await note(tx, accountId, 'totp_off')
    })
  }

  /** Locked, so that the same code brought twice at once is taken once. */
  private async rowOf(tx: Login, accountId: string): Promise<TotpRow | undefined> {
    const [row] = await tx.query<TotpRow>(
      'SELECT master_key, wrapped, nonce, ciphertext, confirmed_at, last_step FROM totp WHERE account_id = $1 FOR UPDATE',
      [accountId],
    )
    return row
  }

  private async takeCode(tx: Login, accountId: string, row: TotpRow, code: string): Promise<boolean> {
    const key = this.keys.unwrap(accountId, readStored(row.master_key, row.wrapped))
    const { totp } = openFields(key, accountId, 1, row)
    const step = stepOf(String(totp), code, Number(row.last_step), Date.now() / 1000)
    if (step === undefined) return false
    await tx.query('UPDATE totp SET last_step = $2 WHERE account_id = $1', [accountId, step])
    return true
  }

  private async drawCodes(tx: Login, accountId: string): Promise<string[]> {
    const codes = newRecoveryCodes()
    await tx.query('DELETE FROM recovery_code WHERE account_id = $1', [accountId])
    await tx.query('INSERT INTO recovery_code (account_id, code_hash) SELECT $1, unnest($2::bytea[])', [
      accountId,
      codes.map((code) => recoveryCodeHash(accountId, code)),
    ])
    return codes
  }
}

async function takeRecoveryCode(tx: Login, accountId: string, code: string): Promise<boolean> {
  const taken = await tx.query(
    'UPDATE recovery_code SET used_at = now() WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING account_id',
    [accountId, recoveryCodeHash(accountId, code)],
  )
  if (taken.length > 0) await note(tx, accountId, 'recovery_code_used')
  return taken.length > 0
}

/** What somebody does to their own sign-in stands on record like what a trainer does to it. */
async function note(tx: Login, accountId: string, what: string): Promise<void> {
  await tx.query('INSERT INTO account_event (actor_id, account_id, what) VALUES ($1, $1, $2)', [accountId, what])
}

export function wrongCode(code: 'input.wrong_code' | 'session.wrong_code'): Refused {
  return new Refused(code, 'This code is not right, or was used before.', {
    field: 'code',
    fix: 'Wait for the next code of your app; each is good once, for about half a minute. A recovery code will do as well.',
  })
}
