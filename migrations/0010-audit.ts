import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What each verification of the log found. Only the worker's role writes it, so that nobody at the API can vouch for the log. */
export class Audit0000000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE log_verification (
        id           uuid PRIMARY KEY,
        job_id       uuid NOT NULL UNIQUE REFERENCES job_request (id),
        started_at   timestamptz NOT NULL,
        finished_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        transitions  bigint NOT NULL CHECK (transitions >= 0),
        subjects     bigint NOT NULL CHECK (subjects >= 0),
        faults       bigint NOT NULL CHECK (faults >= 0),
        first_fault  jsonb,
        intact       boolean NOT NULL,
        CHECK (intact = (faults = 0)),
        CHECK (intact = (first_fault IS NULL))
      );
      COMMENT ON COLUMN log_verification.first_fault IS 'Code, place and sentence of the first fault; codes and ids, nothing personal.';
      CREATE INDEX log_verification_newest ON log_verification (finished_at DESC);
      GRANT SELECT ON log_verification TO passage_app;
      GRANT INSERT ON log_verification TO passage_worker;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
