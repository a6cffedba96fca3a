import type { DueKind } from '../due/due-kinds'
import type { Waiting } from './need-rules'

/** The open reminders of a kind, each since the day on which it fell due. */
export function remindersOf(kind: DueKind): Waiting {
  return () => `SELECT n.due_on AS since FROM notice n WHERE n.kind = '${kind}' AND n.settled_on IS NULL`
}
