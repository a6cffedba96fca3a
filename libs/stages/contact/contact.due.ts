import { Injectable, type OnModuleInit } from '@nestjs/common'
import { DueRules, planning, Registry } from '@passage/case'

/** What falls due in the first stage: a contact with whom vetting should have begun. */
@Injectable()
export class ContactDue implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly rules: DueRules,
  ) {}

  onModuleInit(): void {
    this.registry.effect(
      'plan_contact_reminder',
      planning({ kind: 'contact_waits', dueOn: `today + term_days('contact_to_vetting', today)` }),
    )
    this.rules.register({
      kind: 'contact_waits',
      about: 'case',
      stands: `EXISTS (SELECT FROM subject c WHERE c.id = i.subject_id AND c.state = 'contacted')`,
      firing: { remind: 'vetting_officer' },
    })
  }
}
