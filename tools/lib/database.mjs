/** The database that a launcher works with: that of DATABASE_URL, or the embedded one of this clone. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { startPostgres } from '../postgres.mjs'
import { PlainError } from './console.mjs'
import { repository } from './postgres-programs.mjs'
import { answers } from './processes.mjs'
import { forgetPrepared } from './running-demo.mjs'
import { dataFolder, readDatabaseUrl } from './settings.mjs'

const database = 'passage'

/**
 * @param {{ log: (line: string) => void, signals?: boolean }} options
 * @returns {Promise<{ url: string, ended: Promise<unknown>, stop(): Promise<void> }>} `url` is the owner's
 */
export async function openDatabase({ log, signals = true }) {
  if (process.env.DATABASE_URL) {
    await refuseDead(process.env.DATABASE_URL)
    return { url: process.env.DATABASE_URL, ended: new Promise(() => {}), stop: async () => {} }
  }
  if (!fs.existsSync(path.join(clusterFolder(), 'data'))) forgetPrepared()
  const postgres = await startPostgres({ dataDir: clusterFolder(), signals, log })
  return { ...postgres, url: await createDatabase(postgres.url, database) }
}

/** Where the embedded cluster of this clone keeps its data. */
export const clusterFolder = () => path.join(dataFolder(), 'postgres')

/** Creates a database if it is missing. @returns its address */
export async function createDatabase(serverUrl, name) {
  await withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  })
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.toString()
}

/** @throws PlainError in one line when nobody answers, or turns us away; the password is never printed */
export async function refuseDead(databaseUrl) {
  const url = readDatabaseUrl(databaseUrl)
  const place = `${url.hostname}:${url.port || 5432}${url.pathname}`
  const fix = 'start it, or unset DATABASE_URL to use the embedded PostgreSQL'
  if (!(await answers(Number(url.port || 5432), url.hostname.replace(/^\[|\]$/g, '')))) {
    throw new PlainError(`The database of DATABASE_URL (${place}) does not answer: ${fix}.`)
  }
  if (!fs.existsSync(path.join(repository, 'node_modules', 'pg'))) return // asked again once the packages are there
  await withClient(databaseUrl, (client) => client.query('SELECT 1')).catch((error) => {
    throw new PlainError(`The database of DATABASE_URL (${place}) turned us away (${error.message}): ${fix}.`)
  })
}

async function withClient(connectionString, use) {
  const { Client } = createRequire(path.join(repository, 'package.json'))('pg')
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
