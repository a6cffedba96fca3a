import { Injectable, type OnModuleInit } from '@nestjs/common'
import { DueRules, planning, Registry } from '@passage/case'

/** What falls due in the reward stage: the custody receipt of a claim. */
@Injectable()
export class RewardDue implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly rules: DueRules,
  ) {}

  onModuleInit(): void {
    this.registry.effect(
      'plan_custody_reminder',
      planning({ kind: 'custody_overdue', dueOn: `today + term_days('claim_custody', today)` }),
    )
    this.rules.register({
      kind: 'custody_overdue',
      about: 'reward_claim',
      stands: `EXISTS (
        SELECT FROM reward_claim c JOIN subject s ON s.id = c.id WHERE c.id = i.subject_id AND s.state = 'filed' AND c.custody_on IS NULL)`,
      firing: { remind: 'equipment_assessor' },
    })
  }
}
