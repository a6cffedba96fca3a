import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActTx, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import type { Item } from './reward.rules'
import { casesOpenedOn, insertClaims, openSites } from './reward.store'

export interface FileClaimInput {
  readonly receivedOn: string
  readonly siteId?: string | undefined
  readonly items: readonly Item[]
}

/** Files claims: which categories were handed over, how many of each, and when. Nothing else about the equipment is held. */
@Injectable()
export class FileClaim {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** {@link fileMany} with one claim. */
  async file(command: HttpCommand, caseId: string, input: FileClaimInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => (await this.fileMany(tx, [{ ...input, caseId }]))[0]!)
  }

  /**
   * All or none; a case may be named more than once.
   * @throws Refused `case.not_registered`, `case.not_found`, `input.before_case`, `input.in_future`, `site.not_found`
   */
  async fileMany(tx: ActTx, inputs: readonly (FileClaimInput & { readonly caseId: string })[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const openedOn = await casesOpenedOn(
      tx,
      inputs.map((i) => i.caseId),
    )
    const sites = await openSites(
      tx,
      inputs.flatMap((i) => i.siteId ?? []),
    )
    for (const input of inputs) assertHandover(input, openedOn.get(input.caseId), tx.today, sites)
    const claims = inputs.map(({ siteId = null, ...input }) => ({ ...input, id: tx.random.uuid(), custodySite: siteId }))
    const moved = await this.advance.many(
      tx,
      claims.map(({ id, caseId, items, receivedOn }) => ({
        kind: 'reward_claim',
        subjectId: id,
        event: 'file',
        opens: { caseId },
        payload: { items: items.length, received: receivedOn },
      })),
    )
    await insertClaims(tx, claims)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}

/** @throws Refused naming what cannot be: the day, the items, the site */
function assertHandover(
  { receivedOn, items, siteId }: FileClaimInput,
  openedOn: string | undefined,
  today: string,
  openSites: ReadonlySet<string>,
): void {
  if (openedOn === undefined) throw Refused.notFound('case')
  if (receivedOn > today) {
    throw Refused.field('receivedOn', 'This day lies ahead.', `Choose ${today} or an earlier day.`, 'input.in_future')
  }
  if (receivedOn < openedOn) {
    throw Refused.field('receivedOn', `The case began on ${openedOn}.`, `Choose ${openedOn} or a later day.`, 'input.before_case')
  }
  const categories = items.map((item) => item.category)
  if (new Set(categories).size !== categories.length) {
    throw Refused.field('items', 'A category stands twice.', 'Put each category once, with its count.')
  }
  if (siteId !== undefined && !openSites.has(siteId)) {
    throw Refused.field('siteId', 'There is no such site that is open.', 'Choose a site from the list.', 'site.not_found')
  }
}
