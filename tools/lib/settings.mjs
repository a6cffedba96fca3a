/** The environment of each process: what it needs, and nothing else. */
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { PlainError } from './console.mjs'
import { homeFolder } from './postgres-programs.mjs'

const ofTheSystem = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS']
const forTools = ['PASSAGE_CHROMIUM', 'PASSAGE_REDIS_SERVER']

/** Of the given environment, what any program needs to run at all. */
export function bareEnvironment(...more) {
  return pick(process.env, [...ofTheSystem, ...forTools, ...more])
}

/** The folder with the secrets and logs that belong to one database: the embedded one of this clone, or that of DATABASE_URL. */
export function dataFolder() {
  const url = process.env.DATABASE_URL
  if (!url) return path.join(homeFolder(), 'demo')
  const { host, pathname } = readDatabaseUrl(url)
  return path.join(homeFolder(), `external-${createHash('sha256').update(`${host}${pathname}`).digest('hex').slice(0, 12)}`)
}

/** @throws PlainError naming DATABASE_URL, never its password */
export function readDatabaseUrl(url) {
  try {
    const parsed = new URL(url)
    if (!/^postgres(ql)?:$/.test(parsed.protocol) || !parsed.hostname || parsed.pathname.length < 2) throw new Error('incomplete')
    return parsed
  } catch {
    throw new PlainError('DATABASE_URL is not an address like postgresql://user:password@host:5432/database')
  }
}

/**
 * Master keys and the password of the login roles, made at random the first time and kept readable for the owner only, unless the
 * environment says which. They belong to the data: without the keys nobody can read the personal fields again.
 */
export function secretsIn(folder) {
  const file = path.join(folder, 'secrets.json')
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (!fs.existsSync(file)) fs.writeFileSync(file, JSON.stringify(randomSecrets(), null, 2), { mode: 0o600 })
  return { ...JSON.parse(fs.readFileSync(file, 'utf8')), ...pick(process.env, ['PASSAGE_MASTER_KEYS', 'DATABASE_ROLE_PASSWORD']) }
}

/** The key begins with the letters "demo", by which a process outside a demo knows and refuses it (libs/access/keys/fit-keys.ts). */
export const randomSecrets = () => ({
  PASSAGE_MASTER_KEYS: `1:${Buffer.concat([Buffer.from('demo', 'base64'), randomBytes(29)]).toString('base64')}`,
  DATABASE_ROLE_PASSWORD: randomBytes(24).toString('base64url'),
})

/** What the keeper shares with the API: made anew at each start, since nothing outlives the two. */
export const keeperSecret = () => randomBytes(24).toString('base64url')

/** The keeper of restore points owns the database, and knows neither the keys of the personal data nor the passwords of the other roles. */
export const keeperEnvironment = ({ port, databaseUrl, secret }) => ({
  ...bareEnvironment(),
  NODE_ENV: 'production',
  DATABASE_URL: databaseUrl,
  KEEPER_PORT: String(port),
  KEEPER_SECRET: secret,
})

/** The simulated payment provider knows nothing of our database. */
export const paymasterEnvironment = ({ port, stateFile }) => ({
  ...bareEnvironment('PAYMASTER_FAULTS'),
  NODE_ENV: 'production',
  PAYMASTER_DEMO: 'true',
  PAYMASTER_PORT: String(port),
  PAYMASTER_STATE_FILE: stateFile,
})

/** What the command line tool, the API and the worker get, from the owner's address of the database and the secrets. */
export function environmentsFor({ databaseUrl, secrets, paymasterUrl, keeper, host, port }) {
  const { PASSAGE_MASTER_KEYS, DATABASE_ROLE_PASSWORD } = secrets
  const urlOf = (role) => {
    const url = new URL(databaseUrl)
    url.username = role
    url.password = encodeURIComponent(DATABASE_ROLE_PASSWORD)
    return url.toString()
  }
  const shared = {
    ...bareEnvironment('REDIS_URL', 'PASSAGE_SECURE_COOKIES'),
    NODE_ENV: 'production',
    PASSAGE_DEMO: process.env.PASSAGE_DEMO ?? 'true',
    PASSAGE_MASTER_KEYS,
    ...(paymasterUrl ? { PAYMASTER_URL: paymasterUrl } : {}),
  }
  return {
    cli: { ...shared, DATABASE_URL: databaseUrl, DATABASE_ROLE_PASSWORD },
    api: {
      ...shared,
      DATABASE_API_URL: process.env.DATABASE_API_URL ?? urlOf('passage_api'),
      DATABASE_LOGIN_URL: process.env.DATABASE_LOGIN_URL ?? urlOf('passage_login'),
      ...pick(process.env, ['PASSAGE_REQUESTS_PER_MINUTE', 'PASSAGE_METRICS_TOKEN']),
      ...(keeper ? { KEEPER_URL: keeper.url, KEEPER_SECRET: keeper.secret } : {}),
      ...(host ? { HOST: host, PORT: String(port) } : {}),
    },
    worker: { ...shared, DATABASE_WORKER_URL: process.env.DATABASE_WORKER_URL ?? urlOf('passage_worker') },
  }
}

function pick(source, names) {
  return Object.fromEntries(names.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]))
}
