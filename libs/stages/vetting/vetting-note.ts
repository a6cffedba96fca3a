import { Notes, type ActTx, type Payload } from '@passage/case'

/** A note to an act of vetting, kept outside the log, and what the log may hold of it. */
export interface ActNote {
  readonly noteId: string | null
  readonly payload: Payload
}

/** An act on a case, as far as its note goes. */
interface NotedAct {
  readonly caseId: string
  readonly note?: string | undefined
}

/**
 * Writes the officer's notes, where there are any, in the class `vetting`; the log gets their ids and salted commitments.
 * @returns the notes in the order of the acts, an empty one for an act without
 */
export async function notesOfActs(notes: Notes, tx: ActTx, acts: readonly NotedAct[]): Promise<ActNote[]> {
  const noted = acts.flatMap(({ caseId, note }, place) => (note === undefined ? [] : [{ caseId, text: note, place }]))
  const written = await notes.writeMany(
    tx,
    noted.map(({ caseId, text }) => ({ caseId, subjectId: caseId, class: 'vetting', text })),
    acts.map((act) => act.caseId),
  )
  const byPlace = new Map(noted.map(({ place }, n) => [place, written[n]!]))
  return acts.map((_, place): ActNote => {
    const note = byPlace.get(place)
    if (!note) return { noteId: null, payload: {} }
    return { noteId: note.noteId, payload: { note: note.noteId, commitment: note.commitment } }
  })
}
