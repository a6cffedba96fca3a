import { isDemo, required, type Environment } from '@passage/platform'

/** What the API needs to know of its surroundings. */
export interface ApiSettings {
  readonly databaseUrl: string
  readonly loginUrl: string
  readonly masterKeys: string
  readonly demo: boolean
  readonly secureCookies: boolean
  /** Where the built web app lies; without it only the API is served. */
  readonly webRoot: string | undefined
  /** Whether each request is a line on stdout. */
  readonly logRequests: boolean
}

/** @throws Error naming the variable that is missing, and what it must hold */
export function settingsFrom(env: Environment, webRoot: string | undefined): ApiSettings {
  return {
    databaseUrl: required(env, 'DATABASE_API_URL'),
    loginUrl: required(env, 'DATABASE_LOGIN_URL'),
    masterKeys: required(env, 'PASSAGE_MASTER_KEYS'),
    demo: isDemo(env),
    secureCookies: env.PASSAGE_SECURE_COOKIES === 'true',
    webRoot,
    logRequests: true,
  }
}

/** Where the API listens. @throws Error on a port that is none */
export function addressFrom(env: Environment): { host: string; port: number } {
  const port = Number(env.PORT ?? '3000')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is ${env.PORT}, which is no port (0 to 65535).`)
  return { host: env.HOST ?? '127.0.0.1', port }
}
