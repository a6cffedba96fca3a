import { runMigrations } from 'bullmq'
import { Client } from 'pg'

/** BullMQ's own schema in our database, for where there is no Redis. Its name is BullMQ's default, which a shared pool needs. */
export const queueSchema = 'bullmq'

/**
 * Brings BullMQ's tables up to date and lets the worker, and nobody else, use them: the API asks for jobs by rows of `job_request`
 * alone. Safe to repeat; `passage migrate` does it after the migrations, since the roles must be there.
 * @param ownerUrl of the role that owns the database
 */
export async function prepareQueueSchema(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await runMigrations(client, queueSchema)
    await client.query(`
      BEGIN;
      REVOKE ALL ON SCHEMA ${queueSchema} FROM PUBLIC;
      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${queueSchema} FROM PUBLIC;
      GRANT USAGE ON SCHEMA ${queueSchema} TO passage_worker;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queueSchema} TO passage_worker;
      REVOKE INSERT, UPDATE, DELETE ON ${queueSchema}.migration FROM passage_worker;
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${queueSchema} TO passage_worker;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${queueSchema} TO passage_worker;
      COMMIT`)
  } finally {
    await client.end()
  }
}
