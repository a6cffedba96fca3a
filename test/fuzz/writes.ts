import type { Database } from '@passage/platform'

/** How often something was done to a table since the last look. */
export interface Write {
  readonly table: string
  readonly op: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE'
  readonly rows: number
}

/**
 * Notes every row that a committed transaction writes, by triggers of the test's own: PostgreSQL's statistics come up to a second late, and
 * a checksum of all tables costs too much for twenty thousand requests. What is rolled back takes its notes with it.
 */
export class Writes {
  private constructor(private readonly owner: Database) {}

  static async watch(owner: Database): Promise<Writes> {
    await owner.query(`
      CREATE SCHEMA hunt;
      CREATE UNLOGGED TABLE hunt.written (table_name text NOT NULL, op text NOT NULL);
      CREATE FUNCTION hunt.note_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = hunt, pg_temp AS $$
        BEGIN
          -- That a session was used is noted now and then, whatever came of the request.
          IF TG_TABLE_NAME = 'session' AND TG_OP = 'UPDATE' THEN
            IF to_jsonb(OLD) - 'last_seen_at' = to_jsonb(NEW) - 'last_seen_at' THEN
              RETURN NULL;
            END IF;
          END IF;
          INSERT INTO hunt.written VALUES (TG_TABLE_NAME, TG_OP);
          RETURN NULL;
        END $$;
      DO $$
        DECLARE
          t record;
        BEGIN
          FOR t IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' LOOP
            EXECUTE format('CREATE TRIGGER zz_hunt AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION hunt.note_row()', t.name);
            EXECUTE format('CREATE TRIGGER zz_hunt_truncate AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION hunt.note_row()', t.name);
          END LOOP;
        END $$`)
    return new Writes(owner)
  }

  /** What was written since it was asked last. */
  async sinceLast(): Promise<Write[]> {
    return this.owner.query<Write>(
      `WITH gone AS (DELETE FROM hunt.written RETURNING table_name, op)
       SELECT table_name AS "table", op, count(*)::int AS rows FROM gone GROUP BY 1, 2 ORDER BY 1, 2`,
    )
  }
}
