import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The household of one case as the case page reads it, the hottest read of sealed fields. The policies of rows would ask who looks once a row, and would
 * need BEGIN, a setting and COMMIT around the statement; here the same question is asked once, inside the one statement.
 */
export class CasePage0000000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION household_of(session text, of_case uuid) RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
      AS $$
      DECLARE
        reads boolean;
      BEGIN
        PERFORM set_config('passage.session', session, true);
        reads := viewer_reads('personal', of_case);
        RETURN (
          SELECT coalesce(json_agg(json_build_object('id', p.id, 'relation', p.relation, 'since', p.since, 'until', p.until,
              'erased', p.erased_on IS NOT NULL,
              'sealed', CASE WHEN k.person_id IS NOT NULL THEN json_build_object('masterKey', k.master_key, 'wrapped', encode(k.wrapped, 'base64'),
                'version', v.version, 'nonce', encode(v.nonce, 'base64'), 'ciphertext', encode(v.ciphertext, 'base64')) END)
            ORDER BY p.relation <> 'applicant', p.since, p.id), '[]')
          FROM person p
            LEFT JOIN person_key k ON reads AND k.person_id = p.id
            LEFT JOIN LATERAL (SELECT n.version, n.nonce, n.ciphertext FROM person_version n WHERE n.person_id = k.person_id
              ORDER BY n.version DESC LIMIT 1) v ON true
          WHERE p.case_id = of_case);
      END $$;
      COMMENT ON FUNCTION household_of(text, uuid) IS 'The people of a case, with their sealed fields where whoever has this session may read them in this case.';
      REVOKE ALL ON FUNCTION household_of(text, uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION household_of(text, uuid) TO passage_api;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
