import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { readingRules } from '@passage/access'
import { LedgerReads } from '@passage/ledger'
import { Advance } from './advance-many'
import { BulkPreviewController } from './bulk/bulk-preview.controller'
import { PreviewBulk } from './bulk/preview-bulk'
import { CaseFiles } from './case-files'
import { registerSpineConditions } from './conditions'
import { DueDriver } from './due/due-driver'
import { DueRules } from './due/due-rules'
import { Notices } from './due/notices'
import { NoticesController } from './due/notices.controller'
import { settling } from './due/plan-due'
import { ErasePerson } from './erasure/erase-person'
import { ErasureController } from './erasure/erasure.controller'
import { ErasureNeeds } from './erasure/erasure.needs'
import { KeysController } from './keys/keys.controller'
import { RequestRotation } from './keys/request-rotation'
import { RotateKeysJob } from './keys/rotate-keys.job'
import { caseStates } from './lifecycles/case.lifecycle'
import { ListFiles } from './lists/list-files'
import { moneyTold } from './money-changes'
import { NeedRules } from './needs/need-rules'
import { Needs } from './needs/needs'
import { NeedsController } from './needs/needs.controller'
import { Notes } from './notes'
import { Perform } from './perform'
import { Actions } from './reads/actions'
import { CaseExport } from './reads/export-cases'
import { ExportController } from './reads/export.controller'
import { CaseController } from './reads/case.controller'
import { CasePage } from './reads/case-page'
import { LifecyclesController } from './reads/lifecycles.controller'
import { People } from './reads/people'
import { PeopleController } from './reads/people.controller'
import { Timeline } from './reads/timeline'
import { Worklist } from './reads/worklist'
import { Registry } from './registry'

/** The spine. Global, since every stage moves its subjects through it. */
@Global()
@Module({
  controllers: [
    BulkPreviewController,
    CaseController,
    ErasureController,
    ExportController,
    KeysController,
    LifecyclesController,
    NeedsController,
    NoticesController,
    PeopleController,
  ],
  providers: [
    Advance,
    CaseFiles,
    Notes,
    Perform,
    Registry,
    DueDriver,
    DueRules,
    ErasePerson,
    ErasureNeeds,
    NeedRules,
    Needs,
    RequestRotation,
    RotateKeysJob,
    Notices,
    Actions,
    PreviewBulk,
    CaseExport,
    CasePage,
    ListFiles,
    People,
    Timeline,
    Worklist,
  ],
  exports: [Advance, CaseFiles, DueDriver, DueRules, ListFiles, NeedRules, Notes, Perform, Registry],
})
export class CaseModule implements OnApplicationBootstrap {
  constructor(
    private readonly registry: Registry,
    private readonly needs: NeedRules,
    private readonly http: HttpAdapterHost,
    dueRules: DueRules,
    ledger: LedgerReads,
  ) {
    registerSpineConditions(registry)
    registry.effect('settle_reminders', settling(dueRules))
    registry.tells('money', moneyTold(ledger))
  }

  /** By now every stage has registered its conditions, effects and needs (they do so in onModuleInit). */
  onApplicationBootstrap(): void {
    this.registry.assertComplete()
    // Whoever generates a world answers nobody, and does without the libs that only read.
    if (this.http.httpAdapter) this.needs.assertComplete()
    assertStatesOfPolicy(readingRules)
  }
}

/**
 * The policy names states of the case, which libs/access cannot know: a misspelt one would let nobody read and nobody would know why.
 * @throws Error naming the class, the role and the state
 */
export function assertStatesOfPolicy(rules: typeof readingRules): void {
  for (const [fieldClass, ofClass] of Object.entries(rules)) {
    for (const [role, rule] of Object.entries(ofClass)) {
      const unknown =
        rule === 'always' ? undefined : rule.states.find((state) => !(caseStates as readonly string[]).includes(state))
      if (unknown)
        throw new Error(
          `The policy lets the ${role} read ${fieldClass} fields of a case that is ${unknown}, and no case ever is.`,
        )
    }
  }
}
