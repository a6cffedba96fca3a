import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Registration codes, and the rule that a case has one live code at most.
 *
 * The rule stands on `subject`, where the states are, so that it holds for whoever has the application's role and SQL, with or without
 * a row in `code`. It is checked at the end of each statement: a replacement moves the old code and opens the new one in one.
 */
export class Registration0000000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE subject ADD CONSTRAINT a_code_belongs_to_a_case CHECK (kind <> 'code' OR case_id IS NOT NULL);
      ALTER TABLE subject ADD CONSTRAINT one_live_code_a_case
        EXCLUDE USING btree (case_id WITH =) WHERE (kind = 'code' AND state IN ('active', 'suspended')) DEFERRABLE INITIALLY IMMEDIATE;

      CREATE TABLE code (
        id        uuid PRIMARY KEY REFERENCES subject (id),
        case_id   uuid NOT NULL REFERENCES case_file (id),
        kind      text NOT NULL CHECK (kind IN ('cdm', 'pre_cdm')),
        text      text NOT NULL CONSTRAINT a_code_is_given_once UNIQUE,
        issued_on date NOT NULL,
        replaces  uuid CONSTRAINT a_code_is_replaced_once UNIQUE REFERENCES code (id),
        CONSTRAINT a_code_begins_with_its_kind
          CHECK (text ~ ((CASE kind WHEN 'cdm' THEN '^CDM' ELSE '^PRE' END) || '(-[2-9A-HJKMNP-Z]{6}){3}$'))
      );
      CREATE INDEX code_of_case ON code (case_id);
      COMMENT ON COLUMN code.text IS 'Secret but for registrars and finance officers; never in the log, in a stored answer or in a job.';
      GRANT SELECT, INSERT ON code TO passage_app;

      -- Who looked a code up, and when: a look-up tells whether a code exists, so nobody may try many. The time cannot be given.
      CREATE TABLE code_lookup (
        id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        actor_id uuid NOT NULL REFERENCES account (id),
        at       timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX code_lookup_of_actor ON code_lookup (actor_id, at);
      GRANT SELECT, INSERT (actor_id) ON code_lookup TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
