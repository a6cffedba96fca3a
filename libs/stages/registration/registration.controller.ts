import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Redaction, Roles, Viewer } from '@passage/access'
import type { HttpCommand, Page, Redacted, SignedIn } from '@passage/access'
import { caseReaders, type Receipt } from '@passage/case'
import { UuidPipe } from '@passage/platform'
import { CheckCode, type CodeCheck } from './check-code'
import { IssueCode } from './issue-code'
import { ListCodes } from './list-codes'
import { CheckCodeDto, IssueCodeDto, MoveCodeDto, ReplaceCodeDto } from './registration.dto'
import type { CodeView } from './registration.entity'
import { ReplaceCode } from './replace-code'
import { ResumeCode } from './resume-code'
import { RevokeCode } from './revoke-code'
import { SuspendCode } from './suspend-code'

@ApiTags('registration')
@Controller()
export class RegistrationController {
  constructor(
    private readonly issuing: IssueCode,
    private readonly suspending: SuspendCode,
    private readonly resuming: ResumeCode,
    private readonly revoking: RevokeCode,
    private readonly replacing: ReplaceCode,
    private readonly listing: ListCodes,
    private readonly checking: CheckCode,
    private readonly redaction: Redaction,
  ) {}

  /** 201: a code comes into being. */
  @Post('cases/:id/codes')
  @Roles('registrar')
  async issue(
    @Param('id', UuidPipe) id: string,
    @Body() body: IssueCodeDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.issuing.issueCode(command, { caseId: id, kind: body.kind }))
  }

  /** Everybody who works on cases sees that there is a code; the code itself only as far as the policy goes. */
  @Get('cases/:id/codes')
  @Roles(...caseReaders)
  async list(@Param('id', UuidPipe) id: string, @Viewer() viewer: SignedIn): Promise<Redacted<Page<CodeView>>> {
    return this.redaction.many(viewer, 'code', await this.listing.ofCase(id), { caseId: id })
  }

  /** Changes nothing. The code stands in the body, since addresses end up in logs and histories. */
  @Post('codes/check')
  @HttpCode(200)
  @Roles('registrar')
  async check(@Body() body: CheckCodeDto, @Viewer() viewer: SignedIn): Promise<Redacted<CodeCheck>> {
    return this.redaction.one(viewer, 'code_check', await this.checking.check(viewer, body.code))
  }

  @Post('codes/:id/suspend')
  @HttpCode(200)
  @Roles('registrar')
  async suspend(
    @Param('id', UuidPipe) id: string,
    @Body() body: MoveCodeDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.suspending.suspend(command, { codeId: id, reason: body.reason }))
  }

  @Post('codes/:id/resume')
  @HttpCode(200)
  @Roles('registrar')
  async resume(
    @Param('id', UuidPipe) id: string,
    @Body() body: MoveCodeDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.resuming.resume(command, { codeId: id, reason: body.reason }))
  }

  @Post('codes/:id/revoke')
  @HttpCode(200)
  @Roles('registrar')
  async revoke(
    @Param('id', UuidPipe) id: string,
    @Body() body: MoveCodeDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.revoking.revoke(command, { codeId: id, reason: body.reason }))
  }

  /** 201: the answer is the new code's. */
  @Post('codes/:id/replace')
  @Roles('registrar')
  async replace(
    @Param('id', UuidPipe) id: string,
    @Body() body: ReplaceCodeDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.replacing.replaceCode(command, { codeId: id, ...body }))
  }
}
