import { Injectable } from '@nestjs/common'
import { EntitlementActs } from '@passage/stages/allowance'
import { IssueCode, ReplaceCode } from '@passage/stages/registration'
import { ClaimActs, FileClaim } from '@passage/stages/reward'
import { dateOf, type Day } from './calendar'
import type { CasePlan } from './case-plan'
import { take, type LivingWorld } from './living-world'
import { announcedOn, schemeOfClaims } from './tariff'

/** What follows vetting but for the place to live: the code, the monthly allowance, the reward for equipment. */
@Injectable()
export class LiveSupport {
  constructor(
    private readonly issueCode: IssueCode,
    private readonly replaceCode: ReplaceCode,
    private readonly entitlements: EntitlementActs,
    private readonly fileClaim: FileClaim,
    private readonly claims: ClaimActs,
  ) {}

  async codes(world: LivingWorld, day: Day): Promise<void> {
    const registrar = world.staff.onDuty('registrar', day)
    const due = world.due(day, 'code').map((plan) => ({
      caseId: world.idOf(plan),
      kind: plan.pathway === 'in_service' ? ('pre_cdm' as const) : ('cdm' as const),
    }))
    if (due.length > 0) await world.batches.do(registrar, day, 'code', (tx) => this.issueCode.issueMany(tx, due))
    const lost = await this.subjectsOf(world, world.due(day, 'card_lost'), 'code', 'active')
    if (lost.length > 0) {
      await world.batches.do(registrar, day, 'replace', (tx) =>
        this.replaceCode.replaceMany(
          tx,
          lost.map((codeId) => ({ codeId, reason: 'card_lost' as const })),
        ),
      )
    }
  }

  /** Opens the allowance of those who arrived in Thailand some days ago, and ends that of those who left. */
  async allowances(world: LivingWorld, day: Day): Promise<void> {
    const officer = world.staff.onDuty('finance_officer', day)
    const arrived = take(world.toEntitle, day)
      .sort((a, b) => a - b)
      .map((number) => world.ids[number]!)
    if (arrived.length > 0) {
      // One who lost the card that day, or left meanwhile, is not registered with an active code and a place any more.
      const people = await world.database.query<{ caseId: string; personId: string }>(
        `SELECT p.case_id AS "caseId", p.id AS "personId" FROM person p
         WHERE p.case_id = ANY ($1::uuid[]) AND p.relation = 'applicant'
           AND EXISTS (SELECT FROM subject s WHERE s.case_id = p.case_id AND s.kind = 'code' AND s.state = 'active')
           AND EXISTS (SELECT FROM subject s WHERE s.case_id = p.case_id AND s.kind = 'placement' AND s.state = 'staying')
           AND NOT EXISTS (SELECT FROM subject s WHERE s.case_id = p.case_id AND s.kind = 'entitlement' AND s.state <> 'ended')
         ORDER BY p.case_id`,
        [arrived],
      )
      const inputs = people.map((one) => ({ ...one, country: 'TH', from: dateOf(day) }))
      if (inputs.length > 0) await world.batches.do(officer, day, 'entitle', (tx) => this.entitlements.openMany(tx, inputs))
    }
    const left = take(world.toEnd, day).map((number) => world.plans[number]!)
    const running = await this.subjectsOf(world, left, 'entitlement', 'active')
    if (running.length === 0) return
    await world.batches.do(officer, day, 'end entitlement', (tx) =>
      this.entitlements.endMany(
        tx,
        running.map((id) => ({ id, reason: 'moved_on' })),
      ),
    )
  }

  async claimsOf(world: LivingWorld, day: Day): Promise<void> {
    const assessor = world.staff.onDuty('equipment_assessor', day)
    const filed = world.due(day, 'claim').map((plan) => ({
      caseId: world.idOf(plan),
      receivedOn: dateOf(day),
      siteId: world.programme.sites[plan.number % world.programme.sites.length]!.id,
      items: [{ category: plan.equipment!.category, count: plan.equipment!.count }],
    }))
    if (filed.length > 0) {
      const intake = world.staff.onDuty('intake_officer', day)
      await world.batches.do(intake, day, 'claim', (tx) => this.fileClaim.fileMany(tx, filed))
    }
    const custody = await this.subjectsOf(world, world.due(day, 'custody'), 'reward_claim', 'filed')
    if (custody.length > 0) {
      await world.batches.do(assessor, day, 'custody', (tx) =>
        this.claims.recordCustodyMany(
          tx,
          custody.map((id) => ({ id, receivedOn: dateOf(day) })),
        ),
      )
    }
    await this.assess(world, day)
  }

  private async assess(world: LivingWorld, day: Day): Promise<void> {
    // Whoever assesses a claim must not approve it, and whoever verified it may value it; all of it is one assessor's, by the claim's case.
    const assessor = world.staff.onDuty('equipment_assessor', day)
    const due = world.due(day, 'verify')
    const turnedDown = await this.subjectsOf(
      world,
      due.filter((plan) => plan.equipment!.rejected || !inTariff(plan)),
      'reward_claim',
      'filed',
    )
    if (turnedDown.length > 0) {
      await world.batches.do(assessor, day, 'reject claim', (tx) =>
        this.claims.rejectMany(
          tx,
          turnedDown.map((id) => ({ id, reason: 'not_in_tariff' })),
        ),
      )
    }
    const verified = await this.subjectsOf(
      world,
      due.filter((plan) => !plan.equipment!.rejected && inTariff(plan)),
      'reward_claim',
      'filed',
    )
    if (verified.length > 0) {
      await world.batches.do(assessor, day, 'verify', (tx) =>
        this.claims.verifyMany(
          tx,
          verified.map((id) => ({ id })),
        ),
      )
    }
    const valued = await this.subjectsOf(world, world.due(day, 'value'), 'reward_claim', 'verified')
    if (valued.length > 0) {
      await world.batches.do(assessor, day, 'value', (tx) =>
        this.claims.valueMany(
          tx,
          valued.map((id) => ({ id, scheme: schemeOfClaims })),
        ),
      )
    }
    const approved = await this.subjectsOf(world, world.due(day, 'approve_claim'), 'reward_claim', 'valued')
    if (approved.length > 0) {
      await world.batches.do(world.staff.onDuty('finance_approver', day), day, 'approve claim', (tx) =>
        this.claims.approveMany(
          tx,
          approved.map((id) => ({ id })),
        ),
      )
    }
  }

  /** Ids of the planned cases' subjects of a kind that stand in a state, in a fixed order. */
  private async subjectsOf(world: LivingWorld, plans: readonly CasePlan[], kind: string, state: string): Promise<string[]> {
    if (plans.length === 0) return []
    const rows = await world.database.query<{ id: string }>(
      'SELECT id FROM subject WHERE case_id = ANY ($1::uuid[]) AND kind = $2 AND state = $3 ORDER BY id',
      [plans.map((plan) => world.idOf(plan)), kind, state],
    )
    return rows.map(({ id }) => id)
  }
}

/** What was handed over before its category was announced has no tariff. */
function inTariff(plan: CasePlan): boolean {
  return dateOf(plan.claimOn!) >= announcedOn(plan.equipment!.category)
}
