import { Module } from '@nestjs/common'
import { BulkIssueCodesController } from './bulk-issue-codes.controller'
import { CheckCode } from './check-code'
import { IssueCode } from './issue-code'
import { ListCodes } from './list-codes'
import { MoveCode } from './move-code'
import { RegistrationController } from './registration.controller'
import { RegistrationDue } from './registration.due'
import { RegistrationNeeds } from './registration.needs'
import { RegistrationStore } from './registration.store'
import { ReplaceCode } from './replace-code'
import { ResumeCode } from './resume-code'
import { RevokeCode } from './revoke-code'
import { SuspendCode } from './suspend-code'

const useCases = [IssueCode, SuspendCode, ResumeCode, RevokeCode, ReplaceCode, ListCodes, CheckCode]

/** Registration codes: issued to vetted cases, suspended, resumed, revoked, replaced, and checked when typed by hand. */
@Module({
  controllers: [RegistrationController, BulkIssueCodesController],
  providers: [RegistrationStore, RegistrationDue, RegistrationNeeds, MoveCode, ...useCases],
  exports: useCases,
})
export class RegistrationModule {}
