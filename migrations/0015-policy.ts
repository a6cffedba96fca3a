import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The database agrees with the policy (design section 6): what a viewer may not read does not leave it, whatever statement asks.
 *
 * Two settings of a transaction say who looks, and neither can be made up: `passage.session` is a session's token, which only its holder knows;
 * `passage.binding` counts only with a row of `bound_actor` for this very transaction, which only bind_actor() writes. An act reads what its
 * rules need; a mere look reads what the viewer may.
 */
export class Policy0000000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A copy of the reading rules of libs/access/policy/table.ts. Processes compare it with theirs when they start, and refuse to where they differ.
      CREATE TABLE reading_rule (
        class  text NOT NULL CHECK (class IN ('open', 'operational', 'personal', 'vetting', 'financial', 'secret')),
        role   text NOT NULL,
        states text[],
        held   boolean NOT NULL DEFAULT false,
        PRIMARY KEY (class, role)
      );
      COMMENT ON COLUMN reading_rule.states IS 'The states of a case in which the role reads the class; null where it reads it always.';
      GRANT SELECT ON reading_rule TO passage_app;
      INSERT INTO reading_rule (class, role, states, held) VALUES
        ('personal', 'intake_officer', NULL, false),
        ('personal', 'vetting_officer', '{contacted,in_vetting,awaiting_decision,declined}', true),
        ('personal', 'vetting_approver', '{contacted,in_vetting,awaiting_decision,declined}', true),
        ('personal', 'registrar', '{vetted,registered}', true),
        ('personal', 'relocation_officer', '{vetted,registered}', true),
        ('personal', 'finance_officer', '{registered}', true),
        ('vetting', 'vetting_officer', '{contacted,in_vetting,awaiting_decision,declined,vetted}', true),
        ('vetting', 'vetting_approver', '{contacted,in_vetting,awaiting_decision,declined,vetted}', true),
        ('financial', 'finance_officer', NULL, false),
        ('financial', 'finance_approver', NULL, false),
        ('financial', 'finance_controller', NULL, false),
        ('financial', 'auditor', NULL, false);
      INSERT INTO reading_rule (class, role)
        SELECT 'operational', unnest('{intake_officer,vetting_officer,vetting_approver,registrar,relocation_officer,finance_officer,finance_approver,finance_controller,equipment_assessor,auditor}'::text[]);
      INSERT INTO reading_rule (class, role)
        SELECT 'open', unnest('{intake_officer,vetting_officer,vetting_approver,registrar,relocation_officer,finance_officer,finance_approver,finance_controller,equipment_assessor,host_organisation,programme_manager,planner,auditor,trainer}'::text[]);

      CREATE TABLE break_glass (
        id         uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account (id),
        role       text NOT NULL,
        case_id    uuid NOT NULL REFERENCES case_file (id),
        classes    text[] NOT NULL CHECK (cardinality(classes) > 0 AND classes <@ ARRAY['personal', 'vetting']),
        reason     text NOT NULL CHECK (reason IN ('danger_to_life', 'complaint', 'suspected_fraud', 'audit_of_case', 'colleague_absent')),
        opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        ends_at    timestamptz NOT NULL,
        ended_at   timestamptz,
        ended_by   uuid REFERENCES account (id),
        CONSTRAINT a_glass_is_broken_for_minutes CHECK (ends_at > opened_at AND ends_at <= opened_at + interval '60 minutes 1 second'),
        CHECK ((ended_at IS NULL) = (ended_by IS NULL))
      );
      CREATE INDEX break_glass_of_account ON break_glass (account_id, ends_at);
      CREATE INDEX break_glass_of_case ON break_glass (case_id);
      COMMENT ON TABLE break_glass IS 'Somebody reads, for minutes and with a reason, what no rule lets them read of one case. It ends by itself at ends_at.';

      -- The second person is told: all auditors, and whoever holds the case.
      CREATE TABLE break_glass_told (
        glass_id   uuid NOT NULL REFERENCES break_glass (id),
        account_id uuid NOT NULL REFERENCES account (id),
        seen_at    timestamptz,
        PRIMARY KEY (glass_id, account_id)
      );
      CREATE INDEX break_glass_told_unseen ON break_glass_told (account_id) WHERE seen_at IS NULL;
      GRANT SELECT ON break_glass, break_glass_told TO passage_app;

      ALTER TABLE access_log ADD COLUMN purpose text;
      ALTER TABLE access_log ADD COLUMN viewed_as text;
      COMMENT ON COLUMN access_log.purpose IS 'Of a read: on which basis of the policy it was allowed: role, stage, held, own_site, glass:<id>.';
      CREATE INDEX access_log_of_glass ON access_log (purpose, id) WHERE purpose LIKE 'glass:%';
      CREATE INDEX access_log_of_actor ON access_log (actor_id, id DESC);

      -- What a session is found by. Statements that go without parameters carry the hash and not the token, since a server's log may hold statements: who
      -- reads that log can open nothing over HTTP.
      CREATE FUNCTION session_hash(token text) RETURNS bytea LANGUAGE sql IMMUTABLE
      RETURN CASE WHEN token ~ '^[0-9a-f]{64}$' THEN decode(token, 'hex') ELSE sha256(convert_to(token, 'UTF8')) END;
      REVOKE ALL ON FUNCTION session_hash(text) FROM PUBLIC;

      -- Who a session's token is, for the policies of rows. Nobody where the session has ended.
      CREATE FUNCTION session_viewer(token text) RETURNS TABLE (account_id uuid, roles text[], site_id uuid)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
        SELECT a.id, ARRAY(SELECT r.role FROM account_role r WHERE r.account_id = a.id), a.site_id
        FROM session s JOIN account a ON a.id = s.account_id
        WHERE s.token_hash = session_hash(token) AND s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL
      $$;
      REVOKE ALL ON FUNCTION session_viewer(text) FROM PUBLIC;

      -- Whether this transaction is an act: bind_actor() has bound somebody in it.
      CREATE FUNCTION acts_in_this_transaction() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
        SELECT EXISTS (SELECT FROM bound_actor b WHERE b.binding_id = NULLIF(current_setting('passage.binding', true), '')::bigint
          AND b.txid = pg_current_xact_id_if_assigned())
      $$;

      -- The case's state and holder are looked up here, past the rows' own policies.
      CREATE FUNCTION viewer_reads(asked_class text, of_case uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
        SELECT EXISTS (
          SELECT FROM session_viewer(current_setting('passage.session', true)) v
          JOIN reading_rule r ON r.class = asked_class AND r.role = ANY (v.roles)
          LEFT JOIN case_file f ON f.id = of_case
          WHERE r.states IS NULL OR f.state = ANY (r.states) OR (r.held AND f.holder_id = v.account_id)
        ) OR EXISTS (
          SELECT FROM session_viewer(current_setting('passage.session', true)) v JOIN break_glass g ON g.account_id = v.account_id
          WHERE g.case_id = of_case AND asked_class = ANY (g.classes) AND g.ended_at IS NULL AND g.ends_at > now()
        )
      $$;

      -- The one site that a viewer is kept to: of somebody who is a host organisation and nothing that sees every site. Nobody looks: no site.
      CREATE FUNCTION viewer_site() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
      AS $$ SELECT v.site_id FROM session_viewer(current_setting('passage.session', true)) v $$;
      CREATE FUNCTION viewer_sees_every_site() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
        SELECT COALESCE(bool_or(NOT ('host_organisation' = ANY (v.roles)) OR v.roles && ARRAY(SELECT r.role FROM reading_rule r WHERE r.class = 'operational')), false)
        FROM session_viewer(current_setting('passage.session', true)) v
      $$;
      REVOKE ALL ON FUNCTION acts_in_this_transaction(), viewer_reads(text, uuid), viewer_site(), viewer_sees_every_site() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION acts_in_this_transaction(), viewer_reads(text, uuid), viewer_site(), viewer_sees_every_site() TO passage_app;

      -- What every officer may know of a note without its text; the text is a row that only its readers see.
      CREATE VIEW note_head WITH (security_barrier) AS SELECT id, case_id, subject_id, class, author_id, written_on, written_at FROM note;
      GRANT SELECT ON note_head TO passage_app;

      -- Scope by case. Writing is held by grants, constraints and the one door; the policies are about what is read.
      ALTER TABLE person_version ENABLE ROW LEVEL SECURITY;
      CREATE POLICY the_worker ON person_version TO passage_worker USING (true) WITH CHECK (true);
      CREATE POLICY who_may_read_it ON person_version FOR SELECT TO passage_api
        USING ((SELECT acts_in_this_transaction()) OR viewer_reads('personal', (SELECT p.case_id FROM person p WHERE p.id = person_id)));
      CREATE POLICY is_written ON person_version FOR INSERT TO passage_api WITH CHECK ((SELECT acts_in_this_transaction()));

      ALTER TABLE note ENABLE ROW LEVEL SECURITY;
      CREATE POLICY the_worker ON note TO passage_worker USING (true) WITH CHECK (true);
      CREATE POLICY who_may_read_it ON note FOR SELECT TO passage_api USING ((SELECT acts_in_this_transaction()) OR viewer_reads(class, case_id));
      CREATE POLICY is_written ON note FOR INSERT TO passage_api WITH CHECK ((SELECT acts_in_this_transaction()));
    `)
    for (const table of ['vetting_round', 'vetting_check', 'vetting_recommendation', 'vetting_decision']) {
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY the_worker ON ${table} TO passage_worker USING (true) WITH CHECK (true);
        CREATE POLICY who_may_read_it ON ${table} FOR SELECT TO passage_api USING ((SELECT acts_in_this_transaction()) OR viewer_reads('vetting', case_id));
        CREATE POLICY is_written ON ${table} FOR INSERT TO passage_api WITH CHECK ((SELECT acts_in_this_transaction()));
      `)
    }
    await runner.query(`
      -- Scope by site: a host's account sees and moves what belongs to its own site, also in an act. Equality on a plain column keeps its index.
      ALTER TABLE placement ENABLE ROW LEVEL SECURITY;
      CREATE POLICY the_worker ON placement TO passage_worker USING (true) WITH CHECK (true);
      CREATE POLICY of_the_own_site ON placement TO passage_api
        USING ((SELECT viewer_sees_every_site()) OR site_id = (SELECT viewer_site())) WITH CHECK ((SELECT acts_in_this_transaction()));
      -- What takes places at a site, and when, is an operational fact (migrations/0005-relocation.ts); with the days as they stand in their row, so that
      -- whoever counts places need not ask the table.
      CREATE OR REPLACE VIEW site_stay AS
        SELECT p.id AS placement_id, p.site_id, s.state, p.household_size, lower(p.days) AS first_day,
          CASE WHEN upper_inf(p.days) THEN NULL
               WHEN s.state = 'staying' THEN greatest(upper(p.days) - 1, clock.today)
               ELSE upper(p.days) - 1 END AS last_day,
          p.days
        FROM placement p JOIN subject s ON s.id = p.id CROSS JOIN programme_clock clock
        WHERE p.site_id IS NOT NULL AND s.state IN ('booked', 'staying', 'left', 'moved');
      ALTER TABLE reward_claim ENABLE ROW LEVEL SECURITY;
      CREATE POLICY the_worker ON reward_claim TO passage_worker USING (true) WITH CHECK (true);
      CREATE POLICY of_the_own_site ON reward_claim TO passage_api
        USING ((SELECT viewer_sees_every_site()) OR custody_site = (SELECT viewer_site())) WITH CHECK ((SELECT acts_in_this_transaction()));
    `)
    await runner.query(`
      CREATE FUNCTION break_the_glass(id uuid, of_case uuid, as_role text, what text[], why text, minutes integer) RETURNS timestamptz
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
      DECLARE
        who uuid;
        until timestamptz := clock_timestamp() + make_interval(mins => minutes);
      BEGIN
        SELECT b.actor_id INTO who FROM bound_actor b
          WHERE b.binding_id = NULLIF(current_setting('passage.binding', true), '')::bigint AND b.txid = pg_current_xact_id() AND b.role = as_role;
        IF who IS NULL THEN
          RAISE EXCEPTION 'nobody with the role % is bound to this transaction', as_role USING ERRCODE = 'PA001';
        END IF;
        INSERT INTO break_glass (id, account_id, role, case_id, classes, reason, ends_at) VALUES (id, who, as_role, of_case, what, why, until);
        INSERT INTO break_glass_told (glass_id, account_id)
          SELECT break_the_glass.id, a.id FROM account a
          WHERE a.disabled_at IS NULL AND a.id <> who
            AND (EXISTS (SELECT FROM account_role r WHERE r.account_id = a.id AND r.role = 'auditor')
              OR a.id = (SELECT f.holder_id FROM case_file f WHERE f.id = of_case));
        IF NOT FOUND THEN
          RAISE EXCEPTION 'there is nobody who could be told' USING ERRCODE = 'PA003';
        END IF;
        RETURN until;
      END $$;

      -- Ends it before its time: whoever broke it, or who was told of it.
      CREATE FUNCTION end_the_glass(glass uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
      DECLARE
        who uuid;
      BEGIN
        SELECT b.actor_id INTO who FROM bound_actor b
          WHERE b.binding_id = NULLIF(current_setting('passage.binding', true), '')::bigint AND b.txid = pg_current_xact_id() LIMIT 1;
        UPDATE break_glass g SET ended_at = clock_timestamp(), ended_by = who
          WHERE g.id = glass AND g.ended_at IS NULL AND g.ends_at > clock_timestamp()
            AND (g.account_id = who OR EXISTS (SELECT FROM break_glass_told t WHERE t.glass_id = glass AND t.account_id = who));
        RETURN FOUND;
      END $$;

      -- Whoever was told says that they have seen it.
      CREATE FUNCTION see_the_glass(glass uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
      BEGIN
        UPDATE break_glass_told t SET seen_at = COALESCE(t.seen_at, clock_timestamp())
          WHERE t.glass_id = glass AND t.account_id = (SELECT b.actor_id FROM bound_actor b
            WHERE b.binding_id = NULLIF(current_setting('passage.binding', true), '')::bigint AND b.txid = pg_current_xact_id() LIMIT 1);
        RETURN FOUND;
      END $$;
      REVOKE ALL ON FUNCTION break_the_glass(uuid, uuid, text, text[], text, integer), end_the_glass(uuid), see_the_glass(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION break_the_glass(uuid, uuid, text, text[], text, integer), end_the_glass(uuid), see_the_glass(uuid) TO passage_api;

      -- Reports count as a role that sees views without a personal column, and the verifier of the log as one that sees the log: what each job
      -- does not need, it cannot read, whatever its statement says.
      GRANT USAGE ON SCHEMA public TO passage_reports, passage_audit;
      GRANT SELECT ON planning_case_move, planning_case, planning_act, planning_step_term, planning_site, planning_site_places, planning_wait,
        planning_entitlement, planning_rate, planning_reward, planning_fund, planning_budget_line, site_stay, site_out_of_service, programme_clock
        TO passage_reports;
      GRANT SELECT ON transition, subject, case_file, bound_actor, fund, budget_line, ledger_account, ledger_transfer TO passage_audit;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
