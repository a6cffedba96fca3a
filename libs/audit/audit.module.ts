import { Module } from '@nestjs/common'
import { AccessRecords } from './access-records'
import { AuditController } from './audit.controller'
import { AuditNeeds } from './audit.needs'
import { BreakGlass } from './break-glass/break-glass'
import { BreakGlassController } from './break-glass/break-glass.controller'
import { BrokenGlasses } from './break-glass/broken-glasses'
import { LogFiles } from './log-files'
import { LogFilesController } from './log-files.controller'
import { LogVerifications } from './log-verifications'
import { TransitionLog } from './transition-log'
import { VerifyLogJob } from './verify-log.job'

/** The record and its proofs: the log for the auditor, its verification, the access log. */
@Module({
  controllers: [AuditController, BreakGlassController, LogFilesController],
  providers: [AccessRecords, AuditNeeds, BreakGlass, BrokenGlasses, LogFiles, LogVerifications, TransitionLog, VerifyLogJob],
})
export class AuditModule {}
