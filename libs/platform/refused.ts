/** One field of an input that is not as it must be, and what would mend it. */
export interface FieldProblem {
  readonly field: string
  readonly message: string
  readonly fix: string
}

/** A condition of a lifecycle that does not hold, in words a caseworker understands. */
export interface UnmetCondition {
  readonly condition: string
  readonly because: string
  readonly fix: string
}

export interface RefusedDetails {
  readonly fix?: string
  readonly field?: string
  readonly errors?: readonly FieldProblem[]
  readonly conditions?: readonly UnmetCondition[]
}

/**
 * The domain's way to say no. `code` is stable and dotted (`case.already_registered`), `message` is a sentence for people.
 * Which HTTP status a code has is the business of one filter (libs/platform/http/problem.filter.ts), never of the domain.
 */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: RefusedDetails = {},
  ) {
    super(message)
    this.name = 'Refused'
  }

  /** Refuses one input field, naming it and the fix. */
  static field(field: string, message: string, fix: string, code = 'input.invalid'): Refused {
    return new Refused(code, message, { field, fix, errors: [{ field, message, fix }] })
  }

  static notFound(what: string): Refused {
    return new Refused(`${what}.not_found`, `There is no such ${what.replaceAll('_', ' ')}, or you may not see it.`, {
      fix: 'Check the address, or go back to the list.',
    })
  }
}
