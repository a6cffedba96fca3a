import { Injectable } from '@nestjs/common'
import type { SignedIn } from '@passage/access'
import { Database } from '@passage/platform'
import { parseCode, type CodeFault, type CodeKind } from './code.rules'
import { assertLookupsLeft } from './registration.rules'
import { RegistrationStore } from './registration.store'

export interface CodeCheck {
  /** Whether it can be a code at all: prefix, length, characters, check characters. */
  readonly valid: boolean
  readonly fault: CodeFault | null
  /** Whether it was ever given. */
  readonly known: boolean
  readonly codeId: string | null
  readonly kind: CodeKind | null
  readonly state: string | null
  readonly caseId: string | null
  readonly reference: string | null
}

const nothingKnown = { known: false, codeId: null, kind: null, state: null, caseId: null, reference: null }

/**
 * Checks a code that somebody typed. A slip of the finger is found from the check characters alone; only what may be a code is looked up,
 * and that is counted, because who may look up without end can guess. What it answers is secret but for the registrar, so that each answer,
 * also that nothing was found, stands in the access log before it leaves.
 */
@Injectable()
export class CheckCode {
  constructor(
    private readonly database: Database,
    private readonly codes: RegistrationStore,
  ) {}

  /** @throws Refused `code.throttled` */
  async check(viewer: SignedIn, typed: string): Promise<CodeCheck> {
    const parsed = parseCode(typed)
    if (!parsed.ok) return { valid: false, fault: parsed.fault, ...nothingKnown }
    assertLookupsLeft(await this.codes.countLookup(this.database, viewer.accountId))
    const found = await this.codes.findByText(this.database, parsed.code.text)
    if (!found) return { valid: true, fault: null, ...nothingKnown }
    const { id: codeId, kind, state, caseId, reference } = found
    return { valid: true, fault: null, known: true, codeId, kind, state, caseId, reference }
  }
}
