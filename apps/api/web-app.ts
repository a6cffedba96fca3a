import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { contentSecurityOfPage } from './edge/security-headers'
import { readStaticFiles, sendStatic } from './static-files'

/** Addresses that are never a page of the web app. */
const notPages = /^\/(api|health|metrics|assets|\.well-known)(\/|$)/

/** What apps/web/vite.config.ts writes where the nonce of an answer belongs. */
const nonceMark = 'PASSAGE_NONCE'

/** Vite puts a hash of its content into the name of every asset, so that one never changes. */
const forEver = 'public, max-age=31536000, immutable'

/**
 * Serves the built web app. A page's address answers with index.html, since the app routes by itself; a missing asset is a 404 and never the
 * index page, which a browser would take for a script.
 */
export function serveWebApp(fastify: FastifyInstance, root: string): void {
  const files = readStaticFiles(root)
  const index = files.get('/index.html')
  if (!index) throw new Error(`${root} holds no built web app: index.html is missing. npm run build makes it.`)
  const around = index.body.toString('utf8').split(nonceMark)
  fastify.get('/*', (request, reply) => {
    const path = request.url.split('?', 1)[0]!
    const file = files.get(path)
    if (file && file !== index) return sendStatic(request, reply, file, path.startsWith('/assets/') ? forEver : 'no-cache')
    const page = !notPages.test(path) && (request.headers.accept ?? '').includes('text/html')
    return page ? sendPage(reply, around, index.contentType) : reply.callNotFound()
  })
}

/** The page with a nonce of its own, so that no two answers are the same and none is kept: its policy would not fit its text. */
function sendPage(reply: FastifyReply, around: readonly string[], contentType: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64url')
  return reply
    .header('content-type', contentType)
    .header('content-security-policy', contentSecurityOfPage(nonce))
    .send(around.join(nonce))
}
