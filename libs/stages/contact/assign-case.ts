import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, inBulk, Notes, Perform, type ActTx, type Picked, type Receipt } from '@passage/case'
import { assertMayWrite } from './contact.rules'

/** Who is to hold a case. */
export interface HandOver {
  readonly holderId: string
  /** What the next holder should know: free text, kept as an operational note. */
  readonly note?: string | undefined
}

export interface AssignCaseInput extends HandOver {
  readonly caseId: string
  /** The version that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** Whoever may hold a case reads it. */
const noteClass = 'operational'

/** Somebody else holds the case from now on. */
@Injectable()
export class AssignCase {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
    private readonly notes: Notes,
  ) {}

  /** {@link assignMany} with one case. @throws Refused `input.holder`, `access.note_class` */
  async assign(command: HttpCommand, caseId: string, { holderId, note }: HandOver): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(
      token,
      command,
      async (tx) => (await this.assignMany(tx, [{ caseId, holderId, note, seenVersion }]))[0]!,
    )
  }

  /**
   * {@link assignMany} of cases that were picked from a list; each has a note of its own, in the same words.
   * @throws Refused `bulk.refused` with each case that may not be, `input.holder`, `access.note_class`
   */
  async assignInBulk(command: HttpCommand, cases: readonly Picked[], { holderId, note }: HandOver): Promise<Receipt> {
    return this.perform.command(command.token, command, (tx) =>
      inBulk(tx, 'cases', cases, () =>
        this.assignMany(
          tx,
          cases.map(({ id: caseId, version: seenVersion }) => ({ caseId, holderId, note, seenVersion })),
        ),
      ),
    )
  }

  /**
   * Gives cases to their new holders, with what these should know, all or none, each case named once.
   * @returns the receipts, in the order of the inputs
   * @throws Refused `input.holder` where an account is disabled, unknown, or has no caseworking role; `access.note_class` where there is a
   *   note that the actor could not read
   */
  async assignMany(tx: ActTx, inputs: readonly AssignCaseInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    if (inputs.some(({ note }) => note !== undefined)) assertMayWrite(tx.actor.roles, noteClass, 'note')
    const notes = await this.notes.writeForActs(tx, noteClass, inputs)
    const moved = await this.advance.many(
      tx,
      inputs.map(({ caseId, holderId, seenVersion }, place) => {
        const { noteId, payload } = notes[place]!
        return {
          kind: 'case',
          subjectId: caseId,
          event: 'assign',
          payload: { holder: holderId, ...payload, ...(noteId ? { class: noteClass } : {}) },
          seenVersion,
        }
      }),
    )
    await this.files.assertMayHold(
      tx,
      inputs.map((input) => input.holderId),
    )
    const references = await this.files.assign(tx, inputs)
    return moved.map(({ subjectId: id, state, version }) => ({ id, reference: references.get(id)!, state, version }))
  }
}
