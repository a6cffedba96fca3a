import { Injectable, type OnModuleInit } from '@nestjs/common'
import { DueRules, planning, Registry } from '@passage/case'

/** The newest round of the case of item `i`. */
const newestRound =
  '(SELECT opened_on, round FROM vetting_round v WHERE v.case_id = i.subject_id ORDER BY v.round DESC LIMIT 1) r'

/** A required check of the round that is not done, by the rule of vetting.rules.ts: confirmed at any time, or some other result in this round. */
const aCheckIsMissing = `EXISTS (
  SELECT FROM case_file f JOIN subject c ON c.id = f.id AND c.state = 'in_vetting' CROSS JOIN ${newestRound}
    JOIN vetting_check_plan p ON p.pathway = f.pathway AND p.service = f.service AND p.required AND p.valid @> r.opened_on
    LEFT JOIN LATERAL (SELECT k.result, k.round FROM vetting_check k WHERE k.case_id = f.id AND k.check_name = p.check_name ORDER BY k.seq DESC LIMIT 1) newest ON true
  WHERE f.id = i.subject_id AND i.due_on = r.opened_on + term_days('vetting_checks', r.opened_on)
    AND (newest.result IS NULL OR (newest.result <> 'confirmed' AND newest.round < r.round)))`

const aDecisionIsMissing = `EXISTS (
  SELECT FROM subject c JOIN LATERAL (
      SELECT t.programme_date AS on_day FROM transition t WHERE t.subject_id = c.id AND t.event = 'recommend' ORDER BY t.seq DESC LIMIT 1) recommended ON true
  WHERE c.id = i.subject_id AND c.state = 'awaiting_decision'
    AND i.due_on = recommended.on_day + term_days('vetting_decision', recommended.on_day))`

/** What falls due in vetting: checks that a round still lacks, and a decision on what was recommended. Each round has its own terms. */
@Injectable()
export class VettingDue implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly rules: DueRules,
  ) {}

  onModuleInit(): void {
    this.registry.effect(
      'plan_check_reminder',
      planning({ kind: 'check_overdue', dueOn: `today + term_days('vetting_checks', today)` }),
    )
    this.registry.effect(
      'plan_decision_reminder',
      planning({ kind: 'decision_overdue', dueOn: `today + term_days('vetting_decision', today)` }),
    )
    this.rules.register({
      kind: 'check_overdue',
      about: 'case',
      stands: aCheckIsMissing,
      firing: { remind: 'vetting_officer' },
    })
    this.rules.register({
      kind: 'decision_overdue',
      about: 'case',
      stands: aDecisionIsMissing,
      firing: { remind: 'vetting_approver' },
    })
  }
}
