import { readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyInstance } from 'fastify'
import { apiDocument } from './api-document'
import { contentSecurityOfDocs } from './edge/security-headers'
import { sendStatic, staticFile, type StaticFile } from './static-files'

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Passage: the API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`
// A file of its own, since the content security policy allows no script inside a page.
const start = `window.ui = SwaggerUIBundle({ url: '/api/docs/json', dom_id: '#ui', deepLinking: true })\n`

/** Serves the API's document, and a page that shows it. Both are made when first asked for: the page's script is large. */
export function serveDocs(fastify: FastifyInstance, app: NestFastifyApplication): void {
  const made = new Map<string, StaticFile>()
  const serve = (path: string, extension: string, make: () => Buffer): void => {
    fastify.get(path, (request, reply) => {
      const file = made.get(path) ?? staticFile(make(), extension)
      made.set(path, file)
      if (extension === '.html') void reply.header('content-security-policy', contentSecurityOfDocs)
      return sendStatic(request, reply, file, 'no-cache')
    })
  }
  serve('/api/docs', '.html', () => Buffer.from(page))
  serve('/api/docs/json', '.json', () => Buffer.from(JSON.stringify(apiDocument(app))))
  serve('/api/docs/start.js', '.js', () => Buffer.from(start))
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    serve(`/api/docs/${name}`, extname(name), () =>
      readFileSync(join(dirname(require.resolve('swagger-ui-dist/package.json')), name)),
    )
  }
}
