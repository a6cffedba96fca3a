import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What falls due by programme date, the terms that say when, the reminders that come of it, and a clock that only moves forward.
 *
 * The application's roles could set the clock until now. From here on a function moves it, for a trainer or for the job that fires what is
 * due, forward only and in a demo only. The owner, who generates worlds, still sets it.
 */
export class Clock0000000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE term (
        name   text NOT NULL CHECK (name ~ '^[a-z][a-z_]{2,39}$'),
        days   integer NOT NULL CHECK (days > 0),
        valid  daterange NOT NULL CHECK (NOT isempty(valid)),
        source text NOT NULL,
        CONSTRAINT terms_do_not_overlap EXCLUDE USING gist (name WITH =, valid WITH &&)
      );
      COMMENT ON TABLE term IS 'How many days a step may take, from and to a day. A term that is not in force plans nothing.';
      CREATE FUNCTION term_days(term_name text, on_day date) RETURNS integer LANGUAGE sql STABLE
        RETURN (SELECT t.days FROM public.term t WHERE t.name = term_name AND t.valid @> on_day);
      INSERT INTO term (name, days, valid, source)
        SELECT name, days, daterange('2021-02-01', NULL), source FROM (VALUES
          ('contact_to_vetting', 14, 'training value'),
          ('vetting_checks', 30, 'training value'),
          ('vetting_decision', 14, 'training value'),
          ('code_issue', 14, 'training value'),
          ('arrival', 7, 'training value'),
          ('pre_cdm_review', 180, 'training value'),
          ('claim_custody', 21, 'training value'),
          ('allowance_run', 5, 'training value: the day of the month on which the run of the month before is due')
        ) AS t (name, days, source);
      ALTER TABLE term ADD CONSTRAINT a_run_is_due_on_a_day_of_every_month CHECK (name <> 'allowance_run' OR days <= 28);
      GRANT SELECT ON term TO passage_app;

      CREATE TABLE due_item (
        due_on     date NOT NULL,
        kind       text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{2,39}$'),
        subject_id uuid REFERENCES subject (id),
        planned_on date NOT NULL,
        fired_on   date,
        outcome    text CHECK (outcome IN ('fired', 'passed_by')),
        fired_by   uuid REFERENCES job_request (id),
        fired_at   timestamptz,
        CONSTRAINT a_due_item_stands_once UNIQUE NULLS NOT DISTINCT (kind, subject_id, due_on),
        CHECK ((fired_on IS NULL) = (outcome IS NULL))
      );
      COMMENT ON TABLE due_item IS 'What falls due on which programme date: planned by the act that causes it, drained in order when the clock moves.';
      COMMENT ON COLUMN due_item.subject_id IS 'Null for what belongs to the whole programme: the monthly run.';
      COMMENT ON COLUMN due_item.outcome IS 'passed_by: when it fired, what it would have reminded of had been done.';
      CREATE INDEX due_item_open ON due_item (due_on, kind, subject_id) WHERE fired_on IS NULL;
      CREATE INDEX due_item_of_job ON due_item (fired_by, kind) WHERE fired_by IS NOT NULL;
      GRANT SELECT, INSERT (due_on, kind, subject_id, planned_on) ON due_item TO passage_app;
      GRANT UPDATE (fired_on, outcome, fired_by, fired_at) ON due_item TO passage_worker;

      -- What has fired stays fired: otherwise a second move would do it again.
      CREATE FUNCTION what_fired_stays_fired() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% of % has fired', OLD.kind, OLD.due_on USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'what_fired_stays_fired';
      END $$;
      CREATE TRIGGER what_fired_stays_fired BEFORE UPDATE ON due_item FOR EACH ROW WHEN (OLD.fired_on IS NOT NULL) EXECUTE FUNCTION what_fired_stays_fired();

      CREATE TABLE notice (
        id         uuid PRIMARY KEY,
        kind       text NOT NULL,
        due_on     date NOT NULL,
        subject_id uuid REFERENCES subject (id),
        case_id    uuid REFERENCES case_file (id),
        site_id    uuid REFERENCES site (id),
        role       text NOT NULL,
        made_on    date NOT NULL,
        settled_on date,
        CONSTRAINT a_notice_stands_once UNIQUE NULLS NOT DISTINCT (kind, subject_id, due_on)
      );
      COMMENT ON TABLE notice IS 'A reminder for a role, until what it reminds of is done.';
      CREATE INDEX notice_open_for_role ON notice (role, due_on, id) WHERE settled_on IS NULL;
      CREATE INDEX notice_open_of_subject ON notice (subject_id) WHERE settled_on IS NULL;
      GRANT SELECT, UPDATE (settled_on) ON notice TO passage_app;
      GRANT INSERT ON notice TO passage_worker;

      CREATE TABLE clock_move (
        job_id   uuid PRIMARY KEY REFERENCES job_request (id),
        from_day date NOT NULL,
        to_day   date NOT NULL,
        reached  date NOT NULL,
        CHECK (to_day > from_day AND to_day <= (from_day + interval '1 year')),
        CHECK (reached BETWEEN from_day AND to_day)
      );
      GRANT SELECT, INSERT ON clock_move TO passage_app;
      GRANT UPDATE (reached) ON clock_move TO passage_worker;

      REVOKE UPDATE (today) ON programme_clock FROM passage_app;
      CREATE FUNCTION move_programme_clock(to_day date, binding bigint) RETURNS date
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
      DECLARE
        stands date;
      BEGIN
        IF NOT EXISTS (SELECT FROM instance WHERE demo) THEN
          RAISE EXCEPTION 'this database is not marked as a demo' USING ERRCODE = 'PA002', CONSTRAINT = 'the_clock_moves_in_a_demo';
        END IF;
        IF NOT EXISTS (SELECT FROM bound_actor b WHERE b.binding_id = binding AND b.txid = pg_current_xact_id()
            AND (b.role = 'trainer' OR b.job IN ('training/move_clock', 'training/generate'))) THEN
          RAISE EXCEPTION 'neither a trainer nor the job that moves the clock acts here' USING ERRCODE = 'PA002', CONSTRAINT = 'a_trainer_moves_the_clock';
        END IF;
        SELECT c.today INTO stands FROM programme_clock c FOR UPDATE;
        IF to_day IS NULL OR to_day < stands THEN
          RAISE EXCEPTION 'the clock stands at % and never goes back', stands USING ERRCODE = 'PA002', CONSTRAINT = 'the_clock_never_goes_back';
        END IF;
        IF to_day > stands + interval '1 year' THEN
          RAISE EXCEPTION 'the clock stands at % and moves a year at most', stands USING ERRCODE = 'PA002', CONSTRAINT = 'the_clock_moves_a_year_at_most';
        END IF;
        UPDATE programme_clock c SET today = to_day WHERE c.today < to_day;
        RETURN to_day;
      END $$;
      REVOKE ALL ON FUNCTION move_programme_clock(date, bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION move_programme_clock(date, bigint) TO passage_app;

      -- Who made, loaded or deleted a restore point stands beside who read and who was refused.
      ALTER TABLE access_log DROP CONSTRAINT access_log_act_check;
      ALTER TABLE access_log ADD CONSTRAINT access_log_act_check CHECK (act IN ('read', 'refused', 'did'));
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
