/** How the API keeps sessions. */
export interface HttpAccess {
  /** The database's address as the login role. */
  readonly loginUrl: string
  /** Whether the cookie is sent over TLS only; true wherever there is TLS. */
  readonly secureCookies: boolean
  /** Whether this process serves a demo, and may show the demo accounts if the database says the same. */
  readonly demo: boolean
}

export const httpAccess = 'passage:http_access'
