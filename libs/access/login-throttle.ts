import { Injectable } from '@nestjs/common'
import { Refused } from '@passage/platform'
import { LoginDatabase } from './sessions'
import { isTooMany, nameDelay, throttleKeys, windowMinutes, type ThrottleKey } from './sign-in/throttle.rules'

interface Counted {
  readonly key: Buffer
  readonly tries: number
  readonly held: boolean
}

/** Holds back who guesses passwords and codes: counted in PostgreSQL, so that several API processes count together. */
@Injectable()
export class LoginThrottle {
  constructor(private readonly login: LoginDatabase) {}

  /**
   * Counts a try before the password is looked at, so that many at once cannot slip by.
   * @param device the token of a known device of this account, if the browser has one
   * @returns what to call when the password was right: it ends the counts of its own keys; the address's goes on
   * @throws Refused `session.throttled`
   */
  async attempt(username: string, address: string, device: string | undefined): Promise<() => Promise<void>> {
    const keys = throttleKeys(username, address, device)
    const counted = await this.count(keys)
    const of = ({ key }: ThrottleKey): Counted => counted.find((row) => row.key.equals(key))!
    if (keys.some((key) => of(key).held || isTooMany(key.kind, of(key).tries))) {
      throw new Refused('session.throttled', 'There were too many tries to log in.', {
        fix: 'Wait five minutes, then try again; or use a browser in which you have logged in before.',
      })
    }
    return () => this.forget(keys.filter(({ kind }) => kind !== 'address'))
  }

  /**
   * One statement for all keys, in their order, so that two processes cannot wait for one another. A try while a name is held is refused, and
   * does not lengthen its delay: else whoever goes on trying would keep the owner out.
   */
  private async count(keys: readonly ThrottleKey[]): Promise<Counted[]> {
    return this.login.database.query<Counted>(
      `WITH gone AS (
         DELETE FROM login_try WHERE key IN (
           SELECT key FROM login_try WHERE ends_at < now() AND key <> ALL ($1::bytea[]) ORDER BY ends_at LIMIT 10 FOR UPDATE SKIP LOCKED))
       INSERT INTO login_try AS t (key, tries, ends_at)
         SELECT k.key, 1, now() + make_interval(mins => k.minutes) FROM unnest($1::bytea[], $2::int[]) k (key, minutes) ORDER BY k.key
       ON CONFLICT (key) DO UPDATE SET
         tries = CASE WHEN t.ends_at <= now() THEN 1 WHEN t.held_until > now() THEN t.tries ELSE t.tries + 1 END,
         ends_at = CASE WHEN t.ends_at <= now() THEN excluded.ends_at ELSE t.ends_at END,
         held_until = CASE
           WHEN t.held_until > now() THEN t.held_until
           WHEN t.key = $3 AND t.ends_at > now() AND t.tries >= $4 THEN now() + make_interval(secs => least(power(2, t.tries - $4), $5)) END
       RETURNING new.key, new.tries, coalesce(old.held_until > now(), false) AS held`,
      [
        keys.map(({ key }) => key),
        keys.map(({ kind }) => windowMinutes[kind]),
        keys.find(({ kind }) => kind === 'username')?.key ?? null,
        nameDelay.triesWithout,
        nameDelay.longestSeconds,
      ],
    )
  }

  private async forget(keys: readonly ThrottleKey[]): Promise<void> {
    await this.login.database.query('DELETE FROM login_try WHERE key = ANY ($1::bytea[])', [keys.map(({ key }) => key)])
  }
}
