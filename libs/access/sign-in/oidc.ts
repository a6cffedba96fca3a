import { createHash, randomBytes } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { Refused } from '@passage/platform'
import * as openid from 'openid-client'
import { httpAccess, type HttpAccess, type OidcSettings } from '../http-access'
import { LoginDatabase } from '../sessions'

/** How long somebody may take at the provider. */
export const secondsAtTheProvider = 600

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

interface AttemptRow {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/**
 * Signing in at an OpenID provider: authorization code with PKCE, state and nonce, tied to the browser that began (OpenID Connect Core 3.1; ASVS
 * 5.0, 10.5). The provider says who somebody is, and nothing else: an account is bound to its subject beforehand, and what it claims of roles is
 * not read.
 */
@Injectable()
export class OidcSignIn {
  private configuration: Promise<openid.Configuration> | undefined

  constructor(
    @Inject(httpAccess) private readonly settings: HttpAccess,
    private readonly login: LoginDatabase,
  ) {}

  get isConfigured(): boolean {
    return this.settings.oidc !== undefined
  }

  /**
   * Begins an attempt. @returns where the browser goes, and the token of the cookie that ties the answer to it
   * @throws Refused `route.not_found` where no provider is configured, `oidc.unavailable` where it does not answer
   */
  async begin(): Promise<{ readonly to: string; readonly browserToken: string }> {
    const { redirectUrl } = this.oidc()
    const configuration = await this.discovered()
    const browserToken = randomBytes(32).toString('base64url')
    const verifier = openid.randomPKCECodeVerifier()
    const [state, nonce] = [openid.randomState(), openid.randomNonce()]
    await this.login.database.query('DELETE FROM oidc_attempt WHERE ends_at < now()')
    await this.login.database.query(
      `INSERT INTO oidc_attempt (browser_hash, state, nonce, verifier, ends_at) VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
      [hashOf(browserToken), state, nonce, verifier, secondsAtTheProvider],
    )
    const to = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUrl,
      scope: 'openid',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    })
    return { to: to.href, browserToken }
  }

  /**
   * Takes the provider's answer, once.
   * @param query of the address to which the provider sent the browser
   * @returns the account that is bound to the subject
   * @throws Refused `session.oidc_no_attempt`, `session.oidc_refused`, `session.oidc_unknown`
   */
  async finish(browserToken: string | undefined, query: string): Promise<string> {
    const { redirectUrl } = this.oidc()
    const [attempt] = browserToken
      ? await this.login.database.query<AttemptRow>(
          'DELETE FROM oidc_attempt WHERE browser_hash = $1 AND ends_at > now() RETURNING state, nonce, verifier',
          [hashOf(browserToken)],
        )
      : []
    if (!attempt) throw refused('session.oidc_no_attempt', 'This browser did not ask to sign in, or took too long.')
    const { issuer, subject } = await this.claimsOf(attempt, new URL(`${redirectUrl}?${query}`))
    const [account] = await this.login.database.query<{ id: string }>(
      `SELECT a.id FROM account_identity i JOIN account a ON a.id = i.account_id AND a.disabled_at IS NULL WHERE i.issuer = $1 AND i.subject = $2`,
      [issuer, subject],
    )
    if (account) return account.id
    throw refused(
      'session.oidc_unknown',
      'Nobody here is bound to who you are at the provider.',
      'Ask a trainer to bind your account.',
    )
  }

  /** Who the provider says it is; the library checks state, nonce, PKCE, signature, audience and times. */
  private async claimsOf({ state, nonce, verifier }: AttemptRow, answer: URL): Promise<{ issuer: string; subject: string }> {
    const configuration = await this.discovered()
    try {
      const tokens = await openid.authorizationCodeGrant(configuration, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      const { iss: issuer, sub: subject } = tokens.claims()!
      return { issuer, subject }
    } catch {
      // What the provider or the library says may hold codes and tokens.
      throw refused('session.oidc_refused', 'The provider did not confirm who you are.')
    }
  }

  /** Asked when it is first needed, so that the API starts also while the provider is away. */
  private async discovered(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.oidc()
    this.configuration ??= openid.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      // Of a token that came straight from the provider the library would leave the signature unread.
      execute: [
        openid.enableNonRepudiationChecks,
        ...(loopback.has(new URL(issuer).hostname) ? [openid.allowInsecureRequests] : []),
      ],
      timeout: 10,
    })
    try {
      return await this.configuration
    } catch {
      this.configuration = undefined
      throw new Refused('oidc.unavailable', 'The provider does not answer.', {
        fix: 'Sign in with your password, or try again later.',
      })
    }
  }

  private oidc(): OidcSettings {
    if (!this.settings.oidc) throw Refused.notFound('route')
    return this.settings.oidc
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function refused(code: string, sentence: string, fix = 'Begin again from the login page.'): Refused {
  return new Refused(code, sentence, { fix })
}
