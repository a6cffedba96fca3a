import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Reports: who asked for what, the results, and the views that they are counted from. No view has a column that says who somebody is.
 *
 * Results and the secret of the suppression are the worker's alone: at the API nobody can write a result or learn the noise.
 */
export class Reports0000000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE report (
        id             uuid PRIMARY KEY REFERENCES job_request (id),
        kind           text NOT NULL CHECK (kind IN ('capacity', 'budget', 'pipeline')),
        params         jsonb NOT NULL,
        requested_by   uuid NOT NULL REFERENCES account (id),
        requested_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
        programme_date date,
        result         json,
        finished_at    timestamptz,
        CHECK ((result IS NULL) = (finished_at IS NULL) AND (result IS NULL) = (programme_date IS NULL))
      );
      -- Megabytes that are written once and read whole: neither taken apart nor compressed.
      ALTER TABLE report ALTER COLUMN result SET STORAGE EXTERNAL;
      COMMENT ON COLUMN report.id IS 'The id of its job: one result a job, however often the job runs.';
      COMMENT ON COLUMN report.programme_date IS 'The programme date as of which it was counted.';
      CREATE INDEX report_newest ON report (requested_at DESC, id DESC);
      GRANT SELECT ON report TO passage_app;
      GRANT INSERT (id, kind, params, requested_by) ON report TO passage_app;
      GRANT UPDATE (programme_date, result, finished_at) ON report TO passage_worker;

      -- The key of the noise that is added to counts of people (libs/planning/suppression.ts). Whoever knew it could take the noise off.
      CREATE TABLE report_secret (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        secret    bytea NOT NULL CHECK (length(secret) = 32)
      );
      INSERT INTO report_secret (secret) VALUES (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
      GRANT SELECT ON report_secret TO passage_worker;

      -- The moves of cases in the order in which a report reads them: a slice of cases is one stretch of the index, sorted already.
      -- Acts that leave a case where it is (checks, notes) are not in it, so that they cost nothing.
      CREATE INDEX transition_of_moved_case ON transition (subject_id, seq) INCLUDE (programme_date, from_state, to_state)
        WHERE lifecycle = 'case' AND from_state IS DISTINCT FROM to_state;

      CREATE VIEW planning_case_move AS
        SELECT subject_id AS case_id, seq, from_state, to_state, programme_date FROM transition
        WHERE lifecycle = 'case' AND from_state IS DISTINCT FROM to_state;

      CREATE VIEW planning_case AS
        SELECT c.id AS case_id, c.service, c.pathway, c.channel, c.state, c.opened_on, h.username AS officer
        FROM case_file c JOIN account h ON h.id = c.holder_id;

      CREATE VIEW planning_act AS
        SELECT t.programme_date, t.role, a.username AS officer FROM transition t JOIN account a ON a.id = t.actor_id WHERE t.role <> 'system';

      -- Which term a case in a state is held to. The terms themselves are dated rows of term.
      CREATE VIEW planning_step_term AS
        SELECT s.state, t.name AS term, t.days, t.valid, t.source FROM term t
        JOIN (VALUES ('contacted', 'contact_to_vetting'), ('in_vetting', 'vetting_checks'), ('awaiting_decision', 'vetting_decision'),
          ('vetted', 'code_issue')) AS s (state, term) ON s.term = t.name;

      CREATE VIEW planning_site AS
        SELECT s.id AS site_id, s.name, s.country, s.region, s.organisation,
          (SELECT t.programme_date FROM transition t WHERE t.subject_id = s.id AND t.seq = 1) AS open_from,
          (SELECT max(t.programme_date) FROM transition t WHERE t.subject_id = s.id AND t.to_state = 'closed') AS closed_on
        FROM site s;

      CREATE VIEW planning_site_places AS
        SELECT t.subject_id AS site_id, t.seq, t.programme_date AS from_day, (t.payload::jsonb ->> 'places')::integer AS places
        FROM transition t JOIN site s ON s.id = t.subject_id
        WHERE t.lifecycle = 'site' AND t.event IN ('open', 'change') AND t.payload::jsonb ? 'places';

      CREATE VIEW planning_wait AS
        SELECT p.id AS placement_id, p.since, c.household_size
        FROM placement p JOIN subject s ON s.id = p.id JOIN case_file c ON c.id = s.case_id WHERE s.state = 'waiting';

      CREATE VIEW planning_entitlement AS
        SELECT e.id AS entitlement_id, e.country, e.from_day, e.until_day, s.state FROM entitlement e JOIN subject s ON s.id = e.id;

      CREATE VIEW planning_rate AS SELECT country, currency, amount, days FROM allowance_rate;

      CREATE VIEW planning_reward AS
        SELECT c.id AS claim_id, s.state, c.amount, c.currency FROM reward_claim c JOIN subject s ON s.id = c.id;

      CREATE VIEW planning_fund AS
        SELECT f.id AS fund_id, f.name, f.currency, s.state,
          coalesce(-sum(a.balance) FILTER (WHERE a.kind = 'source'), 0)::bigint AS received,
          coalesce(sum(a.balance) FILTER (WHERE a.kind = 'fund'), 0)::bigint AS unallocated
        FROM fund f JOIN subject s ON s.id = f.id LEFT JOIN ledger_account a ON a.fund_id = f.id GROUP BY f.id, s.id;

      CREATE VIEW planning_budget_line AS
        SELECT l.id AS line_id, l.fund_id, l.name, l.purpose, l.currency,
          coalesce(sum(a.balance) FILTER (WHERE a.kind = 'free'), 0)::bigint AS free,
          coalesce(sum(a.balance) FILTER (WHERE a.kind = 'committed'), 0)::bigint AS committed,
          coalesce(sum(a.balance) FILTER (WHERE a.kind = 'spent'), 0)::bigint AS spent,
          coalesce((SELECT sum(t.amount) FROM ledger_transfer t JOIN ledger_account back ON back.id = t.debit
            WHERE back.budget_line_id = l.id AND back.kind = 'spent' AND t.what = 'bank_return'), 0)::bigint AS returned
        FROM budget_line l LEFT JOIN ledger_account a ON a.budget_line_id = l.id GROUP BY l.id;

      GRANT SELECT ON planning_case_move, planning_case, planning_act, planning_step_term, planning_site, planning_site_places, planning_wait,
        planning_entitlement, planning_rate, planning_reward, planning_fund, planning_budget_line TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
