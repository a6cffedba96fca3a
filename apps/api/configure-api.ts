import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import { NestFactory } from '@nestjs/core'
import type { DynamicModule, LoggerService, Type } from '@nestjs/common'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { AccessLog, type AccessRequest } from '@passage/access'
import {
  InputPipe,
  problemContentType,
  problemOf,
  ProblemFilter,
  Refused,
  requestLine,
  routeOf,
  type Problem,
} from '@passage/platform'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiModule } from './api.module'
import { serveDocs } from './docs-page'
import { HttpMetrics } from './http-metrics'
import type { ApiSettings } from './settings'
import { serveWebApp } from './web-app'

const bodyLimit = 1024 * 1024
/** How long an open stream may hold up the end of the process. */
const patienceMs = 3_000

/**
 * Builds the API, ready to listen: for main.ts and for the tests alike.
 * @param domain the modules of the programme; all of them unless a test needs fewer
 */
export async function createApi(
  settings: ApiSettings,
  logger: LoggerService | false,
  domain?: (Type | DynamicModule)[],
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(settings, domain), adapter(), {
    bodyParser: false,
    abortOnError: false,
    ...(logger === false ? { logger: false } : { logger }),
  })
  await configureApi(app, settings)
  return app
}

/** Everything that holds for every route. */
export async function configureApi(app: NestFastifyApplication, settings: ApiSettings): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance
  takeJsonOnly(fastify)
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurity },
    strictTransportSecurity: settings.secureCookies,
    referrerPolicy: { policy: 'no-referrer' },
  })
  addHooks(app, fastify, settings)
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', 'metrics'] })
  app.useGlobalFilters(new ProblemFilter(recordRefusals(app.get(AccessLog))))
  app.useGlobalPipes(new InputPipe())
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'])
  serveDocs(fastify, app)
  if (settings.webRoot) serveWebApp(fastify, settings.webRoot)
}

function adapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit,
    requestIdHeader: false,
    // Ours, since one from outside would let a client write into the logs.
    genReqId: () => randomUUID(),
    // What the router itself refuses (a malformed address) never reaches the filter.
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const refused = new Refused('input.invalid', 'The address is not well formed.', { fix: 'Encode it as an address.' })
      void reply
        .code(400)
        .header('content-type', problemContentType)
        .send(JSON.stringify(problemOf(refused, request.id)))
    },
  })
}

/** JSON is all that the API takes; what is broken is refused with a code of its own. */
function takeJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error')
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    void parse(request, body as string, (error, value) => {
      if (!error) return done(null, value)
      done(new Refused('input.json', 'The body is not JSON.', { field: 'body', fix: 'Send well-formed JSON in UTF-8.' }))
    })
  })
}

function addHooks(app: NestFastifyApplication, fastify: FastifyInstance, settings: ApiSettings): void {
  const metrics = app.get(HttpMetrics)
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
    done()
  })
  fastify.addHook('onResponse', (request, reply, done) => {
    const ms = reply.elapsedTime
    metrics.request(request.method, routeOf(request), reply.statusCode, ms)
    if (settings.logRequests) process.stdout.write(`${JSON.stringify(requestLine(request, reply.statusCode, ms))}\n`)
    done()
  })
  // A browser that watches a job would keep the process alive for as long as its page is open.
  fastify.addHook('preClose', (done) => {
    setTimeout(() => fastify.server.closeAllConnections(), patienceMs).unref()
    done()
  })
}

/** Every refusal for want of a session or a right stands in the access log. */
function recordRefusals(log: AccessLog) {
  return async (request: object, problem: Problem): Promise<void> => {
    const { viewer, method, routeOptions } = request as AccessRequest
    await log.record([
      {
        actorId: viewer?.accountId ?? null,
        roles: viewer?.roles ?? [],
        act: 'refused',
        resource: `${method} ${routeOf({ routeOptions })}`,
        code: problem.code,
        fields: problem.code === 'access.field' && problem.field ? [problem.field] : [],
        requestId: problem.requestId,
      },
    ])
  }
}

/** Scripts from here alone and none inline. Styles inline, since components set them on their elements. */
const contentSecurity = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
}
