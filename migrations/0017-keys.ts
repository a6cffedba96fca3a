import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Keys that can be replaced, and persons who can be erased.
 *
 * What rests sealed under a master key is wrapped anew by one job alone; who holds the application's role can neither re-wrap a key nor
 * delete one, since either would destroy a person's data without a trace. A person's key goes in one function only, in the very transaction
 * in which a second person confirmed in the log what a first had asked for.
 */
export class Keys0000000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keysOfTheHouse)
    await runner.query(erasureOfPersons)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}

const keysOfTheHouse = `
  CREATE TABLE name_token_key (
    id         text PRIMARY KEY CHECK (id = 'name_tokens'),
    master_key integer NOT NULL CHECK (master_key > 0),
    wrapped    bytea NOT NULL
  );
  COMMENT ON TABLE name_token_key IS 'The key of the name tokens, wrapped under a master key. Made once; a rotation changes its wrapping alone.';
  GRANT SELECT, INSERT ON name_token_key TO passage_app;

  CREATE TABLE key_rotation (
    job_id       uuid PRIMARY KEY REFERENCES job_request (id),
    newest       integer NOT NULL CHECK (newest > 0),
    rewrapped    bigint NOT NULL DEFAULT 0 CHECK (rewrapped >= 0),
    still_needed integer[],
    finished_at  timestamptz,
    CHECK ((still_needed IS NULL) = (finished_at IS NULL))
  );
  COMMENT ON COLUMN key_rotation.newest IS 'The number of the master key under which everything was to be brought.';
  COMMENT ON COLUMN key_rotation.still_needed IS 'Older master keys that something still needed when it ended; none may be retired.';
  GRANT SELECT, INSERT (job_id, newest) ON key_rotation TO passage_app;
  GRANT UPDATE (still_needed, finished_at) ON key_rotation TO passage_worker;

  -- Numbers of keys and of rows, and nothing else: each process asks at its start, in whatever role.
  CREATE FUNCTION master_keys_needed() RETURNS TABLE ("table" text, master_key integer, "rows" bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT 'person_key', k.master_key, count(*) FROM person_key k GROUP BY k.master_key
    UNION ALL SELECT 'name_token_key', k.master_key, count(*) FROM name_token_key k GROUP BY k.master_key
    UNION ALL SELECT 'totp', k.master_key, count(*) FROM totp k GROUP BY k.master_key
  $$;

  CREATE FUNCTION assert_keys_rotate(binding bigint) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE
    its_job uuid;
  BEGIN
    SELECT b.job_id INTO its_job FROM bound_actor b
      WHERE b.binding_id = binding AND b.txid = pg_current_xact_id() AND b.job IN ('access/rotate_keys', 'operator/rotate_keys');
    IF its_job IS NULL THEN
      RAISE EXCEPTION 'no job that rotates the keys acts in this transaction'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'keys_are_rotated_by_their_job';
    END IF;
    RETURN its_job;
  END $$;
  REVOKE ALL ON FUNCTION assert_keys_rotate(bigint) FROM PUBLIC;

  CREATE FUNCTION sealed_under_older(binding bigint, of_table text, newest integer, after text, at_most integer)
    RETURNS TABLE (id text, master_key integer, wrapped bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  BEGIN
    PERFORM assert_keys_rotate(binding);
    CASE of_table
      WHEN 'person_key' THEN
        RETURN QUERY SELECT k.person_id::text, k.master_key, k.wrapped FROM person_key k
          WHERE k.person_id > coalesce(nullif(after, ''), '00000000-0000-0000-0000-000000000000')::uuid AND k.master_key < newest
          ORDER BY k.person_id LIMIT at_most;
      WHEN 'name_token_key' THEN
        RETURN QUERY SELECT k.id, k.master_key, k.wrapped FROM name_token_key k WHERE k.id > after AND k.master_key < newest
          ORDER BY k.id LIMIT at_most;
      WHEN 'totp' THEN
        RETURN QUERY SELECT k.account_id::text, k.master_key, k.wrapped FROM totp k
          WHERE k.account_id > coalesce(nullif(after, ''), '00000000-0000-0000-0000-000000000000')::uuid AND k.master_key < newest
          ORDER BY k.account_id LIMIT at_most;
    END CASE;
  END $$;

  -- A row is written only as it was read, and only forward: two rotations at once, or an erasure meanwhile, lose nothing of one another.
  CREATE FUNCTION rewrap_sealed(binding bigint, of_table text, newest integer, ids text[], was bytea[], fresh bytea[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE
    its_job uuid := assert_keys_rotate(binding);
    written integer;
  BEGIN
    CASE of_table
      WHEN 'person_key' THEN
        UPDATE person_key k SET master_key = newest, wrapped = n.fresh FROM unnest(ids::uuid[], was, fresh) AS n (id, was, fresh)
          WHERE k.person_id = n.id AND k.wrapped = n.was AND k.master_key < newest;
      WHEN 'name_token_key' THEN
        UPDATE name_token_key k SET master_key = newest, wrapped = n.fresh FROM unnest(ids, was, fresh) AS n (id, was, fresh)
          WHERE k.id = n.id AND k.wrapped = n.was AND k.master_key < newest;
      WHEN 'totp' THEN
        UPDATE totp k SET master_key = newest, wrapped = n.fresh FROM unnest(ids::uuid[], was, fresh) AS n (id, was, fresh)
          WHERE k.account_id = n.id AND k.wrapped = n.was AND k.master_key < newest;
    END CASE;
    GET DIAGNOSTICS written = ROW_COUNT;
    UPDATE key_rotation r SET rewrapped = r.rewrapped + written WHERE r.job_id = its_job;
    RETURN written;
  END $$;

  REVOKE ALL ON FUNCTION master_keys_needed(), sealed_under_older(bigint, text, integer, text, integer),
    rewrap_sealed(bigint, text, integer, text[], bytea[], bytea[]) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION master_keys_needed() TO passage_app;
  GRANT EXECUTE ON FUNCTION sealed_under_older(bigint, text, integer, text, integer),
    rewrap_sealed(bigint, text, integer, text[], bytea[], bytea[]) TO passage_worker;
`

const erasureOfPersons = `
  ALTER TABLE subject DROP CONSTRAINT subject_kind_check;
  ALTER TABLE subject ADD CONSTRAINT subject_kind_check CHECK (kind IN ('case', 'code', 'placement', 'entitlement', 'payment_run', 'payment',
    'reward_claim', 'site', 'rule', 'fund', 'erasure'));
  ALTER TABLE transition ALTER COLUMN duty SET EXPRESSION AS (CASE lifecycle
    WHEN 'case' THEN CASE
      WHEN event IN ('record_check', 'recommend') THEN 'vet'
      WHEN event IN ('clear', 'clear_with_conditions', 'decline', 'ask_for_more') THEN 'decide'
      WHEN event = 'issue_code' THEN 'register' END
    WHEN 'payment_run' THEN CASE WHEN event IN ('prepare', 'approve', 'release') THEN event END
    WHEN 'reward_claim' THEN CASE
      WHEN event IN ('verify', 'value') THEN 'assess'
      WHEN event = 'approve' THEN 'approve' END
    WHEN 'erasure' THEN CASE WHEN event IN ('ask', 'confirm') THEN event END
    END);

  ALTER TABLE person ADD COLUMN erased_on date;
  COMMENT ON COLUMN person.erased_on IS 'The programme date on which this person''s key was destroyed; what was sealed of them is gone.';

  ALTER TABLE note ALTER COLUMN nonce DROP NOT NULL, ALTER COLUMN ciphertext DROP NOT NULL, ALTER COLUMN salt DROP NOT NULL;
  ALTER TABLE note ADD CONSTRAINT a_note_is_there_or_erased CHECK (num_nulls(nonce, ciphertext, salt) IN (0, 3));

  CREATE TABLE erasure (
    id        uuid PRIMARY KEY,
    case_id   uuid NOT NULL REFERENCES case_file (id),
    person_id uuid NOT NULL REFERENCES person (id),
    state     text NOT NULL,
    FOREIGN KEY (id, state) REFERENCES subject (id, state) ON UPDATE CASCADE
  );
  COMMENT ON COLUMN erasure.state IS 'The subject''s state, carried along by the foreign key alone.';
  CREATE UNIQUE INDEX one_erasure_a_person ON erasure (person_id) WHERE state <> 'called_off';
  CREATE INDEX erasure_by_state ON erasure (state, id);
  GRANT SELECT, INSERT ON erasure TO passage_app;

  -- The key goes first of all, for whatever reason the rest should fail; without it every version and note is noise, and goes too. The salts of
  -- an applicant's notes go with them, so that nobody can try texts against the commitments in the log.
  CREATE FUNCTION erase_person(of_erasure uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE
    whom uuid; of_case uuid; applicant boolean;
  BEGIN
    IF NOT EXISTS (
      SELECT FROM transition confirmed JOIN transition asked ON asked.subject_id = confirmed.subject_id
      WHERE confirmed.subject_id = of_erasure AND confirmed.txid = pg_current_xact_id()
        AND confirmed.lifecycle = 'erasure' AND confirmed.event = 'confirm' AND confirmed.to_state = 'erased' AND confirmed.role = 'registrar'
        AND asked.seq = 1 AND asked.event = 'ask' AND asked.role = 'intake_officer' AND asked.actor_id <> confirmed.actor_id) THEN
      RAISE EXCEPTION 'nobody confirms in this transaction what another asked for'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'an_erasure_is_confirmed';
    END IF;
    SELECT p.id, p.case_id, p.relation = 'applicant' INTO whom, of_case, applicant
      FROM erasure e JOIN subject s ON s.id = e.id JOIN person p ON p.id = e.person_id AND p.case_id = s.case_id
        JOIN subject c ON c.id = p.case_id AND c.state = 'closed'
      WHERE e.id = of_erasure;
    IF whom IS NULL THEN
      RAISE EXCEPTION 'erasure % is of nobody in a closed case of its own', of_erasure
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'an_erasure_is_of_a_closed_case';
    END IF;
    DELETE FROM person_key k WHERE k.person_id = whom;
    DELETE FROM person_token t WHERE t.person_id = whom;
    DELETE FROM person_version v WHERE v.person_id = whom;
    IF applicant THEN
      UPDATE note n SET nonce = NULL, ciphertext = NULL, salt = NULL WHERE n.case_id = of_case;
    END IF;
    UPDATE person p SET erased_on = (SELECT c.today FROM programme_clock c) WHERE p.id = whom;
  END $$;
  REVOKE ALL ON FUNCTION erase_person(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION erase_person(uuid) TO passage_app;

  -- What the log calls erased is erased.
  CREATE FUNCTION an_erasure_erases() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM public.person_key k WHERE k.person_id = NEW.person_id) THEN
      RAISE EXCEPTION 'erasure % left the key of its person', NEW.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'an_erasure_erases';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER an_erasure_erases AFTER INSERT OR UPDATE ON erasure DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'erased') EXECUTE FUNCTION an_erasure_erases();

  CREATE FUNCTION who_is_erased_stays_so() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM written w JOIN public.person p ON p.id = w.person_id WHERE p.erased_on IS NOT NULL) THEN
      RAISE EXCEPTION 'an erased person gets no key' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'who_is_erased_stays_so';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER who_is_erased_stays_so AFTER INSERT ON person_key REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION who_is_erased_stays_so();
`
