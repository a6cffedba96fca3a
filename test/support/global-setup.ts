import type { RunningPostgres } from '../../tools/postgres.mjs'

declare global {
  var passagePostgres: RunningPostgres | undefined
}

/**
 * One PostgreSQL for the whole suite; each test file clones its own database in it. TEST_DATABASE_URL is the superuser's URL of the
 * database `postgres`; set it yourself to use a server that runs already.
 */
export default async function globalSetup(): Promise<void> {
  if (process.env['TEST_DATABASE_URL']) return
  const { startPostgres } = await import('../../tools/postgres.mjs')
  globalThis.passagePostgres = await startPostgres({ dataDir: null })
  process.env['TEST_DATABASE_URL'] = globalThis.passagePostgres.url
}
