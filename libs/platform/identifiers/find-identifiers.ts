import { blankOurNumbers, blankSpans } from './blank'
import { findCoordinates } from './coordinates'
import { findEmail } from './email'
import { fixes, type Finding, type IdentifierKind, type Span } from './finding'
import { fold, hasDigit, type Folded } from './fold'
import { findNrc } from './nrc'
import { findPhone } from './phone'
import { Refused } from '../refused'

const names: Record<IdentifierKind, string> = {
  nrc: 'an NRC number',
  phone: 'a phone number',
  email: 'an e-mail address',
  coordinates: 'coordinates',
}

/**
 * Finds what looks like a real person's identifier: NRC numbers, phone numbers, e-mail addresses outside the reserved domains, coordinates.
 * In order of their place; none overlaps another.
 */
export function findIdentifiers(text: string): Finding[] {
  const digits = hasDigit(text)
  if (!digits && !/[@\uff20\ufe6b]|at ?[)\]}]/i.test(text)) return []
  const folded = fold(text)
  const findings: Finding[] = []
  let rest = take(folded, folded.text, 'email', findEmail, findings)
  if (digits) {
    rest = take(folded, rest, 'nrc', findNrc, findings)
    rest = take(folded, rest, 'coordinates', (left) => findCoordinates(withoutCodes(left)), findings)
    if (mayHoldAPhone(rest)) take(folded, blankOurNumbers(rest), 'phone', findPhone, findings)
  }
  return findings.sort((a, b) => a.offset - b.offset)
}

/** A refusal of a text that holds what looks like a real identifier. It names the field, each place and its fix, never the text. */
export class IdentifierFound extends Refused {
  constructor(
    readonly field: string,
    readonly findings: readonly Finding[],
  ) {
    const placed = (finding: Finding): string => `${names[finding.kind]} at character ${finding.offset + 1}`
    super(
      'input.looks_like_real_identifier',
      `${field} holds what looks like ${findings.map(placed).join(', and ')}. Passage holds synthetic data only.`,
      {
        field,
        fix: [...new Set(findings.map((finding) => finding.fix))].join(' '),
        errors: findings.map((finding) => ({ field, message: `This looks like ${placed(finding)}.`, fix: finding.fix })),
      },
    )
    this.name = 'IdentifierFound'
  }
}

/**
 * Lets a text pass that holds no real identifier.
 * @throws IdentifierFound `input.looks_like_real_identifier`, with the field, each place and its fix
 */
export function assertNoIdentifiers(field: string, text: string | null | undefined): void {
  if (!text) return
  const findings = findIdentifiers(text)
  if (findings.length > 0) throw new IdentifierFound(field, findings)
}

function take(folded: Folded, text: string, kind: IdentifierKind, find: (text: string) => Span[], findings: Finding[]): string {
  const spans = merged(find(text))
  for (const { start, end } of spans) {
    const offset = folded.place(start)
    // The end is the place after the last character, not the place of the next one: dropped characters between do not belong to it.
    findings.push({ kind, offset, length: folded.place(end - 1) + 1 - offset, fix: fixes[kind] })
  }
  return spans.length > 0 ? blankSpans(text, spans) : text
}

function merged(spans: Span[]): Span[] {
  const out: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = out[out.length - 1]
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end)
    else out.push({ ...span })
  }
  return out
}

/** Groups of a CDM code or a UUID can read as a grid reference. */
function withoutCodes(text: string): string {
  return !text.includes('-') && !/CDM|PRE/i.test(text)
    ? text
    : text.replace(/\b(?:CDM|PRE)(?:[- ]?[2-9A-HJKMNP-Z]){18}\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, (found) =>
        '\u0001'.repeat(found.length),
      )
}

/** Most texts hold a few short numbers; seven digits in one run of digits and separators is the least that can be dialled. */
function mayHoldAPhone(text: string): boolean {
  return /[0-9](?:[ .\-()/,]{0,3}[0-9]){6}/.test(text)
}
