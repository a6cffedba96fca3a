import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules } from '@passage/case'

/** What needs whoever opened a contact: the cases that they hold, from the day on which each was opened. */
@Injectable()
export class ContactNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    this.needs.register(
      'my_open_cases',
      ['intake_officer'],
      ({ me }) => `SELECT f.opened_on AS since FROM case_file f WHERE f.holder_id = ${me} AND f.state <> 'closed'`,
    )
  }
}
