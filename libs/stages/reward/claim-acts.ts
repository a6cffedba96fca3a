import { Injectable } from '@nestjs/common'
import type { HttpCommand, SignedIn } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { onlySiteOf } from './own-site'
import { valueItems } from './reward.rules'
import { findClaims, tariffOn, writeCustody, writeValuation } from './reward.store'

/** What becomes of a claim after it was filed: custody receipt, verification, valuation, approval, and the ways out. */
@Injectable()
export class ClaimActs {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** A host organisation confirms that equipment handed over at its site is in custody. */
  async recordCustody(command: HttpCommand, viewer: SignedIn, id: string, receivedOn: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const claim = (await findClaims(tx, [id])).get(id)
      // A host organisation knows of no claim but those that were handed over at its own site.
      const onlySite = onlySiteOf(viewer)
      if (!claim || (onlySite !== null && claim.custodySite !== onlySite)) throw Refused.notFound('reward_claim')
      if (receivedOn < claim.receivedOn || receivedOn > tx.today) {
        throw Refused.field(
          'receivedOn',
          `The equipment was handed over on ${claim.receivedOn}.`,
          `Choose a day from ${claim.receivedOn} to ${tx.today}.`,
        )
      }
      const moved = await this.advance.one(tx, {
        kind: 'reward_claim',
        subjectId: id,
        event: 'record_custody',
        payload: { received: receivedOn, site: claim.custodySite },
        seenVersion: command.seenVersion,
      })
      await writeCustody(tx, id, receivedOn)
      return { id, state: moved.state, version: moved.version }
    })
  }

  /** Values the claim by a scheme's tariff as it stood on the day of the handover. @throws Refused `reward_claim.not_in_tariff` */
  async value(command: HttpCommand, id: string, scheme: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const claim = (await findClaims(tx, [id])).get(id)
      if (!claim) throw Refused.notFound('reward_claim')
      const valuation = valueItems(claim.items, await tariffOn(tx, scheme, claim.receivedOn))
      const moved = await this.advance.one(tx, {
        kind: 'reward_claim',
        subjectId: id,
        event: 'value',
        payload: valuation.covered
          ? {
              amount: valuation.amount,
              currency: valuation.currency,
              lines: [...valuation.lines.values()].map((line) => line.id),
            }
          : {},
        ask: { scheme },
        seenVersion: command.seenVersion,
      })
      if (!valuation.covered) throw new Error('the condition tariff_covers_the_items and the valuation disagree')
      await writeValuation(tx, id, { scheme, ...valuation })
      return { id, state: moved.state, version: moved.version }
    })
  }

  async verify(command: HttpCommand, id: string): Promise<Receipt> {
    return this.move(command, id, 'verify')
  }

  async approve(command: HttpCommand, id: string): Promise<Receipt> {
    return this.move(command, id, 'approve')
  }

  async sendBack(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.move(command, id, 'send_back', reason)
  }

  async reject(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.move(command, id, 'reject', reason)
  }

  async withdraw(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.move(command, id, 'withdraw', reason)
  }

  private async move(command: HttpCommand, id: string, event: string, reason?: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const moved = await this.advance.one(tx, {
        kind: 'reward_claim',
        subjectId: id,
        event,
        reason,
        seenVersion: command.seenVersion,
      })
      return { id, state: moved.state, version: moved.version }
    })
  }
}
