/**
 * The functions of 0016-accounts.ts: the only ways to write accounts, roles, delegations and views. Each asks `bound_actor` who acts in this
 * transaction, or the session itself, and says no with SQLSTATE PA004 and a code.
 */

/** What trainers do to accounts. */
export const trainers = `
  -- The actor of this transaction, who must hold the role. Only the functions below call it.
  CREATE FUNCTION acting_as(binding bigint, wanted text) RETURNS uuid LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid;
  BEGIN
    SELECT b.actor_id INTO who FROM bound_actor b
      WHERE b.binding_id = binding AND b.txid = pg_current_xact_id() AND b.job = '' AND (wanted IS NULL OR b.role = wanted) LIMIT 1;
    IF who IS NULL THEN
      RAISE EXCEPTION 'account.role_missing' USING ERRCODE = 'PA004';
    END IF;
    RETURN who;
  END $$;

  -- The trainer of this transaction, on a database that is marked as a demo; locks the account that is changed.
  CREATE FUNCTION trainer_over(binding bigint, account uuid) RETURNS uuid LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := acting_as(binding, 'trainer');
  BEGIN
    IF NOT EXISTS (SELECT FROM instance i WHERE i.demo) THEN
      RAISE EXCEPTION 'account.demo_only' USING ERRCODE = 'PA004';
    END IF;
    IF account IS NOT NULL THEN
      PERFORM FROM account a WHERE a.id = trainer_over.account AND a.username <> 'system' FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'account.not_found' USING ERRCODE = 'PA004';
      END IF;
    END IF;
    RETURN who;
  END $$;

  -- Refuses a role beside what the account holds or is lent, though the lender may not hold it just now.
  CREATE FUNCTION assert_compatible(account uuid, wanted text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (
      SELECT FROM incompatible_role i WHERE i.role = wanted AND i.other IN (
        SELECT r.role FROM account_role r WHERE r.account_id = assert_compatible.account
        UNION SELECT d.role FROM delegation d WHERE d.to_id = assert_compatible.account AND d.ended_at IS NULL AND d.ends_at > now())) THEN
      RAISE EXCEPTION 'account.incompatible_roles' USING ERRCODE = 'PA004';
    END IF;
  END $$;

  -- Somebody other than this account must remain who can mend accounts.
  CREATE FUNCTION assert_another_trainer(account uuid) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('passage.trainers', 0));
    IF NOT EXISTS (
      SELECT FROM account_role r JOIN account a ON a.id = r.account_id
      WHERE r.role = 'trainer' AND a.disabled_at IS NULL AND a.id <> assert_another_trainer.account) THEN
      RAISE EXCEPTION 'account.last_trainer' USING ERRCODE = 'PA004';
    END IF;
  END $$;

  CREATE FUNCTION note_account_event(who uuid, account uuid, what text, role text) RETURNS integer LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO account_event (actor_id, account_id, what, role) VALUES (who, account, what, role);
    SELECT count(*)::int FROM account_event e WHERE e.account_id = account;
  $$;

  CREATE FUNCTION revoke_sessions(account uuid) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    UPDATE session s SET revoked_at = now() WHERE s.account_id = account AND s.revoked_at IS NULL
  $$;

  REVOKE ALL ON FUNCTION acting_as(bigint, text), trainer_over(bigint, uuid), assert_compatible(uuid, text), assert_another_trainer(uuid),
    note_account_event(uuid, uuid, text, text), revoke_sessions(uuid) FROM PUBLIC;

  -- Each returns the account's version: how many things have happened to it.
  CREATE FUNCTION create_account(binding bigint, account uuid, username text, display_name text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, NULL);
  BEGIN
    INSERT INTO account (id, username, display_name) VALUES (create_account.account, create_account.username, create_account.display_name)
      ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.username_taken' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, account, 'created', NULL);
  END $$;

  CREATE FUNCTION set_account_enabled(binding bigint, account uuid, enabled boolean) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    IF NOT enabled THEN
      PERFORM assert_another_trainer(account);
      PERFORM revoke_sessions(account);
    END IF;
    UPDATE account a SET disabled_at = CASE WHEN NOT enabled THEN coalesce(a.disabled_at, now()) END WHERE a.id = set_account_enabled.account;
    RETURN note_account_event(who, account, CASE WHEN enabled THEN 'enabled' ELSE 'disabled' END, NULL);
  END $$;

  CREATE FUNCTION grant_role(binding bigint, account uuid, wanted text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    IF wanted = 'system' THEN
      RAISE EXCEPTION 'account.system_role' USING ERRCODE = 'PA004';
    END IF;
    PERFORM assert_compatible(account, wanted);
    INSERT INTO account_role (account_id, role) VALUES (account, wanted) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.role_held' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, account, 'role_granted', wanted);
  END $$;

  CREATE FUNCTION revoke_role(binding bigint, account uuid, wanted text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    IF wanted = 'trainer' THEN
      PERFORM assert_another_trainer(account);
    END IF;
    DELETE FROM account_role r WHERE r.account_id = account AND r.role = wanted;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.role_not_held' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, account, 'role_revoked', wanted);
  END $$;

  CREATE FUNCTION set_account_site(binding bigint, account uuid, site uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF site IS NOT NULL AND NOT EXISTS (SELECT FROM subject s WHERE s.id = site AND s.kind = 'site') THEN
      RAISE EXCEPTION 'site.not_found' USING ERRCODE = 'PA004';
    END IF;
    UPDATE account a SET site_id = site WHERE a.id = set_account_site.account;
    RETURN note_account_event(who, account, 'site_set', NULL);
  END $$;

  CREATE FUNCTION set_account_password(binding bigint, account uuid, hash text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    UPDATE account a SET password_hash = hash WHERE a.id = set_account_password.account;
    PERFORM revoke_sessions(account);
    RETURN note_account_event(who, account, 'password_set', NULL);
  END $$;

  CREATE FUNCTION revoke_account_sessions(binding bigint, account uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    PERFORM revoke_sessions(account);
    RETURN note_account_event(who, account, 'sessions_revoked', NULL);
  END $$;

  CREATE FUNCTION reset_totp(binding bigint, account uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    DELETE FROM totp t WHERE t.account_id = account;
    DELETE FROM recovery_code c WHERE c.account_id = account;
    DELETE FROM known_device k WHERE k.account_id = account;
    PERFORM revoke_sessions(account);
    RETURN note_account_event(who, account, 'totp_reset', NULL);
  END $$;

  CREATE FUNCTION bind_identity(binding bigint, account uuid, its_issuer text, its_subject text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF its_subject IS NULL THEN
      DELETE FROM account_identity i WHERE i.account_id = account AND i.issuer = its_issuer;
      RETURN note_account_event(who, account, 'identity_unbound', NULL);
    END IF;
    INSERT INTO account_identity (issuer, subject, account_id) VALUES (its_issuer, its_subject, account) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.identity_taken' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, account, 'identity_bound', NULL);
  END $$;

  REVOKE ALL ON FUNCTION create_account(bigint, uuid, text, text), set_account_enabled(bigint, uuid, boolean), grant_role(bigint, uuid, text),
    revoke_role(bigint, uuid, text), set_account_site(bigint, uuid, uuid), set_account_password(bigint, uuid, text),
    revoke_account_sessions(bigint, uuid), reset_totp(bigint, uuid), bind_identity(bigint, uuid, text, text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION create_account(bigint, uuid, text, text), set_account_enabled(bigint, uuid, boolean), grant_role(bigint, uuid, text),
    revoke_role(bigint, uuid, text), set_account_site(bigint, uuid, uuid), set_account_password(bigint, uuid, text),
    revoke_account_sessions(bigint, uuid), reset_totp(bigint, uuid), bind_identity(bigint, uuid, text, text) TO passage_app;

  -- What the list of accounts says beside what the application may read itself: never a hash or a secret.
  CREATE FUNCTION account_sign_in() RETURNS TABLE (account_id uuid, has_password boolean, has_totp boolean, last_seen_at timestamptz, live_sessions integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.password_hash IS NOT NULL, EXISTS (SELECT FROM totp t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL), s.seen, s.live
    FROM account a, LATERAL (
      SELECT max(s.last_seen_at) AS seen, count(*) FILTER (WHERE s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > now()
        AND s.last_seen_at > now() - make_interval(mins => s.idle_minutes))::int AS live
      FROM session s WHERE s.account_id = a.id) s
  $$;
  REVOKE ALL ON FUNCTION account_sign_in() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION account_sign_in() TO passage_app;
`

/** What lenders and borrowers of roles do. */
export const delegations = `
  CREATE FUNCTION delegate_role(binding bigint, delegation uuid, account uuid, wanted text, until timestamptz, why text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := acting_as(binding, wanted);
  BEGIN
    -- A role that is lent to the actor is bound like their own, and may not be passed on.
    IF wanted IN ('system', 'trainer') OR NOT EXISTS (SELECT FROM account_role r WHERE r.account_id = who AND r.role = wanted) THEN
      RAISE EXCEPTION 'delegation.not_yours' USING ERRCODE = 'PA004';
    END IF;
    IF who = account THEN
      RAISE EXCEPTION 'delegation.to_yourself' USING ERRCODE = 'PA004';
    END IF;
    IF until <= now() OR until > now() + interval '30 days' THEN
      RAISE EXCEPTION 'delegation.too_long' USING ERRCODE = 'PA004';
    END IF;
    PERFORM FROM account a WHERE a.id = delegate_role.account AND a.disabled_at IS NULL AND a.username <> 'system' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.not_found' USING ERRCODE = 'PA004';
    END IF;
    IF EXISTS (SELECT FROM account_role r WHERE r.account_id = account AND r.role = wanted) OR EXISTS (
      SELECT FROM delegation d WHERE d.to_id = account AND d.role = wanted AND d.ended_at IS NULL AND d.ends_at > now()) THEN
      RAISE EXCEPTION 'account.role_held' USING ERRCODE = 'PA004';
    END IF;
    PERFORM assert_compatible(account, wanted);
    INSERT INTO delegation (id, from_id, to_id, role, reason, ends_at) VALUES (delegate_role.delegation, who, account, wanted, why, until);
    RETURN note_account_event(who, account, 'delegated', wanted);
  END $$;

  CREATE FUNCTION end_delegation(binding bigint, delegation uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who uuid := acting_as(binding, NULL);
    lent record;
  BEGIN
    SELECT d.to_id, d.role INTO lent FROM delegation d
      WHERE d.id = end_delegation.delegation AND (who IN (d.from_id, d.to_id) OR EXISTS (
        SELECT FROM bound_actor b WHERE b.binding_id = binding AND b.txid = pg_current_xact_id() AND b.role = 'trainer')) FOR UPDATE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'delegation.not_found' USING ERRCODE = 'PA004';
    END IF;
    UPDATE delegation d SET ended_at = now(), ended_by = who WHERE d.id = end_delegation.delegation AND d.ended_at IS NULL AND d.ends_at > now();
    IF NOT FOUND THEN
      RAISE EXCEPTION 'delegation.ended' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, lent.to_id, 'delegation_ended', lent.role);
  END $$;

  REVOKE ALL ON FUNCTION delegate_role(bigint, uuid, uuid, text, timestamptz, text), end_delegation(bigint, uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION delegate_role(bigint, uuid, uuid, text, timestamptz, text), end_delegation(bigint, uuid) TO passage_app;
`

/** What a trainer does to look through a role. */
export const viewing = `
  -- Lets a trainer's session look through a role, or with null no longer.
  CREATE FUNCTION view_as(token text, wanted text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its record;
  BEGIN
    SELECT s.id, s.account_id, s.view_as AS was INTO its FROM session s JOIN account a ON a.id = s.account_id
      JOIN account_role r ON r.account_id = a.id AND r.role = 'trainer'
      WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > now() AND a.disabled_at IS NULL
      FOR UPDATE OF s;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.role_missing' USING ERRCODE = 'PA004';
    END IF;
    IF wanted IS NOT NULL AND NOT EXISTS (SELECT FROM instance i WHERE i.demo) THEN
      RAISE EXCEPTION 'account.demo_only' USING ERRCODE = 'PA004';
    END IF;
    IF wanted IN ('system', 'trainer', 'auditor') OR (wanted IS NOT NULL AND NOT EXISTS (SELECT FROM incompatible_role i WHERE i.role = wanted)) THEN
      RAISE EXCEPTION 'access.view_as_role' USING ERRCODE = 'PA004';
    END IF;
    IF its.was IS NOT DISTINCT FROM wanted THEN
      RETURN;
    END IF;
    UPDATE session s SET view_as = wanted WHERE s.id = its.id;
    INSERT INTO account_event (actor_id, account_id, what, role)
      SELECT its.account_id, its.account_id, what, role
      FROM (VALUES (1, 'viewing_ended', its.was), (2, 'viewing_began', wanted)) e (place, what, role) WHERE role IS NOT NULL ORDER BY place;
  END $$;
  REVOKE ALL ON FUNCTION view_as(text, text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION view_as(text, text) TO passage_app;
`
