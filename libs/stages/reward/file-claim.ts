import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import type { Item } from './reward.rules'
import { insertClaim, isOpenSite } from './reward.store'

/** Files a claim: which categories were handed over, how many of each, and when. Nothing else about the equipment is held. */
@Injectable()
export class FileClaim {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
  ) {}

  /** @throws Refused `case.not_registered`, `input.before_case`, `input.in_future` */
  async file(
    command: HttpCommand,
    caseId: string,
    input: { receivedOn: string; siteId?: string | undefined; items: readonly Item[] },
  ): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const file = await this.files.get(tx, caseId)
      if (input.receivedOn > tx.today) {
        throw Refused.field('receivedOn', 'This day lies ahead.', `Choose ${tx.today} or an earlier day.`, 'input.in_future')
      }
      if (input.receivedOn < file.openedOn) {
        throw Refused.field(
          'receivedOn',
          `The case began on ${file.openedOn}.`,
          `Choose ${file.openedOn} or a later day.`,
          'input.before_case',
        )
      }
      const categories = input.items.map((item) => item.category)
      if (new Set(categories).size !== categories.length) {
        throw Refused.field('items', 'A category stands twice.', 'Put each category once, with its count.')
      }
      if (input.siteId !== undefined && !(await isOpenSite(tx, input.siteId))) {
        throw Refused.field('siteId', 'There is no such site that is open.', 'Choose a site from the list.', 'site.not_found')
      }
      const id = tx.random.uuid()
      const moved = await this.advance.one(tx, {
        kind: 'reward_claim',
        subjectId: id,
        event: 'file',
        opens: { caseId },
        payload: { items: input.items.length, received: input.receivedOn },
      })
      await insertClaim(tx, { id, caseId, ...input, custodySite: input.siteId ?? null })
      return { id, state: moved.state, version: moved.version }
    })
  }
}
