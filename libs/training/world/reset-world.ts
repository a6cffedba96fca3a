import { Refused, type Database } from '@passage/platform'

/**
 * Tables that say what this database is, and not what happened in it; among them all that a migration fills. The key of the name tokens is one
 * of them, since processes that run have it at hand.
 */
const kept = [
  'migration',
  'instance',
  'programme_clock',
  'vetting_check_kind',
  'vetting_check_plan',
  'term',
  'report_secret',
  'name_token_key',
  'reading_rule',
  'incompatible_role',
  'paymaster_cursor',
]

/**
 * Empties a demo. Refuses whatever is not marked as one, by a mark that only the owner of the database can set.
 * @param owner connection of the role that owns the database
 * @throws Refused `world.not_a_demo`
 */
export async function resetWorld(owner: Database): Promise<void> {
  await owner.transaction(async (tx) => {
    const [instance] = await tx.query<{ demo: boolean }>('SELECT demo FROM instance')
    if (!instance?.demo) {
      throw new Refused('world.not_a_demo', 'This database is not marked as a demo, so nothing was removed.', {
        fix: 'Reset only a demo; anything else is restored from a backup.',
      })
    }
    const tables = await tx.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1)`,
      [kept],
    )
    await tx.query(`TRUNCATE ${tables.map((t) => t.name).join(', ')} RESTART IDENTITY`)
    await tx.query(`UPDATE paymaster_cursor SET read_to = ''`)
    await tx.query(
      `INSERT INTO account (id, username, display_name) VALUES ('00000000-0000-4000-8000-000000000000', 'system', 'The system')`,
    )
    await tx.query(`INSERT INTO account_role VALUES ('00000000-0000-4000-8000-000000000000', 'system')`)
    await tx.query(
      `SELECT setval(c.oid, 1, false) FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace`,
    )
  })
}
