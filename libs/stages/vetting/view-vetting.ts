import { Injectable } from '@nestjs/common'
import { asViewer, type SignedIn } from '@passage/access'
import { Database, Refused } from '@passage/platform'
import { isDone } from './vetting.rules'
import { VettingStore, type VettingHistory } from './vetting.store'
import type { PlannedCheck } from './vetting.rules'

export interface VettingView extends VettingHistory {
  readonly caseId: string
  readonly round: number
  readonly plan: readonly (PlannedCheck & { readonly done: boolean })[]
  /** That of this round, if it was made. */
  readonly recommendation: VettingHistory['recommendations'][number] | null
}

/** The vetting of a case as those who vet it see it: the plan with what is done, and everything that was recorded. */
@Injectable()
export class ViewVetting {
  constructor(
    private readonly database: Database,
    private readonly store: VettingStore,
  ) {}

  /** @throws Refused `case.not_found` */
  async view(viewer: SignedIn, caseId: string): Promise<VettingView> {
    const [history, { round, plan }] = await asViewer(this.database, viewer, (look) =>
      Promise.all([this.store.history(look, caseId), this.store.progress(look, caseId)]),
    )
    if (!history) throw Refused.notFound('case')
    return {
      caseId,
      round,
      plan: plan.map((check) => ({ ...check, done: isDone(check, round) })),
      recommendation: history.recommendations.find((made) => made.round === round) ?? null,
      ...history,
    }
  }
}
