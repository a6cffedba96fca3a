import { Notes, type ActTx, type Payload } from '@passage/case'

/** A note to an act of vetting, kept outside the log, and what the log may hold of it. */
export interface ActNote {
  readonly noteId: string | null
  readonly payload: Payload
}

/** Writes the officer's note, if there is one, in the class `vetting`; the log gets its id and a salted commitment. */
export async function noteOfAct(notes: Notes, tx: ActTx, caseId: string, text: string | undefined): Promise<ActNote> {
  if (text === undefined) return { noteId: null, payload: {} }
  const { noteId, commitment } = await notes.write(tx, { caseId, subjectId: caseId, class: 'vetting', text })
  return { noteId, payload: { note: noteId, commitment } }
}
