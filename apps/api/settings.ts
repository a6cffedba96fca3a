import { masterKeysFrom, type OidcSettings } from '@passage/access'
import { isDemo, required, type Environment } from '@passage/platform'
import type { EdgeLimits } from './edge/limits'
import type { Rates } from './edge/rate-limits'

/** What the API needs to know of its surroundings. */
export interface ApiSettings {
  readonly databaseUrl: string
  readonly loginUrl: string
  readonly masterKeys: string
  readonly demo: boolean
  readonly secureCookies: boolean
  /** The OpenID provider at which people may sign in; without it, with their password alone. */
  readonly oidc?: OidcSettings | undefined
  /** Where the built web app lies; without it only the API is served. */
  readonly webRoot: string | undefined
  /** Whether each request is a line on stdout. */
  readonly logRequests: boolean
  /** What may be asked for in a minute; without it nobody counts. */
  readonly rates?: Rates
  /** Other limits on requests and connections than the usual. */
  readonly limits?: Partial<EdgeLimits>
  /** What a monitor must show for the metrics; without it only a demo shows them. */
  readonly metricsToken?: string
}

/**
 * @throws Error naming the variable that is missing, and what it must hold; outside a demo also where the keys are those of a demo or a test,
 *   or the session's cookie would go over plain HTTP
 */
export function settingsFrom(env: Environment, webRoot: string | undefined): ApiSettings {
  return {
    databaseUrl: required(env, 'DATABASE_API_URL'),
    loginUrl: required(env, 'DATABASE_LOGIN_URL'),
    masterKeys: masterKeysFrom(env),
    demo: isDemo(env),
    secureCookies: secureCookiesFrom(env),
    webRoot,
    logRequests: true,
    oidc: oidcFrom(env),
    rates: ratesFrom(env),
    ...(env.PASSAGE_METRICS_TOKEN ? { metricsToken: env.PASSAGE_METRICS_TOKEN } : {}),
  }
}

/** All four or none: half a provider is a mistake. */
function oidcFrom(env: Environment): OidcSettings | undefined {
  if (!env.OIDC_ISSUER) return undefined
  return {
    issuer: env.OIDC_ISSUER,
    clientId: required(env, 'OIDC_CLIENT_ID'),
    clientSecret: required(env, 'OIDC_CLIENT_SECRET'),
    redirectUrl: required(env, 'OIDC_REDIRECT_URL'),
  }
}

function secureCookiesFrom(env: Environment): boolean {
  const secure = env.PASSAGE_SECURE_COOKIES === 'true'
  if (secure || isDemo(env)) return secure
  throw new Error('PASSAGE_SECURE_COOKIES is not true, and neither is PASSAGE_DEMO: outside a demo sessions go over HTTPS alone.')
}

/** People stay far below: a page of the web app asks some ten times. */
const requestsAMinute = 600

function ratesFrom(env: Environment): Rates {
  const account = Number(env.PASSAGE_REQUESTS_PER_MINUTE || requestsAMinute)
  if (Number.isInteger(account) && account >= 10) return { account, costly: Math.floor(account / 10), nobody: account }
  throw new Error(`PASSAGE_REQUESTS_PER_MINUTE is ${env.PASSAGE_REQUESTS_PER_MINUTE}, which is no whole number from 10 on.`)
}

/** Where the API listens. @throws Error on a port that is none */
export function addressFrom(env: Environment): { host: string; port: number } {
  const port = Number(env.PORT ?? '3000')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is ${env.PORT}, which is no port (0 to 65535).`)
  return { host: env.HOST ?? '127.0.0.1', port }
}
