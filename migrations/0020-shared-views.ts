import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Views of lists that colleagues of a role see: which of somebody's own views, and with which role. */
export class SharedViews0000000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shared_view (
        id         uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account_preference (account_id),
        list       text NOT NULL,
        name       text NOT NULL,
        role       text NOT NULL CHECK (role <> 'system'),
        CONSTRAINT a_view_is_shared_with_one_role UNIQUE (account_id, list, name)
      );
      CREATE INDEX shared_view_with_role ON shared_view (role);
      COMMENT ON TABLE shared_view IS 'Which of somebody''s own views colleagues of a role see. What a view asks for stands in account_preference alone. No role may read or write it but through the functions below.';

      -- What a view of that name asks for; null where none is kept.
      CREATE FUNCTION kept_search(lists jsonb, list text, name text) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp
      AS $$ SELECT jsonb_path_query_first(lists -> list, '$.views[*] ? (@.name == $name).search', jsonb_build_object('name', name)) $$;

      -- The viewer's own, and those of colleagues who may still share: whoever was disabled or lost the role shares nothing.
      CREATE FUNCTION shared_views(session text)
        RETURNS TABLE (id uuid, list text, name text, search jsonb, role text, account_id uuid, display_name text, own boolean, active boolean)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
        SELECT s.id, s.list, s.name, kept_search(p.lists, s.list, s.name), s.role, a.id, a.display_name, a.id = v.account_id, h.holds
        FROM session_viewer(session) v
          JOIN shared_view s ON s.account_id = v.account_id OR s.role = ANY (v.roles)
          JOIN account_preference p ON p.account_id = s.account_id
          JOIN account a ON a.id = s.account_id
          CROSS JOIN LATERAL (SELECT s.role = ANY (roles_of(a.id)) AS holds) h
        WHERE a.id = v.account_id OR h.holds
      $$;

      -- Shares a view that the actor of this transaction keeps, with a role that they hold. To say the same twice changes nothing.
      CREATE FUNCTION share_view(binding bigint, of_list text, called text, wanted text) RETURNS uuid
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE
        who uuid := acting_as(binding, NULL);
        its record;
      BEGIN
        IF NOT EXISTS (
          SELECT FROM bound_actor b WHERE b.binding_id = binding AND b.txid = pg_current_xact_id() AND b.role = wanted) THEN
          RAISE EXCEPTION 'shared_view.role_not_held' USING ERRCODE = 'PA004';
        END IF;
        -- Until this ends nobody drops the view, nor shares it with another role.
        PERFORM FROM account_preference p WHERE p.account_id = who AND kept_search(p.lists, of_list, called) IS NOT NULL FOR NO KEY UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'shared_view.not_kept' USING ERRCODE = 'PA004';
        END IF;
        SELECT s.id, s.role INTO its FROM shared_view s WHERE s.account_id = who AND s.list = of_list AND s.name = called;
        IF its.role = wanted THEN
          RETURN its.id;
        ELSIF its.role IS NOT NULL THEN
          RAISE EXCEPTION 'shared_view.with_another_role' USING ERRCODE = 'PA004';
        END IF;
        PERFORM note_account_event(who, who, 'view_shared', wanted);
        INSERT INTO shared_view AS s (id, account_id, list, name, role) VALUES (gen_random_uuid(), who, of_list, called, wanted) RETURNING s.id INTO its;
        RETURN its.id;
      END $$;

      -- Takes the sharing of an own view back.
      CREATE FUNCTION stop_sharing_view(binding bigint, sharing uuid) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE
        who uuid := acting_as(binding, NULL);
        was text;
      BEGIN
        DELETE FROM shared_view s WHERE s.id = sharing AND s.account_id = who RETURNING s.role INTO was;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'shared_view.not_found' USING ERRCODE = 'PA004';
        END IF;
        PERFORM note_account_event(who, who, 'view_sharing_ended', was);
      END $$;
      REVOKE ALL ON FUNCTION kept_search(jsonb, text, text), shared_views(text), share_view(bigint, text, text, text), stop_sharing_view(bigint, uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION shared_views(text), share_view(bigint, text, text, text), stop_sharing_view(bigint, uuid) TO passage_api;

      -- A view that its owner drops is shared no longer, so that another one that is later kept under its name is not shared unasked.
      CREATE FUNCTION shared_views_follow_their_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM note_account_event(s.account_id, s.account_id,
            CASE WHEN kept_search(NEW.lists, s.list, s.name) IS NULL THEN 'view_sharing_ended' ELSE 'shared_view_changed' END, s.role)
          FROM shared_view s
          WHERE s.account_id = NEW.account_id AND kept_search(NEW.lists, s.list, s.name) IS DISTINCT FROM kept_search(OLD.lists, s.list, s.name);
        DELETE FROM shared_view s WHERE s.account_id = NEW.account_id AND kept_search(NEW.lists, s.list, s.name) IS NULL;
        RETURN NULL;
      END $$;
      CREATE TRIGGER shared_views_follow_their_owner AFTER UPDATE ON account_preference
        FOR EACH ROW WHEN (OLD.lists IS DISTINCT FROM NEW.lists) EXECUTE FUNCTION shared_views_follow_their_owner();

      ALTER TABLE account_event DROP CONSTRAINT account_event_what_check,
        ADD CONSTRAINT account_event_what_check CHECK (what IN ('created', 'disabled', 'enabled', 'role_granted', 'role_revoked', 'site_set',
          'password_set', 'password_changed', 'sessions_revoked', 'totp_on', 'totp_off', 'totp_reset', 'recovery_code_used', 'delegated',
          'delegation_ended', 'viewing_began', 'viewing_ended', 'identity_bound', 'identity_unbound', 'view_shared', 'shared_view_changed',
          'view_sharing_ended'));
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
