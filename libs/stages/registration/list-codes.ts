import { Injectable } from '@nestjs/common'
import { Database, Refused } from '@passage/platform'
import type { CodeView } from './registration.entity'
import { RegistrationStore } from './registration.store'

/** The codes that a case has and had, newest first. */
@Injectable()
export class ListCodes {
  constructor(
    private readonly database: Database,
    private readonly codes: RegistrationStore,
  ) {}

  /** @throws Refused `case.not_found` */
  async ofCase(caseId: string): Promise<CodeView[]> {
    const codes = await this.codes.listOfCase(this.database, caseId)
    if (!codes) throw Refused.notFound('case')
    return codes
  }
}
