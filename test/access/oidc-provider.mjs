/**
 * An OpenID provider on loopback (the package oidc-provider, with its own pages for development), as a process of its own: it is an ES module with
 * many others behind it. Says its issuer on stdout once it listens, and ends with its parent.
 */
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const [clientId, clientSecret, redirectUrl] = process.argv.slice(2)

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUrl],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    // Whoever types a name is that name, and claims to be a trainer.
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, roles: ['trainer'] }) }),
    claims: { openid: ['sub', 'roles'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['only-for-tests'] },
  })
  server.on('request', provider.callback())
  process.stdout.write(`${issuer}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()
