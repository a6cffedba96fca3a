import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Payment runs with their inputs frozen, payments, and the instructions that were sent for them. */
export class Payments0000000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE payment_run_reference_seq;
      GRANT USAGE ON SEQUENCE payment_run_reference_seq TO passage_app;

      CREATE TABLE payment_run (
        id             uuid PRIMARY KEY REFERENCES subject (id),
        reference      text NOT NULL UNIQUE,
        kind           text NOT NULL CHECK (kind IN ('allowance', 'reward')),
        month          date CHECK (month = date_trunc('month', month)),
        budget_line_id uuid NOT NULL REFERENCES budget_line (id),
        currency       text NOT NULL,
        prepared_on    date NOT NULL,
        left_out       jsonb NOT NULL,
        CHECK ((kind = 'allowance') = (month IS NOT NULL)),
        UNIQUE (id, currency)
      );
      COMMENT ON COLUMN payment_run.left_out IS 'Whom the run leaves out and why, as codes and ids: [{"caseId", "sourceId", "why"}].';
      GRANT SELECT, INSERT ON payment_run TO passage_app;

      -- The inputs that an amount was computed from stay with it for ever, so that it can be explained and recomputed.
      CREATE TABLE payment (
        id              uuid PRIMARY KEY REFERENCES subject (id),
        run_id          uuid NOT NULL,
        case_id         uuid NOT NULL REFERENCES case_file (id),
        payee_person_id uuid NOT NULL REFERENCES person (id),
        source_id       uuid NOT NULL REFERENCES subject (id),
        paid_for        uuid NOT NULL,
        covers          daterange NOT NULL CHECK (NOT isempty(covers)),
        amount          bigint NOT NULL CHECK (amount > 0),
        currency        text NOT NULL,
        derivation      jsonb NOT NULL,
        live            boolean NOT NULL DEFAULT true,
        FOREIGN KEY (run_id, currency) REFERENCES payment_run (id, currency),
        CONSTRAINT nobody_is_paid_twice EXCLUDE USING gist (paid_for WITH =, covers WITH &&) WHERE (live)
      );
      COMMENT ON COLUMN payment.paid_for IS 'What may be paid once for the same days: the person of an allowance, the claim of a reward.';
      COMMENT ON COLUMN payment.live IS 'False once the payment was excluded, cancelled or given up: only then may the same days be paid again.';
      -- The days of a payment that was made, or still may be, stay taken, whoever asks; and what was given free is not taken back.
      CREATE FUNCTION only_what_is_off_frees_its_days() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.live OR NOT EXISTS (SELECT FROM subject s WHERE s.id = NEW.id AND s.state IN ('excluded', 'cancelled', 'given_up')) THEN
          RAISE EXCEPTION 'payment % is not off', NEW.id USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'only_what_is_off_frees_its_days';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER only_what_is_off_frees_its_days BEFORE UPDATE OF live ON payment FOR EACH ROW EXECUTE FUNCTION only_what_is_off_frees_its_days();
      CREATE INDEX payment_of_run ON payment (run_id, id);
      CREATE INDEX payment_of_case ON payment (case_id);
      CREATE INDEX payment_of_source ON payment (source_id);
      GRANT SELECT, INSERT, UPDATE (live) ON payment TO passage_app;

      -- (payment, n): n + 1 exists only after a final negative answer to n. The foreign key says so, and keeps that answer from changing.
      CREATE TABLE payment_instruction (
        payment_id   uuid NOT NULL REFERENCES payment (id),
        n            integer NOT NULL CHECK (n > 0),
        key          text NOT NULL UNIQUE CHECK (length(key) <= 35),
        message_id   text NOT NULL,
        outcome      text CHECK (outcome IN ('accepted', 'settled', 'rejected', 'returned')),
        reason       text,
        answered_on  date,
        prev_n       integer GENERATED ALWAYS AS (NULLIF(n - 1, 0)) STORED,
        prev_outcome text CHECK (prev_outcome IN ('rejected', 'returned')),
        PRIMARY KEY (payment_id, n),
        UNIQUE (payment_id, n, outcome),
        CONSTRAINT a_first_instruction_has_none_before CHECK ((n = 1) = (prev_outcome IS NULL)),
        CONSTRAINT a_retry_needs_a_final_no FOREIGN KEY (payment_id, prev_n, prev_outcome) REFERENCES payment_instruction (payment_id, n, outcome)
      );
      CREATE FUNCTION a_final_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.outcome IS NULL OR (OLD.outcome = 'accepted' AND NEW.outcome IN ('settled', 'rejected'))
          OR (OLD.outcome = 'settled' AND NEW.outcome = 'returned') THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'instruction % was answered: %', OLD.key, OLD.outcome USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'a_final_answer_stays';
      END $$;
      CREATE TRIGGER a_final_answer_stays BEFORE UPDATE OF outcome ON payment_instruction FOR EACH ROW EXECUTE FUNCTION a_final_answer_stays();
      CREATE INDEX payment_instruction_unanswered ON payment_instruction (message_id) WHERE outcome IS NULL;
      GRANT SELECT, INSERT, UPDATE (outcome, reason, answered_on) ON payment_instruction TO passage_app;

      CREATE TABLE paymaster_cursor (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        read_to   text NOT NULL
      );
      INSERT INTO paymaster_cursor (read_to) VALUES ('');
      GRANT SELECT, UPDATE (read_to) ON paymaster_cursor TO passage_app;

      CREATE TABLE payment_run_job (
        run_id uuid NOT NULL REFERENCES payment_run (id),
        job_id uuid NOT NULL REFERENCES job_request (id),
        PRIMARY KEY (run_id, job_id)
      );
      GRANT SELECT, INSERT ON payment_run_job TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
