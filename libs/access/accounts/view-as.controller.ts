import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Database } from '@passage/platform'
import { IsIn } from 'class-validator'
import { AccessLog } from '../access-log'
import { CommandOf, type HttpCommand } from '../command-of'
import { assertNoDryRun } from '../dry-run'
import { nothing, type Redacted } from '../redacted'
import { roles, type Role } from '../roles'
import { AnyAccount, Roles, WhileViewing } from '../route-access'
import { Viewer, type SignedIn } from '../signed-in'
import { accountRefusal } from './account-refusal'

const viewable = roles.filter((role) => role !== 'system' && role !== 'trainer' && role !== 'auditor')

export class ViewAsDto {
  @IsIn(viewable, { context: { fix: 'Choose a role that works on the programme.' } })
  role: Role
}

/**
 * A trainer looks through a role, in a demo. The session then has that role alone, reads what it reads, and changes nothing; what is read
 * stands in the access log as read by the trainer, viewing as the role.
 */
@ApiTags('accounts')
@Controller('view-as')
export class ViewAsController {
  constructor(
    private readonly database: Database,
    private readonly log: AccessLog,
  ) {}

  /** Begins to look through a role; to look through another, end this view first. */
  @Post()
  @Roles('trainer')
  @HttpCode(204)
  async begin(
    @Viewer() viewer: SignedIn,
    @Body() { role }: ViewAsDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<void>> {
    assertNoDryRun(command)
    return this.look(viewer, role)
  }

  @Delete()
  @AnyAccount()
  @WhileViewing()
  @HttpCode(204)
  async end(@Viewer() viewer: SignedIn): Promise<Redacted<void>> {
    return viewer.viewAs === null ? nothing : this.look(viewer, null)
  }

  /** The log is written first: a view that is not on record does not begin. */
  private async look(viewer: SignedIn, as: Role | null): Promise<Redacted<void>> {
    await this.log.record([
      {
        actorId: viewer.accountId,
        roles: viewer.roles,
        viewedAs: as ?? viewer.viewAs,
        act: 'did',
        resource: 'view_as',
        code: as === null ? 'viewing_ended' : 'viewing_began',
        requestId: viewer.requestId ?? null,
      },
    ])
    await this.database.query('SELECT view_as($1, $2)', [viewer.token, as]).catch((error: unknown) => {
      throw accountRefusal(error)
    })
    return nothing
  }
}
