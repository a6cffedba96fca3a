import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The spine: subjects, their transitions as hash chains, and the case with its household.
 *
 * What is declared here holds against whoever has the application's role and SQL: a state without its transition, a fork, a gap, a first
 * link that is not first, a wrong hash, a forged actor, an edited or deleted row, and one person in two separated duties are all refused.
 */
export class Spine0000000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE subject (
        id      uuid PRIMARY KEY,
        case_id uuid REFERENCES subject (id),
        kind    text NOT NULL CHECK (kind IN ('case', 'code', 'placement', 'entitlement', 'payment_run', 'payment', 'reward_claim', 'site', 'rule', 'fund')),
        version integer NOT NULL CHECK (version > 0),
        state   text NOT NULL,
        head    bytea NOT NULL,
        UNIQUE (id, state),
        CHECK (kind <> 'case' OR case_id = id)
      );
      CREATE INDEX subject_of_case ON subject (case_id, kind);
      CREATE INDEX subject_by_state ON subject (kind, state);

      CREATE TABLE transition (
        subject_id        uuid NOT NULL,
        seq               integer NOT NULL CHECK (seq > 0),
        lifecycle         text NOT NULL,
        lifecycle_version integer NOT NULL,
        event             text NOT NULL,
        from_state        text,
        to_state          text NOT NULL,
        actor_id          uuid NOT NULL,
        role              text NOT NULL,
        job               text NOT NULL DEFAULT '',
        reason            text,
        programme_date    date NOT NULL,
        recorded_at       timestamptz NOT NULL,
        payload           text NOT NULL,
        bytes             bytea NOT NULL,
        hash              bytea NOT NULL,
        prev_hash         bytea,
        prev_seq          integer GENERATED ALWAYS AS (NULLIF(seq - 1, 0)) STORED,
        binding_id        bigint NOT NULL,
        txid              xid8 NOT NULL DEFAULT pg_current_xact_id(),
        duty              text GENERATED ALWAYS AS (CASE lifecycle
          WHEN 'case' THEN CASE
            WHEN event IN ('record_check', 'recommend') THEN 'vet'
            WHEN event IN ('clear', 'clear_with_conditions', 'decline', 'ask_for_more') THEN 'decide'
            WHEN event = 'issue_code' THEN 'register' END
          WHEN 'payment_run' THEN CASE WHEN event IN ('prepare', 'approve', 'release') THEN event END
          WHEN 'reward_claim' THEN CASE
            WHEN event IN ('verify', 'value') THEN 'assess'
            WHEN event = 'approve' THEN 'approve' END
          END) STORED,
        PRIMARY KEY (subject_id, seq),
        UNIQUE (subject_id, seq, to_state, hash),
        CONSTRAINT the_first_link_is_first CHECK ((seq = 1) = (prev_hash IS NULL) AND (seq = 1) = (from_state IS NULL)),
        CONSTRAINT the_hash_is_of_the_bytes CHECK (hash = sha256(bytes)),
        CONSTRAINT system_is_named_with_its_job CHECK ((role = 'system') = (job <> '')),
        CONSTRAINT a_duty_is_a_persons CHECK (duty IS NULL OR role <> 'system'),
        CONSTRAINT a_link_follows_the_one_before FOREIGN KEY (subject_id, prev_seq, from_state, prev_hash)
          REFERENCES transition (subject_id, seq, to_state, hash),
        CONSTRAINT the_actor_is_bound FOREIGN KEY (binding_id, txid, actor_id, role, job)
          REFERENCES bound_actor (binding_id, txid, actor_id, role, job),
        CONSTRAINT separated_duties EXCLUDE USING gist (subject_id WITH =, actor_id WITH =, duty WITH <>) WHERE (duty IS NOT NULL)
      );
      CREATE INDEX transition_by_time ON transition (recorded_at, subject_id, seq);

      ALTER TABLE subject ADD CONSTRAINT a_state_needs_its_transition
        FOREIGN KEY (id, version, state, head) REFERENCES transition (subject_id, seq, to_state, hash) DEFERRABLE INITIALLY DEFERRED;

      -- The table is named with its schema: a trigger runs with the caller's search path, in which a temporary one named subject would come
      -- first, and with one a transition without its state got through (test/spine/attacks.spec.ts).
      CREATE FUNCTION the_log_is_not_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM public.subject s WHERE s.id = NEW.subject_id AND s.version >= NEW.seq) THEN
          RAISE EXCEPTION 'transition % of subject % has no state that it leads to', NEW.seq, NEW.subject_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'the_log_is_not_ahead';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER the_log_is_not_ahead AFTER INSERT ON transition DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION the_log_is_not_ahead();

      -- Begins a command and locks what it is about, the case first: one round trip less for the most frequent act of all.
      CREATE FUNCTION begin_command_about(token text, command_key text, about uuid)
        RETURNS TABLE (binding_id bigint, actor_id uuid, roles text[], job text, today date, now bigint, body_hash bytea, answer text,
          id uuid, case_id uuid, kind text, version integer, state text, head bytea)
        LANGUAGE plpgsql
      AS $$
      DECLARE
        its_case uuid;
      BEGIN
        SELECT b.* INTO binding_id, actor_id, roles, job, today, now, body_hash, answer FROM begin_command(token, command_key) b;
        SELECT s.case_id INTO its_case FROM subject s WHERE s.id = about;
        IF its_case <> about THEN
          PERFORM FROM subject s WHERE s.id = its_case FOR NO KEY UPDATE;
        END IF;
        SELECT s.id, s.case_id, s.kind, s.version, s.state, s.head INTO id, case_id, kind, version, state, head
          FROM subject s WHERE s.id = about FOR NO KEY UPDATE;
        RETURN NEXT;
      END $$;
      REVOKE ALL ON FUNCTION begin_command_about(text, text, uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION begin_command_about(text, text, uuid) TO passage_app;

      CREATE FUNCTION a_state_never_goes_back() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'subject % would go back from version % to %', OLD.id, OLD.version, NEW.version
          USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'a_state_never_goes_back';
      END $$;
      CREATE TRIGGER a_state_never_goes_back BEFORE UPDATE ON subject FOR EACH ROW WHEN (NEW.version <= OLD.version)
        EXECUTE FUNCTION a_state_never_goes_back();

      GRANT SELECT, INSERT, UPDATE (version, state, head) ON subject TO passage_app;
      GRANT SELECT ON transition TO passage_app;
      -- txid is not among them: it is always the transaction's own, which is what makes the binding unforgeable.
      GRANT INSERT (subject_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, actor_id, role, job, reason, programme_date,
        recorded_at, payload, bytes, hash, prev_hash, binding_id) ON transition TO passage_app;

      CREATE SEQUENCE case_reference_seq;
      GRANT USAGE ON SEQUENCE case_reference_seq TO passage_app;

      -- What every stage may know of a case without knowing a person.
      CREATE TABLE case_file (
        id             uuid PRIMARY KEY,
        reference      text COLLATE "C" NOT NULL UNIQUE,
        service        text NOT NULL CHECK (service IN ('soldier', 'police')),
        pathway        text NOT NULL CHECK (pathway IN ('individual', 'collective', 'surrender', 'in_service')),
        channel        text NOT NULL CHECK (channel IN ('messenger', 'phone', 'host_organisation', 'in_person')),
        opened_on      date NOT NULL,
        holder_id      uuid NOT NULL REFERENCES account (id),
        household_size integer NOT NULL CHECK (household_size > 0),
        state          text NOT NULL,
        FOREIGN KEY (id, state) REFERENCES subject (id, state) ON UPDATE CASCADE
      );
      COMMENT ON COLUMN case_file.state IS 'The subject''s state, carried along by the foreign key alone, so that the worklist can be indexed by state and date.';
      CREATE INDEX case_file_by_opening ON case_file (opened_on, id);
      CREATE INDEX case_file_by_state ON case_file (state, opened_on, id);
      CREATE INDEX case_file_by_holder ON case_file (holder_id, opened_on, id);
      GRANT SELECT, INSERT, UPDATE (holder_id, household_size) ON case_file TO passage_app;

      CREATE TABLE person (
        id        uuid PRIMARY KEY,
        case_id   uuid NOT NULL REFERENCES case_file (id),
        relation  text NOT NULL CHECK (relation IN ('applicant', 'partner', 'child', 'parent', 'sibling', 'other')),
        since     date NOT NULL,
        until     date,
        CHECK (until IS NULL OR until >= since)
      );
      CREATE INDEX person_of_case ON person (case_id);
      CREATE UNIQUE INDEX one_applicant_a_case ON person (case_id) WHERE relation = 'applicant';
      GRANT SELECT, INSERT, UPDATE (until) ON person TO passage_app;

      CREATE TABLE person_key (
        person_id  uuid PRIMARY KEY REFERENCES person (id),
        master_key integer NOT NULL,
        wrapped    bytea NOT NULL
      );
      GRANT SELECT, INSERT ON person_key TO passage_app;

      CREATE TABLE person_version (
        person_id  uuid NOT NULL REFERENCES person (id),
        version    integer NOT NULL CHECK (version > 0),
        nonce      bytea NOT NULL,
        ciphertext bytea NOT NULL,
        sealed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        sealed_by  uuid NOT NULL REFERENCES account (id),
        PRIMARY KEY (person_id, version)
      );
      GRANT SELECT, INSERT ON person_version TO passage_app;

      CREATE TABLE person_token (
        token     bytea NOT NULL,
        person_id uuid NOT NULL,
        PRIMARY KEY (token, person_id)
      );
      CREATE INDEX person_token_of_person ON person_token (person_id);
      -- A foreign key would ask forty times for each person, and took most of the time of writing one; this asks once a statement. Persons
      -- are never deleted, so that a token cannot lose its person later.
      CREATE FUNCTION a_token_has_its_person() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM (SELECT DISTINCT person_id FROM written) t LEFT JOIN public.person p ON p.id = t.person_id WHERE p.id IS NULL) THEN
          RAISE EXCEPTION 'a token belongs to no person' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'a_token_has_its_person';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER a_token_has_its_person AFTER INSERT ON person_token REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION a_token_has_its_person();
      GRANT SELECT, INSERT, DELETE ON person_token TO passage_app;

      -- Free text stands outside the log, classed and encrypted under the applicant's key; the log holds its id and a salted commitment.
      CREATE TABLE note (
        id         uuid PRIMARY KEY,
        case_id    uuid NOT NULL REFERENCES case_file (id),
        subject_id uuid NOT NULL REFERENCES subject (id),
        class      text NOT NULL CHECK (class IN ('operational', 'personal', 'vetting', 'financial')),
        author_id  uuid NOT NULL REFERENCES account (id),
        written_on date NOT NULL,
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        nonce      bytea NOT NULL,
        ciphertext bytea NOT NULL,
        salt       bytea NOT NULL
      );
      CREATE INDEX note_of_case ON note (case_id);
      GRANT SELECT, INSERT ON note TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
