import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules } from '@passage/case'

const claimsIn = (state: string): string =>
  `SELECT c.filed_on AS since FROM subject s JOIN reward_claim c ON c.id = s.id WHERE s.kind = 'reward_claim' AND s.state = '${state}'`

/** What reward claims need, from the day on which each was filed: a custody receipt, verification, valuation, approval, a run. */
@Injectable()
export class RewardNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    this.needs.register(
      'custody_to_take',
      ['host_organisation'],
      ({ mySite }) => `${claimsIn('filed')} AND c.custody_on IS NULL AND c.custody_site = ${mySite}`,
    )
    this.needs.register('claims_to_verify', ['equipment_assessor'], () => `${claimsIn('filed')} AND c.custody_on IS NOT NULL`)
    this.needs.register('claims_to_value', ['equipment_assessor'], () => claimsIn('verified'))
    this.needs.register(
      'claims_to_approve',
      ['finance_approver'],
      // Nobody approves what they assessed (programme.md).
      ({ me }) => `${claimsIn('valued')} AND NOT EXISTS (
        SELECT FROM transition t WHERE t.subject_id = s.id AND t.actor_id = ${me} AND t.duty = 'assess')`,
    )
    this.needs.register('claims_to_pay', ['finance_officer'], () => claimsIn('approved'))
  }
}
