import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What the screens keep and ask: how somebody likes to see them, what needs them, and what left as a file. */
export class Screens0000000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_preference (
        account_id uuid PRIMARY KEY REFERENCES account (id),
        language   text CHECK (language IN ('en', 'my')),
        digits     text CHECK (digits IN ('language', 'latin', 'burmese')),
        theme      text CHECK (theme IN ('light', 'dark', 'auto')),
        lists      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(lists) = 'object'),
        CONSTRAINT preferences_are_few CHECK (length(lists::text) <= 200000)
      );
      COMMENT ON TABLE account_preference IS 'How somebody likes to see the screens: nothing of the programme, and nobody else''s business. No role may read or write it but through the two functions below.';
      COMMENT ON COLUMN account_preference.lists IS 'By the name of a list: which columns, and the views that were saved, each a name and what stands in the address.';

      -- Whoever has the application's role and SQL still reaches the preferences of nobody but the session that it can show.
      CREATE FUNCTION own_preferences(session text) RETURNS SETOF account_preference LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
      AS $$ SELECT p.* FROM session_viewer(session) v JOIN account_preference p ON p.account_id = v.account_id $$;

      -- What is not named stays. A list that is named keeps what is not named of it.
      CREATE FUNCTION save_preferences(session text, given jsonb) RETURNS SETOF account_preference LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
      DECLARE
        who uuid;
        seen_as text;
      BEGIN
        SELECT v.account_id, s.view_as INTO who, seen_as FROM session_viewer(session) v JOIN session s ON s.token_hash = session_hash(save_preferences.session);
        IF who IS NULL THEN
          RAISE EXCEPTION 'no live session has that token' USING ERRCODE = 'PA001';
        END IF;
        IF seen_as IS NOT NULL THEN
          RAISE EXCEPTION 'a session that views as a role changes nothing' USING ERRCODE = 'PA002';
        END IF;
        RETURN QUERY INSERT INTO account_preference AS p (account_id, language, digits, theme, lists)
          VALUES (who, given ->> 'language', given ->> 'digits', given ->> 'theme', coalesce(given -> 'lists', '{}'))
          ON CONFLICT (account_id) DO UPDATE SET
            language = CASE WHEN given ? 'language' THEN excluded.language ELSE p.language END,
            digits = CASE WHEN given ? 'digits' THEN excluded.digits ELSE p.digits END,
            theme = CASE WHEN given ? 'theme' THEN excluded.theme ELSE p.theme END,
            lists = p.lists || (SELECT coalesce(jsonb_object_agg(l.key, coalesce(p.lists -> l.key, '{}') || l.value), '{}') FROM jsonb_each(excluded.lists) l)
          RETURNING p.*;
      END $$;
      REVOKE ALL ON FUNCTION own_preferences(text), save_preferences(text, jsonb) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION own_preferences(text), save_preferences(text, jsonb) TO passage_api;

      -- A file leaves whole lists at once, so that how much it took is worth knowing.
      ALTER TABLE access_log ADD COLUMN row_count integer CHECK (row_count >= 0);
      COMMENT ON COLUMN access_log.row_count IS 'Of a file: how many rows it was made of.';

      -- Published, for the funnel of the pipeline report: which cases have come to a site, and which were paid.
      CREATE VIEW planning_case_support AS
        SELECT case_id, kind FROM subject
        WHERE kind = 'placement' AND state IN ('staying', 'left', 'moved') OR kind = 'payment' AND state = 'settled';
      GRANT SELECT ON planning_case_support TO passage_app, passage_reports;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
