import { Refused } from '@passage/platform'
import type { CodeKind } from './code.rules'

/** The pathway of a case, as far as registration asks: whether the person still serves. */
const stillServes = (pathway: string): boolean => pathway === 'in_service'

/** Those who still serve get a pre-CDM code, everybody else a CDM code. Source: programme.md, "contact" and "Vocabulary" (DIIS). */
export function kindFor(pathway: string): CodeKind {
  return stillServes(pathway) ? 'pre_cdm' : 'cdm'
}

/**
 * The same, asked of what a registrar wants.
 * @throws Refused `code.kind_does_not_fit`
 */
export function assertKindFits(kind: CodeKind, pathway: string): void {
  if (kind === kindFor(pathway)) return
  throw Refused.field(
    'kind',
    stillServes(pathway)
      ? 'The applicant still serves; a CDM code is for those who have left the service.'
      : 'A pre-CDM code is for those who still serve, and the applicant does not.',
    stillServes(pathway)
      ? 'Issue a pre_cdm code now; replace it with the reason left_service once the applicant has left.'
      : 'Send kind as cdm.',
    'code.kind_does_not_fit',
  )
}

/**
 * The kind of the code that replaces another: the same, unless the person has left the service, which is how a pre-CDM code becomes a CDM
 * code, and the only way.
 * @param wanted what the registrar asked for, if they said
 * @throws Refused `code.kind_does_not_fit`, `code.nothing_to_leave`
 */
export function kindAfterReplacement(old: CodeKind, reason: string, wanted: CodeKind | undefined): CodeKind {
  if (reason === 'left_service' && old === 'cdm') {
    throw Refused.field(
      'reason',
      'A CDM code belongs to somebody who has left the service already.',
      'Give the reason for which the card is replaced, such as card_lost.',
      'code.nothing_to_leave',
    )
  }
  const kind = reason === 'left_service' ? 'cdm' : old
  if (wanted === undefined || wanted === kind) return kind
  throw Refused.field(
    'kind',
    kind === 'pre_cdm'
      ? 'A pre-CDM code becomes a CDM code only when the applicant has left the service.'
      : 'This code is replaced by a CDM code.',
    kind === 'pre_cdm' ? 'Send the reason left_service if that is so, or leave kind out.' : 'Leave kind out, or send cdm.',
    'code.kind_does_not_fit',
  )
}

/** So many codes may one account look up in ten minutes: a registrar with a pile of cards stays below, somebody who tries codes does not. */
export const lookupsInTenMinutes = 30

/** @throws Refused `code.throttled` */
export function assertLookupsLeft(lookups: number): void {
  if (lookups <= lookupsInTenMinutes) return
  throw new Refused('code.throttled', `You have looked up ${lookupsInTenMinutes} codes within ten minutes.`, {
    fix: 'Wait ten minutes, then go on.',
  })
}
