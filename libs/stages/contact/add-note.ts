import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Notes, Perform, type NoteClass, type Receipt } from '@passage/case'
import { assertMayWrite } from './contact.rules'

export interface AddNoteInput {
  readonly class: NoteClass
  readonly text: string
}

/** A caseworker writes something down about a case. The text is sealed; the log holds its id and a commitment to it. */
@Injectable()
export class AddNote {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
    private readonly notes: Notes,
  ) {}

  /** @throws Refused `access.note_class` where the actor could not read what they are about to write */
  async addNote(command: HttpCommand, caseId: string, input: AddNoteInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      assertMayWrite(tx.actor.roles, input.class, 'class')
      const { reference } = await this.files.get(tx, caseId)
      const { noteId, commitment } = await this.notes.write(tx, { caseId, subjectId: caseId, ...input })
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event: 'add_note',
        payload: { note: noteId, class: input.class, commitment },
        seenVersion: command.seenVersion,
      })
      return { id: caseId, reference, state, version }
    })
  }
}
