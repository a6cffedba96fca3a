import { Injectable } from '@nestjs/common'
import { EndCase, OpenContact } from '@passage/stages/contact'
import { Refused, type Database } from '@passage/platform'
import { IssueCode, ReplaceCode } from '@passage/stages/registration'
import { Arrive, BookPlace, Leave, WaitForPlace } from '@passage/stages/relocation'
import { ClaimActs, FileClaim } from '@passage/stages/reward'
import { Appeal, DecideVetting, RecordCheck, Recommend, StartVetting } from '@passage/stages/vetting'
import { EntitlementActs } from '@passage/stages/allowance'
import type { Prng } from '../synthetic/prng'
import type { Agenda } from './agenda'
import { addDays, type CasePlan } from './case-plan'
import type { Cast, Officer } from './cast'
import type { Programme } from './open-programme'

/** Lives one planned case through the real use cases, each act on its day. */
@Injectable()
export class LiveCase {
  constructor(
    private readonly openContact: OpenContact,
    private readonly endCase: EndCase,
    private readonly startVetting: StartVetting,
    private readonly recordCheck: RecordCheck,
    private readonly recommend: Recommend,
    private readonly decideVetting: DecideVetting,
    private readonly appeal: Appeal,
    private readonly issueCode: IssueCode,
    private readonly replaceCode: ReplaceCode,
    private readonly bookPlace: BookPlace,
    private readonly waitForPlace: WaitForPlace,
    private readonly arrive: Arrive,
    private readonly leave: Leave,
    private readonly entitlements: EntitlementActs,
    private readonly fileClaim: FileClaim,
    private readonly claims: ClaimActs,
  ) {}

  /** Puts the first act into the agenda; each act puts the next. */
  begin(life: Life): void {
    life.agenda.add(life.plan.contactOn, () => this.contact(life))
  }

  private async contact(life: Life): Promise<void> {
    const { plan, cast, prng, agenda } = life
    const [applicant, ...household] = plan.household
    const { relation: _, ...described } = applicant!
    const opened = await this.openContact.openContact(cast.pick(prng, 'intake_officer').command(), {
      service: plan.service,
      pathway: plan.pathway,
      channel: plan.channel,
      applicant: described,
      household,
    })
    life.caseId = opened.id
    agenda.add(addDays(plan.contactOn, plan.vettingAfter), () => this.vet(life))
  }

  private async vet(life: Life): Promise<void> {
    const { plan, cast, prng, agenda } = life
    life.vetter = cast.pick(prng, 'vetting_officer')
    await this.startVetting.startVetting(life.vetter.command(), life.caseId)
    if (plan.outcome === 'withdrawn') {
      agenda.add(addDays(plan.contactOn, plan.vettingAfter + 3), async () => {
        await this.endCase.withdraw(
          cast.pick(prng, 'intake_officer').command(),
          life.caseId,
          prng.pick(['applicant_withdrew', 'contact_lost']),
        )
      })
      return
    }
    const checks = await plannedChecks(life.database, life.caseId)
    const days = plan.decisionAfter - plan.vettingAfter
    for (const [place, check] of checks.entries()) {
      const day = plan.vettingAfter + 1 + Math.floor((place * (days - 5)) / checks.length)
      agenda.add(addDays(plan.contactOn, day), () => this.check(life, check))
    }
    agenda.add(addDays(plan.contactOn, plan.decisionAfter - 4), () => this.recommendOnIt(life))
    agenda.add(addDays(plan.contactOn, plan.decisionAfter), () => this.decide(life))
  }

  private async check(life: Life, check: string): Promise<void> {
    const declined = life.plan.outcome.startsWith('declined') && !life.appealed
    const result = declined && check === 'part_in_atrocities_screened' ? 'contradicted' : 'confirmed'
    await this.recordCheck.recordCheck(life.vetter!.command(), { caseId: life.caseId, check, result })
  }

  private async recommendOnIt(life: Life): Promise<void> {
    const { outcome } = life.plan
    const declined = outcome.startsWith('declined') && !life.appealed
    const recommendation = declined ? 'decline' : outcome === 'cleared_with_conditions' ? 'clear_with_conditions' : 'clear'
    await this.recommend.recommend(life.vetter!.command(), { caseId: life.caseId, recommendation })
  }

  private async decide(life: Life): Promise<void> {
    const { plan, cast, prng, agenda } = life
    const approver = cast.pick(prng, 'vetting_approver', life.decider)
    life.decider = approver
    if (plan.outcome.startsWith('declined') && !life.appealed) {
      await this.decideVetting.decide(approver.command(), {
        caseId: life.caseId,
        decision: 'declined',
        reason: 'possible_part_in_atrocities',
      })
      if (plan.outcome === 'declined_then_cleared')
        agenda.add(addDays(plan.contactOn, plan.decisionAfter + 14), () => this.hearAppeal(life))
      return
    }
    const withConditions = plan.outcome === 'cleared_with_conditions'
    await this.decideVetting.decide(approver.command(), {
      caseId: life.caseId,
      decision: withConditions ? 'cleared_with_conditions' : 'cleared',
      ...(withConditions ? { reason: 'report_monthly' } : {}),
    })
    const afterAppeal = life.appealed ? 30 : 0
    agenda.add(addDays(plan.contactOn, plan.codeAfter + afterAppeal), () => this.register(life))
  }

  /** Heard by somebody who did not decline it, and then vetted again. */
  private async hearAppeal(life: Life): Promise<void> {
    const { plan, cast, prng, agenda } = life
    const hearer = cast.pick(prng, 'vetting_approver', life.decider)
    await this.appeal.appeal(hearer.command(), { caseId: life.caseId, reason: 'new_evidence' })
    life.appealed = true
    for (const check of await plannedChecks(life.database, life.caseId)) await this.check(life, check)
    agenda.add(addDays(plan.contactOn, plan.decisionAfter + 18), () => this.recommendOnIt(life))
    agenda.add(addDays(plan.contactOn, plan.decisionAfter + 20), () => this.decide(life))
  }

  private async register(life: Life): Promise<void> {
    const { plan, cast, prng, agenda } = life
    const registrar = cast.pick(prng, 'registrar')
    const preCdm = plan.pathway === 'in_service'
    await this.issueCode.issueCode(registrar.command(), { caseId: life.caseId, kind: preCdm ? 'pre_cdm' : 'cdm' })
    const today = agenda.today
    if (preCdm) return
    if (plan.moves) agenda.add(addDays(today, prng.int(2, 12)), () => this.place(life))
    agenda.add(addDays(today, prng.int(1, 6)), () => this.entitle(life))
    if (plan.equipment) agenda.add(addDays(today, prng.int(1, 10)), () => this.claim(life))
    if (plan.cardLost) {
      agenda.add(addDays(today, prng.int(20, 60)), async () => {
        const [code] = await life.database.query<{ id: string }>(
          `SELECT id FROM subject WHERE case_id = $1 AND kind = 'code' AND state = 'active'`,
          [life.caseId],
        )
        if (code) await this.replaceCode.replaceCode(registrar.command(), { codeId: code.id, reason: 'card_lost' })
      })
    }
  }

  private async place(life: Life): Promise<void> {
    const { cast, prng, agenda, programme, plan } = life
    const officer = cast.pick(prng, 'relocation_officer')
    const from = addDays(agenda.today, prng.int(1, 5))
    const to = plan.stayDays === null ? undefined : addDays(from, plan.stayDays)
    for (const site of prng.shuffle(programme.sites).slice(0, 3)) {
      try {
        const booked = await this.bookPlace.bookDirectly(officer.command(), life.caseId, { siteId: site.id, from, to })
        life.country = site.country
        agenda.add(from, () => this.moveIn(life, booked.id, site.id, to))
        return
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 'site.full') throw error
      }
    }
    await this.waitForPlace.waitForPlace(officer.command(), { caseId: life.caseId, from })
  }

  private async moveIn(life: Life, placementId: string, siteId: string, to: string | undefined): Promise<void> {
    const { cast, prng, agenda } = life
    const host = cast.hostOf(siteId) ?? cast.pick(prng, 'relocation_officer')
    await this.arrive.arrive(host.command(), { placementId })
    if (to) agenda.add(to, async () => void (await this.leave.leave(host.command(), { placementId, reason: 'moved_on' })))
  }

  private async entitle(life: Life): Promise<void> {
    const { cast, prng, agenda } = life
    const persons = await life.database.query<{ id: string }>(
      `SELECT id FROM person WHERE case_id = $1 AND until IS NULL ORDER BY relation <> 'applicant', id`,
      [life.caseId],
    )
    const officer = cast.pick(prng, 'finance_officer')
    for (const { id } of persons) {
      await this.entitlements.open(officer.command(), life.caseId, {
        personId: id,
        payeePersonId: persons[0]!.id,
        country: life.country ?? 'TH',
        from: agenda.today,
      })
    }
  }

  private async claim(life: Life): Promise<void> {
    const { cast, prng, agenda, plan, programme } = life
    const receivedOn = agenda.today
    const site = prng.pick(programme.sites.slice(0, 3))
    const filed = await this.fileClaim.file(cast.pick(prng, 'intake_officer').command(), life.caseId, {
      receivedOn,
      siteId: site.id,
      items: [plan.equipment!],
    })
    const assessor = cast.pick(prng, 'equipment_assessor')
    const host = cast.hostOf(site.id)!
    agenda.add(addDays(receivedOn, 4), async () => {
      await this.claims.recordCustody(host.command(), host.viewer, filed.id, receivedOn)
    })
    agenda.add(addDays(receivedOn, 9), async () => void (await this.claims.verify(assessor.command(), filed.id)))
    agenda.add(addDays(receivedOn, 15), async () => {
      try {
        await this.claims.value(assessor.command(), filed.id, 'regional_2021')
      } catch (error) {
        // Handed over before the scheme was announced: there is no tariff for it, so it is turned down, with the reason.
        if (!(error instanceof Refused) || error.code !== 'reward_claim.not_in_tariff') throw error
        await this.claims.reject(assessor.command(), filed.id, 'not_in_tariff')
        return
      }
      agenda.add(
        addDays(receivedOn, 22),
        async () => void (await this.claims.approve(cast.pick(prng, 'finance_approver').command(), filed.id)),
      )
    })
  }
}

/** A planned case on its way. */
export interface Life {
  readonly plan: CasePlan
  readonly prng: Prng
  readonly cast: Cast
  readonly agenda: Agenda
  readonly database: Database
  readonly programme: Programme
  caseId: string
  vetter?: Officer
  decider?: Officer
  appealed?: boolean
  country?: 'MM' | 'TH' | 'IN'
}

async function plannedChecks(database: Database, caseId: string): Promise<string[]> {
  const rows = await database.query<{ check: string }>(
    `SELECT p.check_name AS check FROM case_file c JOIN vetting_check_plan p ON p.pathway = c.pathway AND p.service = c.service
     WHERE c.id = $1 AND p.required AND p.valid @> (SELECT today FROM programme_clock) ORDER BY p.check_name`,
    [caseId],
  )
  return rows.map((row) => row.check)
}
