import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The dated tariff, claims and their items. No serial numbers, no technical data, no onward use: a category, a count, a receipt, a value. */
export class Reward0000000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tariff_line (
        id             uuid PRIMARY KEY REFERENCES subject (id),
        scheme         text NOT NULL,
        category       text NOT NULL,
        amount         bigint NOT NULL CHECK (amount > 0),
        currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        days           daterange NOT NULL CHECK (NOT isempty(days) AND NOT lower_inf(days)),
        source         text NOT NULL,
        training_value boolean NOT NULL,
        CONSTRAINT tariff_lines_do_not_overlap EXCLUDE USING gist (scheme WITH =, category WITH =, days WITH &&)
      );
      COMMENT ON COLUMN tariff_line.training_value IS 'True where the announced amount was not published and this one is made up for training.';
      GRANT SELECT, INSERT, UPDATE (days) ON tariff_line TO passage_app;

      CREATE TABLE reward_claim (
        id             uuid PRIMARY KEY REFERENCES subject (id),
        case_id        uuid NOT NULL REFERENCES case_file (id),
        received_on    date NOT NULL,
        filed_on       date NOT NULL,
        custody_on     date,
        custody_by     uuid REFERENCES account (id),
        custody_site   uuid CONSTRAINT the_handover_is_at_a_site REFERENCES subject (id),
        scheme         text,
        amount         bigint CHECK (amount > 0),
        currency       text,
        CHECK ((custody_on IS NULL) = (custody_by IS NULL)),
        CHECK ((amount IS NULL) = (currency IS NULL) AND (amount IS NULL) = (scheme IS NULL))
      );
      CREATE INDEX reward_claim_of_case ON reward_claim (case_id);
      GRANT SELECT, INSERT, UPDATE (custody_on, custody_by, scheme, amount, currency) ON reward_claim TO passage_app;

      CREATE TABLE reward_item (
        claim_id       uuid NOT NULL REFERENCES reward_claim (id),
        category       text NOT NULL,
        count          integer NOT NULL CHECK (count BETWEEN 1 AND 100),
        tariff_line_id uuid REFERENCES tariff_line (id),
        PRIMARY KEY (claim_id, category)
      );
      GRANT SELECT, INSERT, UPDATE (tariff_line_id) ON reward_item TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
