import { Injectable } from '@nestjs/common'
import type { Moved } from '@passage/case'
import type { Tx } from '@passage/platform'
import type { CheckRow, DecisionRow, Recorded, RecommendationRow, VettingRow } from './vetting.entity'
import { nothingPlanned, type PlannedCheck, type VettingProgress } from './vetting.rules'

type Queries = Pick<Tx, 'query'>

export type VettingHistory = {
  readonly version: number
  readonly checks: readonly (CheckRow & Recorded)[]
  readonly recommendations: readonly (RecommendationRow & Recorded)[]
  readonly decisions: readonly (DecisionRow & Recorded)[]
}

/** All SQL of vetting. */
@Injectable()
export class VettingStore {
  /**
   * The plan of each case with the newest result of each check: one statement however many cases. A case is held to the plan of the day
   * on which its round opened, so that a plan that changes meanwhile moves nobody's goal; before the first round it is today's.
   * @returns the progress by case id; no entry where there is no such case
   */
  async progressOf(from: Queries, caseIds: readonly string[]): Promise<Map<string, VettingProgress>> {
    const rows = await from.query<PlannedCheck & { caseId: string; round: number }>(
      `SELECT f.id AS "caseId", coalesce(r.round, 0) AS round, k.name AS "check", k.title, p.required, k.main_criterion AS "mainCriterion",
         newest.result, newest.round AS "resultRound"
       FROM case_file f
       LEFT JOIN LATERAL (SELECT round, opened_on FROM vetting_round WHERE case_id = f.id ORDER BY round DESC LIMIT 1) r ON true
       JOIN vetting_check_plan p ON p.pathway = f.pathway AND p.service = f.service
         AND p.valid @> coalesce(r.opened_on, (SELECT today FROM programme_clock))
       JOIN vetting_check_kind k ON k.name = p.check_name
       LEFT JOIN LATERAL (
         SELECT result, round FROM vetting_check c WHERE c.case_id = f.id AND c.check_name = k.name ORDER BY seq DESC LIMIT 1
       ) newest ON true
       WHERE f.id = ANY ($1::uuid[]) ORDER BY f.id, k.place`,
      [caseIds],
      'vetting_progress',
    )
    const progress = new Map<string, { round: number; plan: PlannedCheck[] }>()
    for (const { caseId, round, ...check } of rows) {
      const ofCase = progress.get(caseId) ?? { round, plan: [] }
      ofCase.plan.push(check)
      progress.set(caseId, ofCase)
    }
    return progress
  }

  /** {@link progressOf} of one case; nothing planned where there is no such case. */
  async progress(from: Queries, caseId: string): Promise<VettingProgress> {
    return (await this.progressOf(from, [caseId])).get(caseId) ?? nothingPlanned
  }

  /**
   * Opens the next round of each case; no statement where there is none to open.
   * @param opened `subjectId` is the case, `version` the number of the transition that opens its round
   */
  async openRounds(tx: Tx, opened: readonly Pick<Moved, 'subjectId' | 'version'>[], today: string): Promise<void> {
    if (opened.length === 0) return
    await tx.query(
      `INSERT INTO vetting_round (case_id, round, opened_on, seq)
       SELECT o.case_id, 1 + coalesce((SELECT max(round) FROM vetting_round r WHERE r.case_id = o.case_id), 0), $3::date, o.seq
       FROM unnest($1::uuid[], $2::int[]) AS o (case_id, seq)`,
      [opened.map((o) => o.subjectId), opened.map((o) => o.version), today],
    )
  }

  async insertChecks(tx: Tx, rows: readonly CheckRow[]): Promise<void> {
    await tx.query(
      `INSERT INTO vetting_check (id, case_id, round, seq, note_id, check_name, result)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::uuid[], $6::text[], $7::text[])`,
      [...columnsOf(rows), rows.map((row) => row.check), rows.map((row) => row.result)],
    )
  }

  async insertRecommendations(tx: Tx, rows: readonly RecommendationRow[]): Promise<void> {
    await tx.query(
      `INSERT INTO vetting_recommendation (id, case_id, round, seq, note_id, recommendation)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::uuid[], $6::text[])`,
      [...columnsOf(rows), rows.map((row) => row.recommendation)],
    )
  }

  async insertDecisions(tx: Tx, rows: readonly DecisionRow[]): Promise<void> {
    await tx.query(
      `INSERT INTO vetting_decision (id, case_id, round, seq, note_id, decision)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::uuid[], $6::text[])`,
      [...columnsOf(rows), rows.map((row) => row.decision)],
    )
  }

  /** Everything that was recorded, newest first; who and when come from the log. Undefined where there is no such case. */
  async history(from: Queries, caseId: string): Promise<VettingHistory | undefined> {
    const [row] = await from.query<VettingHistory>(
      `SELECT s.version,
         (${listed('vetting_check', `'check', v.check_name, 'result', v.result`)}) AS checks,
         (${listed('vetting_recommendation', `'recommendation', v.recommendation`)}) AS recommendations,
         (${listed('vetting_decision', `'decision', v.decision`)}) AS decisions
       FROM subject s WHERE s.id = $1 AND s.kind = 'case'`,
      [caseId],
    )
    return row
  }
}

/** What the rows of every table of this stage have in common, column by column. */
function columnsOf(rows: readonly VettingRow[]): unknown[][] {
  return [
    rows.map((row) => row.id),
    rows.map((row) => row.caseId),
    rows.map((row) => row.round),
    rows.map((row) => row.seq),
    rows.map((row) => row.noteId),
  ]
}

/** A JSON list of one of this stage's tables, each row with what its transition says of it. */
function listed(table: 'vetting_check' | 'vetting_recommendation' | 'vetting_decision', own: string): string {
  return `SELECT coalesce(json_agg(json_build_object('id', v.id, 'caseId', v.case_id, 'round', v.round, 'seq', v.seq, 'noteId', v.note_id, ${own},
      'by', json_build_object('id', a.id, 'displayName', a.display_name), 'on', t.programme_date,
      'at', to_char(t.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', t.reason) ORDER BY v.seq DESC), '[]')
    FROM ${table} v JOIN transition t ON t.subject_id = v.case_id AND t.seq = v.seq JOIN account a ON a.id = t.actor_id
    WHERE v.case_id = s.id`
}
