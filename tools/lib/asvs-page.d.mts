/** A requirement of OWASP ASVS 5.0 in words of our own, and what is to be said of it: one of `covered`, `moot` and `open`. */
export interface Requirement {
  readonly id: string
  readonly level: number
  /** What it asks, in short; the standard's own words stand there. */
  readonly asks: string
  readonly covered?: readonly { readonly file: string; readonly title: string }[]
  /** Why it does not apply. */
  readonly moot?: string
  /** What is missing. */
  readonly open?: string
}

export function asvsPage(requirements: readonly Requirement[]): string
