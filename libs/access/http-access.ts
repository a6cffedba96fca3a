/** How the API keeps sessions. */
export interface HttpAccess {
  /** The database's address as the login role. */
  readonly loginUrl: string
  /** Whether the cookie is sent over TLS only; true wherever there is TLS. */
  readonly secureCookies: boolean
  /** Whether this process serves a demo, and may show the demo accounts if the database says the same. */
  readonly demo: boolean
  /** As PASSAGE_MASTER_KEYS holds them: secrets of authenticator apps rest sealed under them. */
  readonly masterKeys: string
  /** The OpenID provider at which people may sign in; none unless it is configured. */
  readonly oidc?: OidcSettings | undefined
}

/** An OpenID provider, and what it knows us as. */
export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Our address of GET /api/v1/oidc/callback, as browsers reach it. */
  readonly redirectUrl: string
}

export const httpAccess = 'passage:http_access'
