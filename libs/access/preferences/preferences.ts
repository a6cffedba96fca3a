import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { brokenConstraint, Database, Refused } from '@passage/platform'
import { accountRefusal } from '../accounts/account-refusal'
import type { SignedIn } from '../signed-in'
import type { SavePreferencesDto } from './preferences.dto'
import { checkedLists, type ListPreferences } from './preferences.rules'

/** How somebody likes to see the screens; null where they have not chosen. */
export interface PreferencesShown {
  readonly language: 'en' | 'my' | null
  readonly digits: 'language' | 'latin' | 'burmese' | null
  readonly theme: 'light' | 'dark' | 'auto' | null
  readonly lists: Readonly<Record<string, ListPreferences>>
}

type Row = Omit<PreferencesShown, 'lists'> & { readonly lists: Readonly<Record<string, Partial<ListPreferences>>> }

const columns = 'language, digits, theme, lists'

/** The preferences of the account behind a session, and of no other: the database finds the account by the session itself. */
@Injectable()
export class Preferences {
  constructor(private readonly database: Database) {}

  async of(viewer: SignedIn): Promise<PreferencesShown> {
    const [row] = await this.database.query<Row>(
      `SELECT ${columns} FROM own_preferences($1)`,
      [hashOf(viewer.token)],
      'own_preferences',
    )
    return shown(row)
  }

  /**
   * Keeps what is told and leaves the rest as it was.
   * @throws Refused `input.invalid` naming the field, `input.too_many_preferences`, `session.ended`, `access.viewing_as`
   */
  async save(viewer: SignedIn, { lists, ...choices }: SavePreferencesDto): Promise<PreferencesShown> {
    const given = JSON.stringify({ ...choices, ...(lists ? { lists: checkedLists(lists) } : {}) })
    try {
      const [row] = await this.database.query<Row>(`SELECT ${columns} FROM save_preferences($1, $2)`, [
        hashOf(viewer.token),
        given,
      ])
      return shown(row)
    } catch (error) {
      if (brokenConstraint(error) === 'preferences_are_few') {
        throw Refused.field(
          'lists',
          'So many columns and views are not kept.',
          'Delete views that you no longer need.',
          'input.too_many_preferences',
        )
      }
      throw accountRefusal(error)
    }
  }
}

/** A server's log may hold parameters, and must not hold what opens a session. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function shown(row: Row | undefined): PreferencesShown {
  const { language = null, digits = null, theme = null, lists = {} } = row ?? {}
  const whole = Object.entries(lists).map(([name, list]) => [name, { columns: list.columns ?? null, views: list.views ?? [] }])
  return { language, digits, theme, lists: Object.fromEntries(whole) as PreferencesShown['lists'] }
}
