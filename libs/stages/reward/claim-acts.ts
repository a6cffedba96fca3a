import { Injectable } from '@nestjs/common'
import type { HttpCommand, SignedIn } from '@passage/access'
import { Advance, Perform, type Act, type ActTx, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { onlySiteOf } from './own-site'
import { valueItems } from './reward.rules'
import {
  findClaims,
  siteOfAccount,
  tariffsOn,
  writeCustodies,
  writeValuations,
  type Claim,
  type NewValuation,
} from './reward.store'

/** An act on a claim that exists. */
export interface ClaimAct {
  readonly id: string
  readonly seenVersion?: number | undefined
}

export interface ClaimActWithReason extends ClaimAct {
  readonly reason: string
}

export interface CustodyReceipt extends ClaimAct {
  readonly receivedOn: string
}

export interface ValueClaim extends ClaimAct {
  readonly scheme: string
}

/**
 * What becomes of claims after they were filed: custody receipt, verification, valuation, approval, and the ways out. Each `…Many` is all or
 * none; its inputs name each claim once.
 */
@Injectable()
export class ClaimActs {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** A host organisation confirms that equipment handed over at its site is in custody. */
  async recordCustody(command: HttpCommand, viewer: SignedIn, id: string, receivedOn: string): Promise<Receipt> {
    return this.one(command, (tx, seen) => this.recordCustodyMany(tx, [{ id, receivedOn, ...seen }], viewer))
  }

  /**
   * @param viewer who acts, where a session says it; else it is read who the transaction's actor is
   * @throws Refused `reward_claim.not_found` at another's site too, `input.invalid` naming `receivedOn`
   */
  async recordCustodyMany(
    tx: ActTx,
    inputs: readonly CustodyReceipt[],
    viewer?: Pick<SignedIn, 'roles' | 'siteId'>,
  ): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const claims = await claimsOf(tx, inputs)
    // A host organisation knows of no claim but those that were handed over at its own site.
    const onlySite = onlySiteOf(viewer ?? { roles: tx.actor.roles, siteId: await siteOfAccount(tx, tx.actor.id) })
    inputs.forEach(({ receivedOn }, n) => {
      const claim = claims[n]!
      if (onlySite !== null && claim.custodySite !== onlySite) throw Refused.notFound('reward_claim')
      if (receivedOn < claim.receivedOn || receivedOn > tx.today) {
        throw Refused.field(
          'receivedOn',
          `The equipment was handed over on ${claim.receivedOn}.`,
          `Choose a day from ${claim.receivedOn} to ${tx.today}.`,
        )
      }
    })
    const moved = await this.move(tx, 'record_custody', inputs, (n) => ({
      payload: { received: inputs[n]!.receivedOn, site: claims[n]!.custodySite },
    }))
    await writeCustodies(
      tx,
      inputs.map(({ id, receivedOn: on }) => ({ id, on })),
    )
    return moved
  }

  async value(command: HttpCommand, id: string, scheme: string): Promise<Receipt> {
    return this.one(command, (tx, seen) => this.valueMany(tx, [{ id, scheme, ...seen }]))
  }

  /** Values claims by a scheme's tariff as it stood on the day of the handover. @throws Refused `reward_claim.not_in_tariff` */
  async valueMany(tx: ActTx, inputs: readonly ValueClaim[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const claims = await claimsOf(tx, inputs)
    const tariffs = await tariffsOn(
      tx,
      inputs.map(({ scheme }, n) => ({ scheme, day: claims[n]!.receivedOn })),
    )
    const valuations = claims.map((claim, n) => valueItems(claim.items, tariffs[n]!))
    const moved = await this.move(tx, 'value', inputs, (n) => {
      const valuation = valuations[n]!
      const ask = { scheme: inputs[n]!.scheme }
      if (!valuation.covered) return { ask }
      const { amount, currency, lines } = valuation
      return { ask, payload: { amount, currency, lines: [...lines.values()].map((line) => line.id) } }
    })
    const written = valuations.map((valuation, n): NewValuation => {
      if (!valuation.covered) throw new Error('the condition tariff_covers_the_items and the valuation disagree')
      return { ...valuation, id: inputs[n]!.id, scheme: inputs[n]!.scheme }
    })
    await writeValuations(tx, written)
    return moved
  }

  async verify(command: HttpCommand, id: string): Promise<Receipt> {
    return this.one(command, (tx, seen) => this.verifyMany(tx, [{ id, ...seen }]))
  }

  /** @throws Refused `reward_claim.no_custody_receipt` */
  async verifyMany(tx: ActTx, inputs: readonly ClaimAct[]): Promise<Receipt[]> {
    return this.move(tx, 'verify', inputs)
  }

  async approve(command: HttpCommand, id: string): Promise<Receipt> {
    return this.one(command, (tx, seen) => this.approveMany(tx, [{ id, ...seen }]))
  }

  /** @throws Refused `actor.assessed_it` */
  async approveMany(tx: ActTx, inputs: readonly ClaimAct[]): Promise<Receipt[]> {
    return this.move(tx, 'approve', inputs)
  }

  async sendBack(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.one(command, (tx, seen) => this.sendBackMany(tx, [{ id, reason, ...seen }]))
  }

  async sendBackMany(tx: ActTx, inputs: readonly ClaimActWithReason[]): Promise<Receipt[]> {
    return this.move(tx, 'send_back', inputs)
  }

  async reject(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.one(command, (tx, seen) => this.rejectMany(tx, [{ id, reason, ...seen }]))
  }

  async rejectMany(tx: ActTx, inputs: readonly ClaimActWithReason[]): Promise<Receipt[]> {
    return this.move(tx, 'reject', inputs)
  }

  async withdraw(command: HttpCommand, id: string, reason: string): Promise<Receipt> {
    return this.one(command, (tx, seen) => this.withdrawMany(tx, [{ id, reason, ...seen }]))
  }

  async withdrawMany(tx: ActTx, inputs: readonly ClaimActWithReason[]): Promise<Receipt[]> {
    return this.move(tx, 'withdraw', inputs)
  }

  /** A command of one person about one claim. */
  private async one(
    command: HttpCommand,
    work: (tx: ActTx, seen: { readonly seenVersion: number | undefined }) => Promise<Receipt[]>,
  ): Promise<Receipt> {
    const { seenVersion } = command
    return this.perform.command(command.token, command, async (tx) => (await work(tx, { seenVersion }))[0]!)
  }

  private async move(
    tx: ActTx,
    event: string,
    inputs: readonly (ClaimAct & { readonly reason?: string })[],
    more: (n: number) => Pick<Act, 'payload' | 'ask'> = () => ({}),
  ): Promise<Receipt[]> {
    const moved = await this.advance.many(
      tx,
      inputs.map(({ id, reason, seenVersion }, n) => ({
        kind: 'reward_claim',
        subjectId: id,
        event,
        reason,
        seenVersion,
        ...more(n),
      })),
    )
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}

/** In the order of the inputs. @throws Refused `reward_claim.not_found` */
async function claimsOf(tx: ActTx, inputs: readonly ClaimAct[]): Promise<Claim[]> {
  const found = await findClaims(
    tx,
    inputs.map((i) => i.id),
  )
  return inputs.map(({ id }) => {
    const claim = found.get(id)
    if (!claim) throw Refused.notFound('reward_claim')
    return claim
  })
}
