import type { CodeKind } from './code.rules'

/** Row shape of a code. Its state is its subject's. */
export interface CodeRow {
  readonly id: string
  readonly caseId: string
  readonly kind: CodeKind
  readonly text: string
  readonly issuedOn: string
  /** The code that this one came in place of. */
  readonly replaces: string | null
}

/** A code as it is read back. `code` is the text; the policy decides who sees it. */
export interface CodeView {
  readonly id: string
  readonly caseId: string
  readonly kind: CodeKind
  readonly code: string
  readonly state: string
  readonly version: number
  readonly issuedOn: string
  readonly replaces: string | null
}

/** A case as registration sees it while it is locked. */
export interface LockedCase {
  readonly pathway: string
}
