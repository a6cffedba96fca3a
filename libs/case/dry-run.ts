import type { Effects } from '@passage/access'
import type { ActTx } from './act'
import { edgeOf, type EventClass, type SubjectKind } from './lifecycle'
import { lifecycles } from './lifecycles'
import type { Registry, ToldPart } from './registry'

/** How many moves are told one by one; a run of a thousand payments is told by its count. */
const movesTold = 200

interface Move {
  readonly kind: SubjectKind
  readonly subjectId: string
  readonly caseId: string | null
  readonly event: string
  readonly from: string | null
  readonly to: string
}

/**
 * Does the work of a command as far as COMMIT, its last statements and the deferred constraints among them, and undoes it again.
 * @returns what it did; the caller rolls the transaction back
 * @throws whatever the command itself would be refused with
 */
export async function tryOut(tx: ActTx, registry: Registry, work: (tx: ActTx) => Promise<unknown>): Promise<Effects> {
  const last: string[] = []
  await tx.query('SAVEPOINT before_the_act')
  await work({ ...tx, lastly: (sql) => void last.push(sql) })
  for (const sql of last) await tx.query(sql)
  await tx.query('SET CONSTRAINTS ALL IMMEDIATE')
  const moves = await movesIn(tx)
  const subjectIds = [...new Set(moves.map(({ subjectId }) => subjectId))]
  const look = async (part: ToldPart): Promise<readonly unknown[]> => (await registry.telling(part)?.look(tx, subjectIds)) ?? []
  const after = { places: await look('places'), money: await look('money') }
  // Undone to here only, so that the actor is still bound: the database shows an actor more than nobody.
  await tx.query('ROLLBACK TO SAVEPOINT before_the_act')
  const changes = async (part: ToldPart): Promise<readonly object[]> =>
    registry.telling(part)?.changes(await look(part), after[part]) ?? []
  return {
    moves: moves.slice(0, movesTold).map((move) => ({ ...move, class: classOf(move) })),
    moveCount: moves.length,
    ends: endsAmong(moves),
    places: await changes('places'),
    money: await changes('money'),
  }
}

/** What this transaction has moved, cases first; of a subject in the order in which it moved. */
async function movesIn(tx: ActTx): Promise<Move[]> {
  return tx.query<Move>(
    // By the time of record, which has an index, the binding being the transaction's own.
    `SELECT t.lifecycle AS kind, t.subject_id AS "subjectId", s.case_id AS "caseId", t.event, t.from_state AS "from", t.to_state AS "to"
     FROM transition t JOIN subject s ON s.id = t.subject_id
     WHERE t.recorded_at = timestamptz 'epoch' + $1::bigint * interval '1 microsecond' AND t.binding_id = $2::bigint
     ORDER BY t.lifecycle <> 'case', t.lifecycle, t.subject_id, t.seq`,
    [String(tx.now), String(tx.bindingId)],
  )
}

function classOf({ kind, from, event }: Move): EventClass {
  return edgeOf(lifecycles[kind], from, event)?.class ?? 'operational'
}

/** How many of each kind come to a state that has no way out. */
function endsAmong(moves: readonly Move[]): { kind: SubjectKind; state: string; count: number }[] {
  const counts = new Map<string, { kind: SubjectKind; state: string; count: number }>()
  for (const { kind, to: state } of moves) {
    if (Object.keys(lifecycles[kind].states[state] ?? {}).length > 0) continue
    const key = `${kind}/${state}`
    counts.set(key, { kind, state, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}
