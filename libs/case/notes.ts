import { Injectable } from '@nestjs/common'
import { PersonVault, type Queries } from '@passage/access'
import { Refused } from '@passage/platform'
import type { ActTx } from './act'
import { insertNotes, lockForNotes, notesOf, type NoteClass } from './case-file.store'

export interface NewNote {
  readonly caseId: string
  /** What the note is about: the case itself, or one of its subjects. */
  readonly subjectId: string
  readonly class: NoteClass
  readonly text: string
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
    return written!
  }

  /**
   * {@link write} for several notes, in three statements however many; none where there is no note.
   * @param moving cases without a note that this transaction moves afterwards: all are locked in one order, or two batches would wait for
   *   one another in a circle
   * @returns what was written, in the order of the notes
   */
  async writeMany(tx: ActTx, notes: readonly NewNote[], moving: readonly string[] = []): Promise<WrittenNote[]> {
    if (notes.length === 0) return []
    const applicants = await lockForNotes(tx, [...new Set([...notes.map((note) => note.caseId), ...moving])])
    const toSeal = notes.map(({ caseId, text }) => {
      const personId = applicants.get(caseId)
      if (!personId) throw Refused.notFound('case')
      return { personId, noteId: tx.random.uuid(), text }
    })
    const sealed = await this.vault.sealNotes(tx, toSeal)
    await insertNotes(
      tx,
      notes.map(({ text: _, ...known }, place) => {
        const { commitment: __, ...kept } = sealed[place]!
        return { id: toSeal[place]!.noteId, ...known, authorId: tx.actor.id, writtenOn: tx.today, ...kept }
      }),
    )
    return toSeal.map(({ noteId }, place) => ({ noteId, commitment: sealed[place]!.commitment }))
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
