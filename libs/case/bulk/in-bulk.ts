import { Refused, type FieldProblem } from '@passage/platform'
import type { Act, ActTx } from '../act'
import type { Receipt } from '../perform'
import { RefusedActs } from '../refused-acts'

/** So many may be acted on at once: a page or two of a list, which somebody can look over before confirming. */
export const largestBulk = 200

export const bulkActs = ['assign', 'start_vetting', 'issue_codes'] as const
export type BulkAct = (typeof bulkActs)[number]

/** A case or a payment that somebody picked from a list. */
export interface Picked {
  readonly id: string
  /** The version that was seen; another one refuses it. */
  readonly version: number
}

/** What can be picked, as the input names it, and which of them an act is about. */
const pickedBy = {
  cases: ({ kind, subjectId, opens }: Act) => (kind === 'case' ? subjectId : opens?.caseId),
  payments: ({ subjectId }: Act) => subjectId,
} as const satisfies Readonly<Record<string, (act: Act) => string | null | undefined>>

type Field = keyof typeof pickedBy

/**
 * Acts on what was picked one by one, all or none.
 * @param field where the input names them
 * @returns a receipt that names who acted, since no single subject stands for the whole
 * @throws Refused `input.invalid` where one is named twice; `bulk.refused` with each that may not be, as `cases[n]`, and its fix; the refusal
 * itself where it is about none of them alone
 */
export async function inBulk(tx: ActTx, field: Field, picked: readonly Picked[], work: () => Promise<unknown>): Promise<Receipt> {
  assertNamedOnce(field, picked)
  try {
    await work()
  } catch (error) {
    if (!(error instanceof RefusedActs)) throw error
    throw refusedInBulk(field, picked, error)
  }
  return { id: tx.actor.id, state: 'done', version: 1 }
}

/** @throws Refused `input.invalid` naming each that stands there again */
export function assertNamedOnce(field: Field, picked: readonly Picked[]): void {
  const places = new Map<string, number>()
  const errors: FieldProblem[] = []
  for (const [place, { id }] of picked.entries()) {
    const first = places.get(id)
    if (first === undefined) places.set(id, place)
    else
      errors.push({
        field: `${field}[${place}]`,
        message: `This is number ${first + 1} of those that were picked again.`,
        fix: 'Name each once.',
      })
  }
  const [error] = errors
  if (error) throw new Refused('input.invalid', error.message, { field: error.field, fix: error.fix, errors })
}

/** One problem each, in the order in which they were named. */
function refusedInBulk(field: Field, picked: readonly Picked[], { refusals }: RefusedActs): Refused {
  const idOf = pickedBy[field]
  const named = new Set(picked.map(({ id }) => id))
  // A reason is given once for all of them.
  const ofTheWhole = refusals.find(({ act, refused }) => refused.code === 'input.reason' || !named.has(idOf(act) ?? ''))
  if (ofTheWhole) return ofTheWhole.refused
  // Of several refusals of one, the first is told.
  const ofEach = new Map(refusals.toReversed().map(({ act, refused }) => [idOf(act), refused]))
  const errors = picked.flatMap(({ id }, place): FieldProblem[] => {
    const refused = ofEach.get(id)
    return refused ? [{ field: `${field}[${place}]`, message: refused.message, fix: refused.details.fix ?? 'Leave it out.' }] : []
  })
  const some = errors.length === 1 ? 'One of those that were picked may' : `${errors.length} of those that were picked may`
  return new Refused('bulk.refused', `${some} not be acted on like this, so that none was.`, {
    fix: 'Mend what each of them names, or leave them out and repeat it with the others.',
    errors,
  })
}
