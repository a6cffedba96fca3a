import { Injectable } from '@nestjs/common'
import { Database } from '@passage/platform'
import { AccountCommands } from '../accounts/account-commands'
import type { HttpCommand } from '../command-of'
import type { ReceiptFields } from '../redacted'
import type { Role } from '../roles'
import type { SignedIn } from '../signed-in'
import { hashOf } from './preferences'
import type { SavedView } from './preferences.rules'

export interface SharedView extends SavedView {
  readonly id: string
  readonly list: string
  readonly role: Role
  readonly sharedBy: { readonly id: string; readonly displayName: string }
  readonly own: boolean
  /** Whether colleagues see it now: its owner still holds the role. */
  readonly active: boolean
}

/** Where a page of shared views goes on: own ones stand first, then by name. */
interface Place {
  readonly own: boolean
  readonly name: string
  readonly id: string
}

/**
 * Views that somebody shares with those who hold a role of theirs. What a view asks for stays in its owner's preferences, where it was checked;
 * who may share what and who sees it, the functions of the database hold (migrations/0020-shared-views.ts).
 */
@Injectable()
export class SharedViews {
  constructor(
    private readonly database: Database,
    private readonly commands: AccountCommands,
  ) {}

  /** What the viewer shares and what is shared with a role of theirs, own ones first, then by name. */
  async visibleTo(viewer: SignedIn, list: string | null, after: Place | null, limit: number): Promise<SharedView[]> {
    return this.database.query<SharedView>(
      `SELECT id, list, name, search, role, json_build_object('id', account_id, 'displayName', display_name) AS "sharedBy", own, active
       FROM shared_views($1) WHERE ($2::text IS NULL OR list = $2)
         AND ($3::boolean IS NULL OR (NOT own, name, id) > (NOT $3::boolean, $4::text, $5::uuid))
       ORDER BY NOT own, name, id LIMIT $6`,
      [hashOf(viewer.token), list, after?.own ?? null, after?.name ?? null, after?.id ?? null, limit],
    )
  }

  /**
   * Shares a view that the actor keeps. One that is shared with that role already stays as it is.
   * @throws Refused `shared_view.role_not_held`, `shared_view.not_kept`, `shared_view.with_another_role`, each naming the field
   */
  async share(command: HttpCommand, { list, name, role }: Pick<SharedView, 'list' | 'name' | 'role'>): Promise<ReceiptFields> {
    return this.commands.run(command, async (tx) => {
      const [shared] = await tx.query<{ id: string }>('SELECT share_view($1, $2, $3, $4) AS id', [tx.bindingId, list, name, role])
      return { id: shared!.id, state: 'shared', version: 1 }
    })
  }

  /** Takes it back. @throws Refused `shared_view.not_found`, for somebody else's view too */
  async stop(command: HttpCommand, id: string): Promise<ReceiptFields> {
    return this.commands.run(command, async (tx) => {
      await tx.query('SELECT stop_sharing_view($1, $2)', [tx.bindingId, id])
      return { id, state: 'ended', version: 2 }
    })
  }
}
