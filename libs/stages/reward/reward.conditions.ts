import { met, unmet, type ActTx, type Asked, type Verdict } from '@passage/case'
import { valueItems } from './reward.rules'
import { findClaims, tariffsOn } from './reward.store'

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
  const toValue = asked.flatMap(({ subjectId, ask }) => {
    const scheme = (ask as { scheme: string } | undefined)?.scheme
    const claim = claims.get(subjectId)
    return scheme === undefined || !claim ? [] : [{ claim, scheme, day: claim.receivedOn }]
  })
  const tariffs = await tariffsOn(tx, toValue)
  const valuations = new Map(toValue.map(({ claim }, n) => [claim.id, valueItems(claim.items, tariffs[n]!)]))
  return asked.map((a): Verdict => {
    const valuation = valuations.get(a.subjectId)
    if (!valuation) return { met: 'open' }
    if (valuation.covered) return met
    return unmet(
      'reward_claim.not_in_tariff',
      valuation.because,
      'Choose another scheme, or ask the programme manager for a tariff line.',
    )
  })
}
