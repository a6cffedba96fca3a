import { Injectable } from '@nestjs/common'
import { PersonVault, type Queries } from '@passage/access'
import { Refused } from '@passage/platform'
import type { ActTx } from './act'
import type { Payload } from './canonical'
import { insertNotes, lockForNotes, notesOf, type NoteClass } from './case-file.store'

export interface NewNote {
  readonly caseId: string
  /** What the note is about: the case itself, or one of its subjects. */
  readonly subjectId: string
  readonly class: NoteClass
  readonly text: string
}

/** An act on a case, as far as its note goes. */
interface NotedAct {
  readonly caseId: string
  readonly note?: string | undefined
}

/** A note to an act, kept outside the log, and what the log may hold of it. */
interface ActNote {
  readonly noteId: string | null
  readonly payload: Payload
}

/** A note that was kept, as the log may know it. */
export interface WrittenNote {
  readonly noteId: string
  readonly commitment: string
}

/** A note as it is read; the redaction decides who sees its text. */
export interface Note {
  readonly id: string
  readonly caseId: string
  readonly subjectId: string
  readonly class: NoteClass
  readonly author: { readonly id: string; readonly displayName: string }
  readonly writtenOn: string
  /** Null where the key of the person was destroyed. */
  readonly text: string | null
}

/**
 * Free text about a case. It stands outside the log, sealed under the applicant's key, so that it can be erased with the person; the log
 * holds the note's id and a salted commitment to its text.
 */
@Injectable()
export class Notes {
  constructor(private readonly vault: PersonVault) {}

  /**
   * Seals and keeps a note. Put `noteId` as `note` and `commitment` into the payload of the transition that the note belongs to: by that
   * name the timeline finds it.
   * @throws Refused `case.not_found`
   */
  async write(tx: ActTx, note: NewNote): Promise<WrittenNote> {
    const [written] = await this.writeMany(tx, [note])
    if (!written) throw Refused.notFound('case')
    return written
  }

  /**
   * Writes the notes of acts on cases, where there are any, all in one class.
   * @returns what the log may hold of each, in the order of the acts; an empty payload for an act without a note
   */
  async writeForActs(tx: ActTx, noteClass: NoteClass, acts: readonly NotedAct[]): Promise<ActNote[]> {
    const noted = acts.flatMap(({ caseId, note }, place) => (note === undefined ? [] : [{ caseId, text: note, place }]))
    const written = await this.writeMany(
      tx,
      noted.map(({ caseId, text }) => ({ caseId, subjectId: caseId, class: noteClass, text })),
      acts.map((act) => act.caseId),
    )
    const byPlace = new Map(noted.map(({ place }, n) => [place, written[n]]))
    return acts.map((_, place): ActNote => {
      const note = byPlace.get(place)
      if (!note) return { noteId: null, payload: {} }
      return { noteId: note.noteId, payload: { note: note.noteId, commitment: note.commitment } }
    })
  }

  /**
   * {@link write} for several notes, in three statements however many; none where there is no note.
   * @param moving cases without a note that this transaction moves afterwards: all are locked in one order, or two batches would wait for
   *   one another in a circle
   * @returns what was written, in the order of the notes; nothing for one whose case does not exist: the act that it belongs to is refused
   */
  private async writeMany(
    tx: ActTx,
    notes: readonly NewNote[],
    moving: readonly string[] = [],
  ): Promise<(WrittenNote | undefined)[]> {
    if (notes.length === 0) return []
    const applicants = await lockForNotes(tx, [...new Set([...notes.map((note) => note.caseId), ...moving])])
    const kept = notes.flatMap(({ text, ...known }, place) => {
      const personId = applicants.get(known.caseId)
      return personId ? [{ place, known, toSeal: { personId, noteId: tx.random.uuid(), text } }] : []
    })
    const sealed = await this.vault.sealNotes(
      tx,
      kept.map(({ toSeal }) => toSeal),
    )
    await insertNotes(
      tx,
      kept.map(({ known, toSeal }, n) => {
        const { commitment: _, ...atRest } = sealed[n]!
        return { id: toSeal.noteId, ...known, authorId: tx.actor.id, writtenOn: tx.today, ...atRest }
      }),
    )
    const written = new Map(
      kept.map(({ place, toSeal: { noteId } }, n) => [place, { noteId, commitment: sealed[n]!.commitment }]),
    )
    return notes.map((_, place) => written.get(place))
  }

  /** The notes of a case with these ids, by id. Redact before they leave: their text has their own class. */
  async open(on: Queries, caseId: string, ids: readonly string[]): Promise<Map<string, Note>> {
    return ids.length === 0 ? new Map() : new Map((await this.read(on, caseId, ids)).map((note) => [note.id, note]))
  }

  /** All notes of a case, newest first. Redact before they leave. */
  async ofCase(on: Queries, caseId: string): Promise<Note[]> {
    return this.read(on, caseId, null)
  }

  private async read(on: Queries, caseId: string, ids: readonly string[] | null): Promise<Note[]> {
    const rows = await notesOf(on, caseId, ids)
    const texts = await this.vault.openNotes(
      on,
      rows.flatMap(({ id, applicantId, nonce, ciphertext }) =>
        nonce && ciphertext ? [{ id, personId: applicantId, nonce, ciphertext }] : [],
      ),
    )
    // A note whose key is gone has no text any more, and is shown as such rather than left out.
    return rows.map(({ applicantId: _, nonce: __, ciphertext: ___, ...note }) => ({ ...note, text: texts.get(note.id) ?? null }))
  }
}
