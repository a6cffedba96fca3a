import type { Database } from '@passage/platform'

/**
 * The schema as the catalogue tells it, for review: tables with columns, constraints, indexes, triggers, functions, grants. The embedded
 * PostgreSQL has no pg_dump, and a dump would bury the grants; this is sorted, so that a change of the schema is a small diff.
 */
export async function schemaSql(database: Pick<Database, 'query'>): Promise<string> {
  const parts = [
    '-- Made by `npm run passage -- schema-sql` from a migrated database. Do not edit: change a migration and make it anew.',
  ]
  const tables = await database.query<{ oid: number; name: string }>(
    `SELECT c.oid, c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'migration' ORDER BY 2`,
  )
  for (const { oid, name } of tables) {
    const columns = await lines(
      database,
      `SELECT format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
         CASE WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY'
              WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
              WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END) AS line
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      oid,
    )
    const constraints = await lines(
      database,
      `SELECT format('  CONSTRAINT %s %s', conname, pg_get_constraintdef(oid)) AS line FROM pg_constraint
       WHERE conrelid = $1 AND contype IN ('p', 'u', 'c', 'f', 'x') ORDER BY contype, conname`,
      oid,
    )
    parts.push(`CREATE TABLE ${name} (\n${[...columns, ...constraints].join(',\n')}\n);`)
    const more = await lines(
      database,
      `SELECT line FROM (
         SELECT 1 AS part, pg_get_indexdef(i.indexrelid) || ';' AS line FROM pg_index i
           WHERE i.indrelid = $1 AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.conrelid = $1)
         UNION ALL SELECT 2, pg_get_triggerdef(t.oid) || ';' FROM pg_trigger t WHERE t.tgrelid = $1 AND NOT t.tgisinternal
       ) x ORDER BY part, line`,
      oid,
    )
    parts.push([...more, ...(await grantsOf(database, name))].join('\n'))
  }
  parts.push(
    ...(await lines(
      database,
      `SELECT pg_get_functiondef(p.oid) || ';' AS line FROM pg_proc p
       WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') AND $1::int = 0
       ORDER BY p.proname`,
      0,
    )),
  )
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** Who may do what with a table, by column where that is how it was granted. */
async function grantsOf(database: Pick<Database, 'query'>, table: string): Promise<string[]> {
  const rows = await database.query<{ line: string }>(
    `SELECT line FROM (
       SELECT format('GRANT %s ON %s TO %s;', string_agg(privilege_type, ', ' ORDER BY privilege_type), $1::text, grantee) AS line
         FROM information_schema.role_table_grants WHERE table_schema = 'public' AND table_name = $1 AND grantee LIKE 'passage%' GROUP BY grantee
       UNION ALL
       SELECT format('GRANT %s (%s) ON %s TO %s;', privilege_type, string_agg(column_name, ', ' ORDER BY column_name), $1::text, grantee)
         FROM information_schema.column_privileges p
         WHERE table_schema = 'public' AND table_name = $1 AND grantee LIKE 'passage%'
           AND NOT EXISTS (SELECT FROM information_schema.role_table_grants t WHERE t.table_schema = 'public' AND t.table_name = p.table_name
             AND t.grantee = p.grantee AND t.privilege_type = p.privilege_type)
         GROUP BY privilege_type, grantee
     ) x ORDER BY line`,
    [table],
  )
  return rows.map((row) => row.line)
}

async function lines(database: Pick<Database, 'query'>, sql: string, oid: number): Promise<string[]> {
  return (await database.query<{ line: string }>(sql, [oid])).map((row) => row.line)
}
