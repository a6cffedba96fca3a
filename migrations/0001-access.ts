import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Accounts, sessions, the binding of an actor to a transaction, persons as encrypted versions, the access log.
 *
 * The login roles: `passage_login` alone may read password hashes and open sessions; `passage_api` and `passage_worker` share the grants
 * of `passage_app` and can do neither, so that a statement smuggled into the application cannot make itself somebody else.
 */
export class Access0000000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS btree_gist;
      REVOKE ALL ON SCHEMA public FROM PUBLIC;
      GRANT USAGE ON SCHEMA public TO passage_app, passage_login;

      CREATE TABLE instance (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        demo      boolean NOT NULL,
        marked_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE instance IS 'The mark that says whether this database is a demo. Only the migrating role writes it; reset and generate refuse without it.';
      GRANT SELECT ON instance TO passage_app;

      CREATE TABLE programme_clock (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        today     date NOT NULL
      );
      GRANT SELECT, UPDATE (today) ON programme_clock TO passage_app;
      GRANT SELECT ON programme_clock TO passage_login;

      CREATE TABLE account (
        id            uuid PRIMARY KEY,
        username      text NOT NULL UNIQUE CHECK (username ~ '^[a-z][a-z0-9._-]{1,39}$'),
        display_name  text NOT NULL,
        password_hash text,
        site_id       uuid,
        disabled_at   timestamptz,
        created_at    timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON COLUMN account.site_id IS 'The site that an account of a host organisation works at; null for everybody else.';
      GRANT SELECT (id, username, display_name, site_id, disabled_at, created_at) ON account TO passage_app;
      GRANT SELECT ON account TO passage_login;

      CREATE TABLE account_role (
        account_id uuid NOT NULL REFERENCES account (id),
        role       text NOT NULL CHECK (role IN ('intake_officer', 'vetting_officer', 'vetting_approver', 'registrar', 'relocation_officer',
                     'finance_officer', 'finance_approver', 'finance_controller', 'equipment_assessor', 'host_organisation',
                     'programme_manager', 'planner', 'auditor', 'trainer', 'system')),
        PRIMARY KEY (account_id, role)
      );
      GRANT SELECT ON account_role TO passage_app, passage_login;

      CREATE TABLE session (
        id           uuid PRIMARY KEY,
        token_hash   bytea NOT NULL UNIQUE,
        csrf_token   text NOT NULL,
        account_id   uuid NOT NULL REFERENCES account (id),
        created_at   timestamptz NOT NULL DEFAULT now(),
        expires_at   timestamptz NOT NULL,
        revoked_at   timestamptz
      );
      CREATE INDEX session_of_account ON session (account_id);
      GRANT SELECT (id, account_id, created_at, expires_at, revoked_at), UPDATE (revoked_at) ON session TO passage_login;
      GRANT INSERT ON session TO passage_login;

      -- The jobs that were asked for; the outbox of design section 5. The row is made in the transaction that needs the job, and closes in
      -- the transaction in which the job's effect commits. It is also the job's progress, so that a reload finds it.
      CREATE TABLE job_request (
        id            uuid PRIMARY KEY,
        queue         text NOT NULL,
        name          text NOT NULL,
        data          jsonb NOT NULL DEFAULT '{}',
        requested_by  uuid NOT NULL REFERENCES account (id),
        requested_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        enqueued_at   timestamptz,
        started_at    timestamptz,
        closed_at     timestamptz,
        cancel_asked_at timestamptz,
        outcome       text CHECK (outcome IN ('done', 'cancelled', 'failed')),
        done          integer NOT NULL DEFAULT 0,
        total         integer,
        problem       text,
        CHECK ((outcome IS NULL) = (closed_at IS NULL))
      );
      CREATE INDEX job_request_open ON job_request (requested_at) WHERE closed_at IS NULL;
      GRANT SELECT, INSERT ON job_request TO passage_app;
      GRANT UPDATE (enqueued_at, started_at, closed_at, cancel_asked_at, outcome, done, total, problem) ON job_request TO passage_app;

      -- Who acts in which transaction. Only bind_actor() writes it; every transition refers to it.
      CREATE TABLE bound_actor (
        binding_id bigint NOT NULL,
        txid       xid8 NOT NULL,
        actor_id   uuid NOT NULL,
        role       text NOT NULL,
        job        text NOT NULL,
        session_id uuid,
        job_id     uuid,
        bound_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (binding_id, txid, actor_id, role, job)
      );
      CREATE SEQUENCE binding_id_seq;
      GRANT SELECT ON bound_actor TO passage_app;

      INSERT INTO account (id, username, display_name) VALUES ('00000000-0000-4000-8000-000000000000', 'system', 'The system');
      INSERT INTO account_role VALUES ('00000000-0000-4000-8000-000000000000', 'system');

      CREATE FUNCTION resolve_session(token text)
        RETURNS TABLE (session_id uuid, account_id uuid, username text, display_name text, site_id uuid, roles text[], csrf_token text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
        SELECT s.id, a.id, a.username, a.display_name, a.site_id, ARRAY(SELECT r.role FROM account_role r WHERE r.account_id = a.id ORDER BY r.role), s.csrf_token
        FROM session s JOIN account a ON a.id = s.account_id
        WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL
      $$;

      -- Resolves a session token, or 'job:<id>' in the worker's own connection, to an actor for this transaction.
      -- Raises PA001 where the token means nobody.
      CREATE FUNCTION bind_actor(token text)
        RETURNS TABLE (binding_id bigint, actor_id uuid, roles text[], job text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
      DECLARE
        binding bigint := nextval('binding_id_seq');
        who uuid; held text[]; of_session uuid; of_job uuid; job_name text := '';
      BEGIN
        IF left(token, 4) = 'job:' THEN
          IF session_user = 'passage_worker' THEN
            SELECT j.id, j.queue || '/' || j.name INTO of_job, job_name FROM job_request j
              WHERE j.id = substr(token, 5)::uuid AND j.closed_at IS NULL;
          END IF;
          IF of_job IS NULL THEN
            RAISE EXCEPTION 'no open job of this worker has that token' USING ERRCODE = 'PA001';
          END IF;
          who := '00000000-0000-4000-8000-000000000000';
          held := ARRAY['system'];
        ELSE
          -- The same as resolve_session, written out: a nested function with settings of its own costs half of this one.
          SELECT s.id, a.id, ARRAY(SELECT r.role FROM account_role r WHERE r.account_id = a.id ORDER BY r.role) INTO of_session, who, held
          FROM session s JOIN account a ON a.id = s.account_id
          WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.revoked_at IS NULL AND s.expires_at > pg_catalog.now() AND a.disabled_at IS NULL;
          IF who IS NULL OR 'system' = ANY (held) THEN
            RAISE EXCEPTION 'no live session has that token' USING ERRCODE = 'PA001';
          END IF;
        END IF;
        INSERT INTO bound_actor (binding_id, txid, actor_id, role, job, session_id, job_id)
          SELECT binding, pg_current_xact_id(), who, r, job_name, of_session, of_job FROM unnest(held) r;
        RETURN QUERY SELECT binding, who, held, job_name;
      END $$;

      REVOKE ALL ON FUNCTION bind_actor(text), resolve_session(text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION bind_actor(text), resolve_session(text) TO passage_app;

      CREATE TABLE command_receipt (
        actor_id   uuid NOT NULL,
        key        text NOT NULL CHECK (length(key) BETWEEN 8 AND 128),
        body_hash  bytea NOT NULL,
        answer     text NOT NULL,
        made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (actor_id, key)
      );
      COMMENT ON TABLE command_receipt IS 'One row an Idempotency-Key: what was asked (as a hash) and what was answered (id, reference, state, version: nothing personal).';
      GRANT SELECT, INSERT ON command_receipt TO passage_app;

      -- Binds the actor and takes the key, in one round trip with BEGIN. Who sends the same key at the same time waits here until the first has
      -- committed, and then finds its answer.
      CREATE FUNCTION begin_command(token text, command_key text)
        RETURNS TABLE (binding_id bigint, actor_id uuid, roles text[], job text, today date, now bigint, body_hash bytea, answer text)
        LANGUAGE plpgsql
      AS $$
      BEGIN
        SELECT b.binding_id, b.actor_id, b.roles, b.job INTO binding_id, actor_id, roles, job FROM bind_actor(token) b;
        IF command_key IS NOT NULL THEN
          PERFORM pg_advisory_xact_lock(hashtextextended(actor_id::text || command_key, 0));
          SELECT r.body_hash, r.answer INTO body_hash, answer FROM command_receipt r WHERE r.actor_id = begin_command.actor_id AND r.key = command_key;
        END IF;
        SELECT c.today INTO today FROM programme_clock c;
        now := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
        RETURN NEXT;
      END $$;
      REVOKE ALL ON FUNCTION begin_command(text, text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION begin_command(text, text) TO passage_app;

      CREATE TABLE access_log (
        id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at         timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor_id   uuid,
        roles      text[] NOT NULL,
        act        text NOT NULL CHECK (act IN ('read', 'refused')),
        resource   text NOT NULL,
        resource_id text,
        case_id    uuid,
        fields     text[] NOT NULL DEFAULT '{}',
        code       text,
        request_id text
      );
      CREATE INDEX access_log_of_case ON access_log (case_id, id DESC) WHERE case_id IS NOT NULL;
      GRANT SELECT, INSERT ON access_log TO passage_app;
      GRANT INSERT ON access_log TO passage_login;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
