import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Database } from '@passage/platform'

/** A place where something was found, and its bytes. */
export interface Place {
  readonly name: string
  /** `table.column`, where it is one. */
  readonly column?: string
  readonly bytes: Buffer
}

/** Every text and every byte of every table, those of the queues too. */
export async function tablesOf(owner: Database): Promise<Place[]> {
  const columns = await owner.query<{ schema: string; table: string; column: string; type: string }>(
    `SELECT c.table_schema AS schema, c.table_name AS "table", c.column_name AS "column", c.data_type AS type
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema') AND t.table_type = 'BASE TABLE'
       AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'xml', 'name', 'USER-DEFINED')
     ORDER BY 1, 2, c.ordinal_position`,
  )
  const places: Place[] = []
  for (const { schema, table, column, type } of columns) {
    const value = type === 'bytea' ? `"${column}"` : `convert_to("${column}"::text, 'UTF8')`
    const [row] = await owner.query<{ bytes: Buffer | null }>(
      `SELECT string_agg(${value}, '\\x0a'::bytea) AS bytes FROM "${schema}"."${table}" WHERE "${column}" IS NOT NULL`,
    )
    if (row?.bytes) places.push({ name: `the table ${schema}.${table}`, column: `${table}.${column}`, bytes: row.bytes })
  }
  return places
}

/** All that a Redis holds, as it writes it to disk without packing it. */
export async function redisOf(url: string): Promise<Place> {
  const client = new Redis(url)
  try {
    await client.config('SET', 'rdbcompression', 'no')
    await client.save()
    const [, folder] = (await client.config('GET', 'dir')) as [string, string]
    const [, file] = (await client.config('GET', 'dbfilename')) as [string, string]
    return { name: 'Redis', bytes: readFileSync(join(folder, file)) }
  } finally {
    client.disconnect()
  }
}

/** What PostgreSQL itself wrote down, where its log stands beside its data; a server that somebody else runs keeps it elsewhere. */
export async function serverLogOf(owner: Database): Promise<Place | undefined> {
  const [row] = await owner.query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`)
  try {
    return { name: "PostgreSQL's own log", bytes: readFileSync(join(row!.folder, '..', 'server.log')) }
  } catch {
    return undefined
  }
}
