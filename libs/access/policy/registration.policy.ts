import type { PolicyTable } from './table'

/**
 * That a case has a code, of which kind and in which state, everybody who works on cases may know. The code itself opens doors: it is
 * secret but for the registrar, who issues it, and the finance officer, who reconciles by it; each reading stands in the access log.
 */
export const registrationPolicy = {
  code: {
    id: { class: 'open' },
    caseId: { class: 'operational' },
    kind: { class: 'operational' },
    code: { class: 'secret', also: ['registrar', 'finance_officer'] },
    state: { class: 'operational' },
    version: { class: 'open' },
    issuedOn: { class: 'operational' },
    replaces: { class: 'operational' },
  },
  /** A code that somebody typed, and what it is; which code belongs to which case is as secret as the code. */
  code_check: {
    valid: { class: 'operational' },
    fault: { class: 'operational' },
    known: { class: 'secret', also: ['registrar'] },
    codeId: { class: 'secret', also: ['registrar'] },
    kind: { class: 'secret', also: ['registrar'] },
    state: { class: 'secret', also: ['registrar'] },
    caseId: { class: 'secret', also: ['registrar'] },
    reference: { class: 'secret', also: ['registrar'] },
  },
} as const satisfies PolicyTable
