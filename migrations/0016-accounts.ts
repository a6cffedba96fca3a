import type { MigrationInterface, QueryRunner } from 'typeorm'
import { delegations, trainers, viewing } from './0016-account-functions'

/**
 * Accounts, sign-in and what a session may do: idle and absolute limits, devices, the second factor, throttling that several processes
 * share, changes of accounts by trainers, delegation for a time, viewing as a role, identities of an OpenID provider.
 *
 * Whoever has the application's role and SQL can still make itself nobody: accounts, roles, delegations and the role that a session views as
 * are written only by the functions of 0016-account-functions.ts, which ask `bound_actor` who acts in this transaction. What a function
 * refuses has SQLSTATE PA004 and the refusal's code as its message (libs/access/accounts/account-refusal.ts has the sentences).
 */
export class Accounts0000000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [sessions, signIn, accounts, resolving, telling, trainers, delegations, viewing]) await runner.query(part)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}

const sessions = `
  ALTER TABLE session
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN idle_minutes integer NOT NULL DEFAULT 30 CHECK (idle_minutes > 0),
    ADD COLUMN pending boolean NOT NULL DEFAULT false,
    ADD COLUMN device text NOT NULL DEFAULT 'Unknown device' CHECK (length(device) <= 60),
    ADD COLUMN address text NOT NULL DEFAULT '' CHECK (length(address) <= 45),
    ADD COLUMN view_as text;
  COMMENT ON COLUMN session.pending IS 'The password was right and the second factor is still to come: such a session is nobody.';
  COMMENT ON COLUMN session.view_as IS 'The role that a trainer looks through; only view_as() writes it.';
  GRANT SELECT (last_seen_at, idle_minutes, pending, device, address), UPDATE (last_seen_at) ON session TO passage_login;
`

const signIn = `
  GRANT UPDATE (password_hash) ON account TO passage_login;

  CREATE TABLE totp (
    account_id   uuid PRIMARY KEY REFERENCES account (id),
    master_key   integer NOT NULL,
    wrapped      bytea NOT NULL,
    nonce        bytea NOT NULL,
    ciphertext   bytea NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint NOT NULL DEFAULT 0,
    made_at      timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE totp IS 'The secret of an authenticator app, encrypted under a key of its own, which a master key wraps. last_step is the latest 30 seconds whose code was taken: none is taken twice.';
  CREATE TABLE recovery_code (
    account_id uuid NOT NULL REFERENCES account (id),
    code_hash  bytea NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (account_id, code_hash)
  );
  GRANT SELECT, INSERT, UPDATE, DELETE ON totp, recovery_code TO passage_login;

  -- Tries are counted before a password is looked at. A crash may lose them: they are not worth a write to the log.
  CREATE UNLOGGED TABLE login_try (
    key        bytea PRIMARY KEY,
    tries      integer NOT NULL,
    ends_at    timestamptz NOT NULL,
    held_until timestamptz
  );
  CREATE INDEX login_try_by_end ON login_try (ends_at);
  CREATE TABLE known_device (
    token_hash   bytea NOT NULL,
    account_id   uuid NOT NULL REFERENCES account (id),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (token_hash, account_id)
  );
  COMMENT ON TABLE known_device IS 'Browsers in which somebody has signed in to the account before. Strangers'' tries at its name do not hold these up.';
  CREATE INDEX known_device_of_account ON known_device (account_id);
  GRANT SELECT, INSERT, UPDATE, DELETE ON login_try, known_device TO passage_login;

  CREATE TABLE account_identity (
    issuer     text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 300),
    subject    text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    account_id uuid NOT NULL REFERENCES account (id),
    PRIMARY KEY (issuer, subject),
    UNIQUE (issuer, account_id)
  );
  COMMENT ON TABLE account_identity IS 'Who an OpenID provider''s subject is here. Signing in never makes a row.';
  GRANT SELECT ON account_identity TO passage_login;
  CREATE TABLE oidc_attempt (
    browser_hash bytea PRIMARY KEY,
    state        text NOT NULL,
    nonce        text NOT NULL,
    verifier     text NOT NULL,
    ends_at      timestamptz NOT NULL
  );
  GRANT SELECT, INSERT, DELETE ON oidc_attempt TO passage_login;
`

const accounts = `
  CREATE TABLE account_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_id   uuid NOT NULL REFERENCES account (id),
    account_id uuid NOT NULL REFERENCES account (id),
    what       text NOT NULL CHECK (what IN ('created', 'disabled', 'enabled', 'role_granted', 'role_revoked', 'site_set', 'password_set',
                 'password_changed', 'sessions_revoked', 'totp_on', 'totp_off', 'totp_reset', 'recovery_code_used', 'delegated',
                 'delegation_ended', 'viewing_began', 'viewing_ended', 'identity_bound', 'identity_unbound')),
    role       text
  );
  COMMENT ON TABLE account_event IS 'What happened to an account: who did it, to whom, what, when. Append-only.';
  CREATE INDEX account_event_of_account ON account_event (account_id, id);
  GRANT SELECT ON account_event TO passage_app, passage_login;
  GRANT INSERT (actor_id, account_id, what, role) ON account_event TO passage_login;

  -- programme.md's column "never"; libs/access/accounts/incompatible-roles.ts is the same for people (its spec compares the two).
  CREATE TABLE incompatible_role (role text NOT NULL, other text NOT NULL, PRIMARY KEY (role, other));
  INSERT INTO incompatible_role
    WITH everybody (role) AS (SELECT unnest(ARRAY['intake_officer', 'vetting_officer', 'vetting_approver', 'registrar', 'relocation_officer',
        'finance_officer', 'finance_approver', 'finance_controller', 'equipment_assessor', 'host_organisation', 'programme_manager', 'planner',
        'auditor', 'trainer', 'system'])),
      pair (a, b) AS (
        SELECT lone, role FROM unnest(ARRAY['host_organisation', 'auditor', 'trainer', 'system']) lone, everybody WHERE role <> lone
        UNION SELECT apart, role FROM unnest(ARRAY['programme_manager', 'planner']) apart, everybody WHERE role NOT IN ('programme_manager', 'planner')
        UNION VALUES ('intake_officer', 'vetting_officer'), ('intake_officer', 'vetting_approver'), ('intake_officer', 'finance_officer'),
          ('intake_officer', 'finance_approver'), ('intake_officer', 'finance_controller'), ('vetting_officer', 'vetting_approver'),
          ('vetting_officer', 'registrar'), ('vetting_approver', 'registrar'), ('relocation_officer', 'vetting_officer'),
          ('relocation_officer', 'vetting_approver'), ('finance_officer', 'finance_approver'), ('finance_officer', 'finance_controller'),
          ('finance_approver', 'finance_controller'), ('equipment_assessor', 'finance_approver'))
    SELECT a, b FROM pair UNION SELECT b, a FROM pair;
  GRANT SELECT ON incompatible_role TO passage_app;

  CREATE TABLE delegation (
    id        uuid PRIMARY KEY,
    from_id   uuid NOT NULL REFERENCES account (id),
    to_id     uuid NOT NULL REFERENCES account (id),
    role      text NOT NULL CHECK (role NOT IN ('system', 'trainer')),
    reason    text NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    begins_at timestamptz NOT NULL DEFAULT now(),
    ends_at   timestamptz NOT NULL,
    ended_at  timestamptz,
    ended_by  uuid REFERENCES account (id),
    CONSTRAINT a_delegation_ends_in_a_month CHECK (ends_at > begins_at AND ends_at <= begins_at + interval '30 days'),
    CONSTRAINT a_delegation_is_to_another CHECK (from_id <> to_id)
  );
  COMMENT ON TABLE delegation IS 'A role lent for a time. It counts only while the lender holds the role, and acts under it stay the borrower''s.';
  CREATE INDEX delegation_to ON delegation (to_id) WHERE ended_at IS NULL;
  CREATE INDEX delegation_from ON delegation (from_id) WHERE ended_at IS NULL;
  GRANT SELECT ON delegation TO passage_app;

  -- What an account may do now: its own roles and those that are lent to it; nothing once it is disabled. Without settings of its own, so that
  -- PostgreSQL writes it out where it is called.
  CREATE FUNCTION roles_of(account uuid) RETURNS text[] LANGUAGE sql STABLE
  RETURN ARRAY(
    SELECT r.role FROM public.account_role r JOIN public.account a ON a.id = r.account_id AND a.disabled_at IS NULL WHERE r.account_id = account
    UNION
    SELECT d.role FROM public.delegation d
      JOIN public.account_role r ON r.account_id = d.from_id AND r.role = d.role
      JOIN public.account l ON l.id = d.from_id AND l.disabled_at IS NULL
      JOIN public.account b ON b.id = d.to_id AND b.disabled_at IS NULL
      WHERE d.to_id = account AND d.ended_at IS NULL AND d.ends_at > now()
    ORDER BY 1);
  REVOKE ALL ON FUNCTION roles_of(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION roles_of(uuid) TO passage_app, passage_login;
`

const resolving = `
  DROP FUNCTION resolve_session(text);
  -- Who a session is now. Here alone it counts whether the session was idle: whoever comes over HTTP passes here first.
  CREATE FUNCTION resolve_session(token text)
    RETURNS TABLE (session_id uuid, account_id uuid, username text, display_name text, site_id uuid, roles text[], view_as text, csrf_token text,
      glass jsonb, expires_at timestamptz, idle_minutes integer, stale boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT s.id, a.id, a.username, a.display_name, a.site_id,
      CASE WHEN s.view_as IS NULL THEN roles_of(a.id) ELSE ARRAY[s.view_as] END, s.view_as, s.csrf_token,
      CASE WHEN s.view_as IS NULL THEN coalesce((
        SELECT jsonb_agg(jsonb_build_object('id', g.id, 'caseId', g.case_id, 'classes', g.classes) ORDER BY g.opened_at, g.id) FROM break_glass g
        WHERE g.account_id = a.id AND g.ended_at IS NULL AND g.ends_at > now()), '[]') ELSE '[]' END,
      s.expires_at, s.idle_minutes, s.last_seen_at < now() - interval '1 minute'
    FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > now()
      AND s.last_seen_at > now() - make_interval(mins => s.idle_minutes) AND a.disabled_at IS NULL
      AND (s.view_as IS NULL OR EXISTS (SELECT FROM account_role r WHERE r.account_id = a.id AND r.role = 'trainer'))
  $$;
  REVOKE ALL ON FUNCTION resolve_session(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION resolve_session(text) TO passage_app;

  -- The session whose second factor is still to come.
  CREATE FUNCTION pending_session(token text) RETURNS TABLE (session_id uuid, account_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT s.id, a.id FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.pending AND s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL
  $$;
  REVOKE ALL ON FUNCTION pending_session(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION pending_session(text) TO passage_login;

  -- Who looks, for the policies of rows: the same as resolve_session would say.
  CREATE OR REPLACE FUNCTION session_viewer(token text) RETURNS TABLE (account_id uuid, roles text[], site_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT a.id, CASE WHEN s.view_as IS NULL THEN roles_of(a.id) ELSE ARRAY[s.view_as] END, a.site_id
    FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = session_hash(token) AND s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > now() AND a.disabled_at IS NULL
      AND (s.view_as IS NULL OR EXISTS (SELECT FROM account_role r WHERE r.account_id = a.id AND r.role = 'trainer'))
  $$;

  -- As in 0001, and besides: it says who looks and who acts (0015), roles that are lent count, and a session that views as a role does nothing (PA002).
  CREATE OR REPLACE FUNCTION bind_actor(token text)
    RETURNS TABLE (binding_id bigint, actor_id uuid, roles text[], job text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE
    binding bigint := nextval('binding_id_seq');
    who uuid; held text[]; of_session uuid; of_job uuid; job_name text := ''; seen_as text;
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
      -- Written out, not resolve_session: a nested function with settings of its own costs half of this one.
      SELECT s.id, a.id, roles_of(a.id), s.view_as INTO of_session, who, held, seen_as
      FROM session s JOIN account a ON a.id = s.account_id
      WHERE s.token_hash = session_hash(token) AND s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > pg_catalog.now()
        AND a.disabled_at IS NULL;
      IF who IS NULL OR 'system' = ANY (held) THEN
        RAISE EXCEPTION 'no live session has that token' USING ERRCODE = 'PA001';
      END IF;
      IF seen_as IS NOT NULL THEN
        RAISE EXCEPTION 'a session that views as a role changes nothing' USING ERRCODE = 'PA002';
      END IF;
    END IF;
    INSERT INTO bound_actor (binding_id, txid, actor_id, role, job, session_id, job_id)
      SELECT binding, pg_current_xact_id(), who, r, job_name, of_session, of_job FROM unnest(held) r;
    PERFORM set_config('passage.session', CASE WHEN of_job IS NULL THEN token ELSE '' END, true), set_config('passage.binding', binding::text, true);
    RETURN QUERY SELECT binding, who, held, job_name;
  END $$;
`

const telling = `
  -- Every API process hears which session or account changed, so that open streams end and answers in flight are looked at again.
  CREATE FUNCTION tell_of_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF TG_TABLE_NAME = 'delegation' THEN
      PERFORM pg_notify('passage_access', NEW.to_id::text);
    ELSIF TG_TABLE_NAME = 'account_role' THEN
      PERFORM pg_notify('passage_access', CASE TG_OP WHEN 'DELETE' THEN OLD.account_id ELSE NEW.account_id END::text);
      -- What was lent goes with what was held.
      IF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('passage_access', d.to_id::text) FROM delegation d WHERE d.from_id = OLD.account_id AND d.role = OLD.role AND d.ended_at IS NULL;
      END IF;
    ELSE
      PERFORM pg_notify('passage_access', CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END::text);
      IF TG_TABLE_NAME = 'account' THEN
        PERFORM pg_notify('passage_access', d.to_id::text) FROM delegation d WHERE d.from_id = NEW.id AND d.ended_at IS NULL;
      END IF;
    END IF;
    RETURN NULL;
  END $$;
  REVOKE ALL ON FUNCTION tell_of_access() FROM PUBLIC;
  CREATE TRIGGER tell_of_access AFTER UPDATE OF revoked_at, expires_at, view_as ON session FOR EACH ROW EXECUTE FUNCTION tell_of_access();
  CREATE TRIGGER tell_of_its_end AFTER DELETE ON session FOR EACH ROW EXECUTE FUNCTION tell_of_access();
  CREATE TRIGGER tell_of_access AFTER UPDATE OF disabled_at, site_id ON account FOR EACH ROW EXECUTE FUNCTION tell_of_access();
  CREATE TRIGGER tell_of_access AFTER INSERT OR DELETE ON account_role FOR EACH ROW EXECUTE FUNCTION tell_of_access();
  CREATE TRIGGER tell_of_access AFTER INSERT OR UPDATE ON delegation FOR EACH ROW EXECUTE FUNCTION tell_of_access();
`
