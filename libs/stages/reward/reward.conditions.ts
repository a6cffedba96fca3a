import { met, unmet, type ActTx, type Asked, type Verdict } from '@passage/case'
import { valueItems } from './reward.rules'
import { findClaims, tariffOn } from './reward.store'

export async function custodyReceiptIsThere(tx: ActTx, asked: readonly Asked[]): Promise<Verdict[]> {
  const claims = await findClaims(
    tx,
    asked.map((a) => a.subjectId),
  )
  return asked.map((a) =>
    claims.get(a.subjectId)?.custodyOn
      ? met
      : unmet(
          'reward_claim.no_custody_receipt',
          'No host organisation has confirmed that the equipment is in custody.',
          'Ask the host organisation for its custody receipt.',
        ),
  )
}

export async function tariffCoversTheItems(tx: ActTx, asked: readonly Asked[]): Promise<Verdict[]> {
  const claims = await findClaims(
    tx,
    asked.map((a) => a.subjectId),
  )
  return Promise.all(
    asked.map(async (a): Promise<Verdict> => {
      const scheme = (a.ask as { scheme: string } | undefined)?.scheme
      const claim = claims.get(a.subjectId)
      if (scheme === undefined || !claim) return { met: 'open' }
      const valuation = valueItems(claim.items, await tariffOn(tx, scheme, claim.receivedOn))
      if (valuation.covered) return met
      return unmet(
        'reward_claim.not_in_tariff',
        valuation.because,
        'Choose another scheme, or ask the programme manager for a tariff line.',
      )
    }),
  )
}
