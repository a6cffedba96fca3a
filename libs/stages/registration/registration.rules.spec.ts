import { lifecycles } from '@passage/case'
import { Refused } from '@passage/platform'
import type { CodeKind } from './code.rules'
import { assertKindFits, assertLookupsLeft, kindAfterReplacement, lookupsInTenMinutes } from './registration.rules'

const kinds: CodeKind[] = ['cdm', 'pre_cdm']

function answerOf(work: () => unknown): string {
  try {
    return String(work() ?? 'fits')
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
}

describe('The kind of a first code', () => {
  it.each(['individual', 'collective', 'surrender'])('is CDM for the pathway %s', (pathway) => {
    expect(kinds.map((kind) => answerOf(() => assertKindFits(kind, pathway)))).toEqual(['fits', 'code.kind_does_not_fit'])
  })

  it('is pre-CDM for those who still serve', () => {
    expect(kinds.map((kind) => answerOf(() => assertKindFits(kind, 'in_service')))).toEqual(['code.kind_does_not_fit', 'fits'])
  })
})

describe('The kind of a code that replaces another', () => {
  const reasons = lifecycles.code.states['active']!['replace']!.reasons!

  it('becomes CDM when the person has left the service, and by no other reason', () => {
    for (const reason of reasons) {
      expect(kindAfterReplacement('pre_cdm', reason, undefined)).toBe(reason === 'left_service' ? 'cdm' : 'pre_cdm')
    }
  })

  it('never goes back from CDM to pre-CDM', () => {
    for (const reason of reasons) {
      const left = reason === 'left_service'
      expect(answerOf(() => kindAfterReplacement('cdm', reason, undefined))).toBe(left ? 'code.nothing_to_leave' : 'cdm')
      expect(answerOf(() => kindAfterReplacement('cdm', reason, 'pre_cdm'))).toBe(
        left ? 'code.nothing_to_leave' : 'code.kind_does_not_fit',
      )
    }
  })

  it('must be the one that the registrar named, if they named one', () => {
    expect(answerOf(() => kindAfterReplacement('pre_cdm', 'left_service', 'cdm'))).toBe('cdm')
    expect(answerOf(() => kindAfterReplacement('pre_cdm', 'left_service', 'pre_cdm'))).toBe('code.kind_does_not_fit')
    expect(answerOf(() => kindAfterReplacement('pre_cdm', 'card_lost', 'cdm'))).toBe('code.kind_does_not_fit')
  })
})

describe('Looking codes up', () => {
  it('is stopped for an account that looks up more than its share', () => {
    expect(answerOf(() => assertLookupsLeft(lookupsInTenMinutes))).toBe('fits')
    expect(answerOf(() => assertLookupsLeft(lookupsInTenMinutes + 1))).toBe('code.throttled')
  })
})
