import { Refused, type FieldProblem } from '@passage/platform'
import type { Act, ActTx } from '../act'
import type { Receipt } from '../perform'
import { RefusedActs } from '../refused-acts'

/** So many cases may be acted on at once: a page or two of a list, which somebody can look over before confirming. */
export const largestBulk = 200

export const bulkActs = ['assign', 'start_vetting', 'issue_codes'] as const
export type BulkAct = (typeof bulkActs)[number]

export interface BulkCase {
  readonly id: string
  /** The version that was seen; another one refuses the case. */
  readonly version: number
}

/**
 * Acts on cases that were picked one by one, all or none.
 * @returns a receipt that names who acted, since no single subject stands for the whole
 * @throws Refused `input.invalid` where a case is named twice; `bulk.refused` with each case that may not be, as `cases[n]`, and its fix
 */
export async function inBulk(tx: ActTx, cases: readonly BulkCase[], work: () => Promise<unknown>): Promise<Receipt> {
  assertNamedOnce(cases)
  try {
    await work()
  } catch (error) {
    if (!(error instanceof RefusedActs)) throw error
    throw refusedInBulk(cases, error)
  }
  return { id: tx.actor.id, state: 'done', version: 1 }
}

/** @throws Refused `input.invalid` naming each case that stands there again */
export function assertNamedOnce(cases: readonly BulkCase[]): void {
  const places = new Map<string, number>()
  const errors: FieldProblem[] = []
  for (const [place, { id }] of cases.entries()) {
    const first = places.get(id)
    if (first === undefined) places.set(id, place)
    else
      errors.push({
        field: `cases[${place}]`,
        message: `This is the case of cases[${first}] again.`,
        fix: 'Name each case once.',
      })
  }
  const [error] = errors
  if (error) throw new Refused('input.invalid', error.message, { field: error.field, fix: error.fix, errors })
}

/** One problem a case, in the order in which the cases were named. */
function refusedInBulk(cases: readonly BulkCase[], { refusals }: RefusedActs): Refused {
  const ofCase = new Map<string, Refused>()
  for (const { act, refused } of refusals) {
    const caseId = caseOf(act)
    if (!ofCase.has(caseId)) ofCase.set(caseId, refused)
  }
  const errors = cases.flatMap(({ id }, place): FieldProblem[] => {
    const refused = ofCase.get(id)
    return refused
      ? [{ field: `cases[${place}]`, message: refused.message, fix: refused.details.fix ?? 'Leave the case out.' }]
      : []
  })
  const some = errors.length === 1 ? 'One of the cases may' : `${errors.length} of the cases may`
  return new Refused('bulk.refused', `${some} not be acted on like this, so that none was.`, {
    fix: 'Mend what each of them names, or leave them out and repeat it with the others.',
    errors,
  })
}

function caseOf({ kind, subjectId, opens }: Act): string {
  return kind === 'case' ? subjectId : (opens?.caseId ?? '')
}
