import { Controller, Get, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Roles, Viewer, type HttpCommand, type Page, type Redacted, type SignedIn } from '@passage/access'
import { caseReaders, type Receipt } from '@passage/case'
import { UuidPipe } from '@passage/platform'
import { AccessRecords, type AccessRecord, type CaseReader } from './access-records'
import { AccessLogDto, TransitionsDto } from './audit.dto'
import { LogVerifications, type LogVerification } from './log-verifications'
import { seqOf, TransitionLog, type LogEntry, type ProvenEntry } from './transition-log'

/** The record, for the auditor: who changed what, whether anybody has tampered with it, and who looked. */
@ApiTags('audit')
@Controller()
@Roles('auditor')
export class AuditController {
  constructor(
    private readonly log: TransitionLog,
    private readonly accesses: AccessRecords,
    private readonly verifications: LogVerifications,
  ) {}

  @Get('transitions')
  async transitions(@Viewer() viewer: SignedIn, @Query() query: TransitionsDto): Promise<Redacted<Page<LogEntry>>> {
    return this.log.page(viewer, query)
  }

  /** One transition with the bytes that were hashed, explained, and its neighbours in the chain. */
  @Get('transitions/:subjectId/:seq')
  async transition(
    @Viewer() viewer: SignedIn,
    @Param('subjectId', UuidPipe) subjectId: string,
    @Param('seq') seq: string,
  ): Promise<Redacted<ProvenEntry>> {
    return this.log.one(viewer, subjectId, seqOf(seq))
  }

  /** Asks for a verification of the whole log; the answer's id is that of its job. */
  @Post('log-verifications')
  async verify(@CommandOf() command: HttpCommand): Promise<Redacted<Receipt>> {
    return receipt(await this.verifications.request(command))
  }

  @Get('log-verifications/latest')
  async latest(@Viewer() viewer: SignedIn): Promise<Redacted<LogVerification>> {
    return this.verifications.latest(viewer)
  }

  /** Who has looked at a case: for the auditors and for its holder. */
  @Get('cases/:id/readers')
  @Roles(...caseReaders)
  async readers(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<Page<CaseReader>>> {
    return this.accesses.readersOf(viewer, id)
  }

  @Get('access-log')
  async accessLog(@Viewer() viewer: SignedIn, @Query() query: AccessLogDto): Promise<Redacted<Page<AccessRecord>>> {
    return this.accesses.page(viewer, query)
  }
}
