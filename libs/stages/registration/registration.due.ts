import { Injectable, type OnModuleInit } from '@nestjs/common'
import { DueRules, planning, Registry } from '@passage/case'

/** A pre-CDM code is looked at again after its term: it is suspended until a registrar resumes it, and then has its term anew. */
@Injectable()
export class RegistrationDue implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly rules: DueRules,
  ) {}

  onModuleInit(): void {
    const plan = planning({
      kind: 'pre_cdm_review',
      dueOn: `today + term_days('pre_cdm_review', today)`,
      from: `JOIN code ON code.id = m.id AND code.kind = 'pre_cdm'`,
    })
    // Most codes that are issued are CDM codes, which need no statement.
    this.registry.effect('plan_code_review', (tx, moved) =>
      plan(
        tx,
        moved.filter((m) => m.event !== 'issue' || m.payload.kind === 'pre_cdm'),
      ),
    )
    this.rules.register({
      kind: 'pre_cdm_review',
      about: 'code',
      stands: `EXISTS (
        SELECT FROM subject c JOIN LATERAL (
            SELECT t.programme_date AS on_day FROM transition t WHERE t.subject_id = c.id AND t.event IN ('issue', 'resume')
            ORDER BY t.seq DESC LIMIT 1) active ON true
        WHERE c.id = i.subject_id AND c.state = 'active' AND i.due_on = active.on_day + term_days('pre_cdm_review', active.on_day))`,
      firing: { expire: { event: 'suspend', reason: 'under_review' } },
    })
  }
}
