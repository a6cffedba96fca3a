import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Vetting: the dated plan of checks, rounds, and what was recorded, recommended and decided in each.
 *
 * Every row refers to the transition that made it, so that who did it, when and in which role is read from the log and cannot be said
 * twice. Nothing here is ever updated or deleted: a later record of the same check supersedes an earlier one.
 */
export class Vetting0000000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE vetting_check_kind (
        name           text PRIMARY KEY CHECK (name ~ '^[a-z][a-z_]{2,59}$'),
        place          smallint NOT NULL UNIQUE,
        title          text NOT NULL,
        about          text NOT NULL,
        main_criterion boolean NOT NULL DEFAULT false
      );
      COMMENT ON TABLE vetting_check_kind IS 'The sorts of vetting check. Nobody is cleared without the main criterion.';
      CREATE UNIQUE INDEX one_main_criterion ON vetting_check_kind (main_criterion) WHERE main_criterion;

      CREATE TABLE vetting_check_plan (
        check_name text NOT NULL REFERENCES vetting_check_kind (name),
        pathway    text NOT NULL CHECK (pathway IN ('individual', 'collective', 'surrender', 'in_service')),
        service    text NOT NULL CHECK (service IN ('soldier', 'police')),
        required   boolean NOT NULL,
        valid      daterange NOT NULL CHECK (NOT isempty(valid)),
        source     text NOT NULL,
        CONSTRAINT one_plan_a_day EXCLUDE USING gist (check_name WITH =, pathway WITH =, service WITH =, valid WITH &&)
      );
      COMMENT ON TABLE vetting_check_plan IS 'Which checks a case needs, by pathway and service, from and to a day. A round is held to the plan of the day on which it opened.';
      GRANT SELECT ON vetting_check_kind, vetting_check_plan TO passage_app;

      INSERT INTO vetting_check_kind (place, name, title, main_criterion, about) VALUES
        (1, 'identity_confirmed_by_colleague', 'Identity confirmed by a colleague', false,
          'Somebody who served with the person and is known to the programme confirms who they are.'),
        (2, 'unit_and_service_history', 'Unit and service history', false, 'Unit, rank and years of service fit together.'),
        (3, 'still_serving_confirmed', 'Still serving', false, 'The person still serves, as they say.'),
        (4, 'surrender_circumstances', 'Circumstances of the surrender', false,
          'How the surrender came about, and whether the person wants to join the movement or was only captured.'),
        (5, 'reason_for_leaving', 'Reason for leaving', false, 'What the person gives as a reason, and whether what is known fits.'),
        (6, 'denounces_military_rule', 'Denounces military dictatorship', true,
          'The main criterion, whatever the party politics and whether or not the person joins the armed resistance.'),
        (7, 'part_in_atrocities_screened', 'Screened for part in atrocities', false,
          'Confirmed: screened, and nothing speaks for a part in atrocities. Contradicted: something does.'),
        (8, 'household_confirmed', 'Household confirmed', false, 'The people named as household belong to it.');

      INSERT INTO vetting_check_plan (check_name, pathway, service, required, valid, source)
        SELECT p.check_name, pathway, service, p.required, daterange('2021-02-01', NULL), p.source
        FROM (VALUES
          ('identity_confirmed_by_colleague', ARRAY['individual', 'collective', 'surrender', 'in_service'], true, 'training policy'),
          ('unit_and_service_history', ARRAY['individual', 'collective', 'surrender', 'in_service'], true,
            'VOA: the support group verifies the background of each person; how: training policy'),
          ('still_serving_confirmed', ARRAY['in_service'], true, 'DIIS: some still serve; the check: training policy'),
          ('surrender_circumstances', ARRAY['surrender'], true, 'Kyed: surrenderers whom the programme tries to turn into defectors; the check: training policy'),
          ('reason_for_leaving', ARRAY['individual', 'collective', 'surrender'], true, 'training policy'),
          ('denounces_military_rule', ARRAY['individual', 'collective', 'surrender', 'in_service'], true, 'VOA: the main criterion'),
          ('part_in_atrocities_screened', ARRAY['individual', 'collective', 'surrender', 'in_service'], true,
            'Kyed: long service after the coup and possible part in atrocities raise the question of trust'),
          ('household_confirmed', ARRAY['individual', 'collective', 'surrender', 'in_service'], false, 'training policy')
        ) AS p (check_name, pathways, required, source), unnest(p.pathways) AS pathway, unnest(ARRAY['soldier', 'police']) AS service;

      CREATE TABLE vetting_round (
        case_id   uuid NOT NULL REFERENCES case_file (id),
        round     integer NOT NULL CHECK (round > 0),
        opened_on date NOT NULL,
        seq       integer NOT NULL,
        PRIMARY KEY (case_id, round),
        UNIQUE (case_id, seq),
        CONSTRAINT a_round_has_its_transition FOREIGN KEY (case_id, seq) REFERENCES transition (subject_id, seq)
      );
      COMMENT ON TABLE vetting_round IS 'The first round opens with vetting, another one with a request for more or an appeal.';

      CREATE TABLE vetting_check (
        id         uuid PRIMARY KEY,
        case_id    uuid NOT NULL,
        round      integer NOT NULL,
        seq        integer NOT NULL,
        check_name text NOT NULL REFERENCES vetting_check_kind (name),
        result     text NOT NULL CHECK (result IN ('confirmed', 'not_confirmed', 'contradicted', 'not_applicable')),
        note_id    uuid REFERENCES note (id),
        UNIQUE (case_id, seq),
        FOREIGN KEY (case_id, round) REFERENCES vetting_round (case_id, round),
        CONSTRAINT a_check_has_its_transition FOREIGN KEY (case_id, seq) REFERENCES transition (subject_id, seq)
      );

      CREATE TABLE vetting_recommendation (
        id             uuid PRIMARY KEY,
        case_id        uuid NOT NULL,
        round          integer NOT NULL,
        seq            integer NOT NULL,
        recommendation text NOT NULL CHECK (recommendation IN ('clear', 'clear_with_conditions', 'decline')),
        note_id        uuid REFERENCES note (id),
        CONSTRAINT one_recommendation_a_round UNIQUE (case_id, round),
        FOREIGN KEY (case_id, round) REFERENCES vetting_round (case_id, round),
        CONSTRAINT a_recommendation_has_its_transition FOREIGN KEY (case_id, seq) REFERENCES transition (subject_id, seq)
      );

      CREATE TABLE vetting_decision (
        id       uuid PRIMARY KEY,
        case_id  uuid NOT NULL,
        round    integer NOT NULL,
        seq      integer NOT NULL,
        decision text NOT NULL CHECK (decision IN ('cleared', 'cleared_with_conditions', 'more_information', 'declined')),
        note_id  uuid REFERENCES note (id),
        CONSTRAINT one_decision_a_round UNIQUE (case_id, round),
        FOREIGN KEY (case_id, round) REFERENCES vetting_recommendation (case_id, round),
        CONSTRAINT a_decision_has_its_transition FOREIGN KEY (case_id, seq) REFERENCES transition (subject_id, seq)
      );
      GRANT SELECT, INSERT ON vetting_round, vetting_check, vetting_recommendation, vetting_decision TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
