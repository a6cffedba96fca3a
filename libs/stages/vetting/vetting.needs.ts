import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules, remindersOf } from '@passage/case'

/** Cases in a state, from the day on which each was opened: the list of them in that order shows the oldest first. */
const casesIn = (state: string): string => `SELECT f.opened_on AS since FROM case_file f WHERE f.state = '${state}'`

/** What vetting needs: contacts to begin with, checks to carry out, recommendations to decide on. */
@Injectable()
export class VettingNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    this.needs.register('contacts_to_open', ['vetting_officer'], () => casesIn('contacted'))
    this.needs.register('checks_open', ['vetting_officer'], () => casesIn('in_vetting'))
    this.needs.register('checks_overdue', ['vetting_officer'], remindersOf('check_overdue'))
    this.needs.register(
      'recommendations_to_decide',
      ['vetting_approver'],
      // Nobody decides on what they checked or recommended (programme.md).
      ({ me }) => `${casesIn('awaiting_decision')} AND NOT EXISTS (
        SELECT FROM transition t WHERE t.subject_id = f.id AND t.actor_id = ${me} AND t.duty = 'vet')`,
    )
    this.needs.register('decisions_overdue', ['vetting_approver'], remindersOf('decision_overdue'))
  }
}
