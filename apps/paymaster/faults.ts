import { createHash } from 'node:crypto'

/**
 * The deck of faults: what goes wrong, and how often. Shares lie between 0 and 1 and are drawn from a hash of the instruction's key,
 * never from chance, so that the same instruction meets the same fate in every run.
 */
export interface Faults {
  /** Refused, with a reason drawn from AC04, AM04 and MS03. */
  readonly rejectShare: number
  /** Paid, then returned by the payee's side (AC04). */
  readonly returnShare: number
  /** Neither accepted nor refused until `POST /settle`. */
  readonly pendingShare: number
  /** Of the requests: the connection is cut, and nothing was taken. Once for each instruction. */
  readonly dropBeforeShare: number
  /** Of the requests: everything was taken, but the connection is cut before the answer. Once for each instruction. */
  readonly dropAfterShare: number
  /** How long to wait with every answer, after the work is done. */
  readonly slowMs: number
  /** Every entry of a statement appears twice. */
  readonly duplicateStatement: boolean
  /** How many of the next requests are answered with 503. */
  readonly unavailableFor: number
  /** Without it, what was refused or returned by a share goes through as n + 1; with it, it is refused again. */
  readonly rejectAgain: boolean
  /** Another seed deals other fates. */
  readonly seed: number
}

export const NO_FAULTS: Faults = {
  rejectShare: 0,
  returnShare: 0,
  pendingShare: 0,
  dropBeforeShare: 0,
  dropAfterShare: 0,
  slowMs: 0,
  duplicateStatement: false,
  unavailableFor: 0,
  rejectAgain: false,
  seed: 1,
}

/** A deck that cannot be dealt from; the message names the field and the fix. */
export class BadFaults extends Error {
  override readonly name = 'BadFaults'
}

/**
 * A whole deck from what somebody asked for; what they left out does not go wrong.
 * @throws BadFaults
 */
export function faultsFrom(given: unknown): Faults {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new BadFaults('the faults must be a JSON object')
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(NO_FAULTS, key))
      throw new BadFaults(`${key} is not a fault; known are ${Object.keys(NO_FAULTS).join(', ')}`)
    const expected = typeof NO_FAULTS[key as keyof Faults]
    if (typeof value !== expected) throw new BadFaults(`${key} must be a ${expected}`)
    if (typeof value !== 'number') continue
    if (key.endsWith('Share') ? !(value >= 0 && value <= 1) : !(Number.isInteger(value) && value >= 0 && value <= 2 ** 31 - 1)) {
      throw new BadFaults(`${key} must be ${key.endsWith('Share') ? 'between 0 and 1' : 'a whole number from 0 on'}`)
    }
  }
  return { ...NO_FAULTS, ...(given as Partial<Faults>) }
}

/** What becomes of an instruction: decided once, when it is taken, and never again. */
export type Fate =
  | { readonly kind: 'settle' }
  | { readonly kind: 'pend' }
  | { readonly kind: 'return'; readonly reason: string }
  | { readonly kind: 'reject'; readonly reason: string }

/** AC04 closed account, AM04 insufficient funds, MS03 no reason given. */
const REASONS = ['AC04', 'AM04', 'MS03'] as const

/** The payment that an instruction belongs to: its key without the number of the instruction. */
export function paymentOf(endToEndId: string): string {
  return endToEndId.replace(/-\d+$/, '')
}

/** A number from 0 to below 1 that depends on the seed, the fault and the key, and on nothing else. */
function lot(faults: Faults, fault: string, key: string): number {
  return createHash('sha256').update(`${faults.seed}:${fault}:${key}`).digest().readUInt32BE(0) / 2 ** 32
}

/**
 * The fate of an instruction. Magic accounts come first: `…-REJECT`, `…-RETURN`, `…-PENDING` meet theirs always.
 * @param failedBefore whether an earlier instruction of the same payment was refused or returned
 */
export function fateOf(endToEndId: string, creditorAccount: string, faults: Faults, failedBefore: boolean): Fate {
  if (creditorAccount.endsWith('-REJECT')) return { kind: 'reject', reason: 'AC04' }
  if (creditorAccount.endsWith('-RETURN')) return { kind: 'return', reason: 'AC04' }
  if (creditorAccount.endsWith('-PENDING')) return { kind: 'pend' }
  const payment = paymentOf(endToEndId)
  const hits = (fault: string, share: number): boolean => lot(faults, fault, payment) < share
  if (hits('reject', faults.rejectShare) && (!failedBefore || faults.rejectAgain)) {
    return { kind: 'reject', reason: REASONS[Math.floor(lot(faults, 'reason', payment) * REASONS.length)]! }
  }
  if (hits('return', faults.returnShare) && !failedBefore) return { kind: 'return', reason: 'AC04' }
  if (hits('pending', faults.pendingShare)) return { kind: 'pend' }
  return { kind: 'settle' }
}

/** Whether the request that brings this instruction first is cut before it is taken. */
export function dropsBefore(endToEndId: string, faults: Faults): boolean {
  return lot(faults, 'drop-before', endToEndId) < faults.dropBeforeShare
}

/** Whether the request that brings this instruction first is cut after it was taken. */
export function dropsAfter(endToEndId: string, creditorAccount: string, faults: Faults): boolean {
  return creditorAccount.endsWith('-DROP') || lot(faults, 'drop-after', endToEndId) < faults.dropAfterShare
}
