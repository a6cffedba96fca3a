/** Every variable of the environment that Passage reads. `docker-compose.yml` may set no other (test/architecture/compose.spec.ts). */
export const configVariables = [
  'DATABASE_URL',
  'DATABASE_API_URL',
  'DATABASE_LOGIN_URL',
  'DATABASE_WORKER_URL',
  'DATABASE_ROLE_PASSWORD',
  'REDIS_URL',
  'HOST',
  'PORT',
  'PASSAGE_DEMO',
  'PASSAGE_MASTER_KEYS',
  'PASSAGE_SECURE_COOKIES',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'OIDC_REDIRECT_URL',
  'PASSAGE_REQUESTS_PER_MINUTE',
  'PASSAGE_METRICS_TOKEN',
  'PAYMASTER_URL',
  'PAYMASTER_PORT',
  'PAYMASTER_FAULTS',
  'PAYMASTER_STATE_FILE',
  'KEEPER_URL',
  'KEEPER_PORT',
  'KEEPER_SECRET',
] as const

export type ConfigVariable = (typeof configVariables)[number]
export type Environment = Partial<Record<ConfigVariable, string>>

/** @throws Error naming the variable and what it must hold, for a process that cannot do without it */
export function required(env: Environment, name: ConfigVariable): string {
  const value = env[name]
  if (!value) throw new Error(`${name} is not set. See .env.example for what it holds; npm run demo sets it by itself.`)
  return value
}

/** @returns whether this process serves a demo; only then are demo accounts shown on the login page */
export function isDemo(env: Environment): boolean {
  return env.PASSAGE_DEMO === 'true'
}
