import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The dated rates of the monthly allowance, and who may be paid under them. */
export class Allowance0000000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE allowance_rate (
        id       uuid PRIMARY KEY REFERENCES subject (id),
        country  text NOT NULL CHECK (country IN ('MM', 'TH', 'IN')),
        amount   bigint NOT NULL CHECK (amount > 0),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        days     daterange NOT NULL CHECK (NOT isempty(days) AND NOT lower_inf(days)),
        source   text NOT NULL,
        CONSTRAINT rates_do_not_overlap EXCLUDE USING gist (country WITH =, currency WITH =, days WITH &&)
      );
      COMMENT ON COLUMN allowance_rate.amount IS 'Minor units for one registered person and a whole month.';
      GRANT SELECT, INSERT, UPDATE (days) ON allowance_rate TO passage_app;

      CREATE TABLE entitlement (
        id              uuid PRIMARY KEY REFERENCES subject (id),
        case_id         uuid NOT NULL REFERENCES case_file (id),
        person_id       uuid NOT NULL REFERENCES person (id),
        payee_person_id uuid NOT NULL REFERENCES person (id),
        country         text NOT NULL CHECK (country IN ('MM', 'TH', 'IN')),
        from_day        date NOT NULL,
        until_day       date CHECK (until_day >= from_day),
        days            daterange GENERATED ALWAYS AS (daterange(from_day, until_day)) STORED,
        CONSTRAINT one_entitlement_a_person_and_day EXCLUDE USING gist (person_id WITH =, days WITH &&)
      );
      COMMENT ON COLUMN entitlement.until_day IS 'The first day that is no longer paid; the same as from_day where it was opened by mistake.';
      CREATE INDEX entitlement_of_case ON entitlement (case_id);
      CREATE INDEX entitlement_by_country ON entitlement (country);
      GRANT SELECT, INSERT, UPDATE (until_day) ON entitlement TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
