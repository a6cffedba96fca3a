/** What kinds of real identifiers Passage turns away. Source: programme.md, "What it must never hold". */
export type IdentifierKind = 'nrc' | 'phone' | 'email' | 'coordinates'

/** One place in a text that looks like a real identifier. It never holds the text itself, so that it may go into an answer or a log. */
export interface Finding {
  kind: IdentifierKind
  /** Where it begins in the text as it was given, in UTF-16 units as JavaScript counts them. */
  offset: number
  length: number
  /** What the writer can do instead, as a sentence. */
  fix: string
}

/** A place in the folded text, before it is mapped back. */
export interface Span {
  start: number
  end: number
}

/** What to write instead, kind by kind. */
export const fixes: Record<IdentifierKind, string> = {
  nrc: 'Leave the NRC number out; a training record uses state code 99, which no real card has, such as 99/ZaZaZa(N)000001.',
  phone: 'Leave the phone number out, or use one that cannot be dialled, such as +95 0000 123456.',
  email: 'Use an address in a reserved domain, such as name@example.org.',
  coordinates: 'Leave the position out and name the country and region only; Passage holds no positions.',
}
