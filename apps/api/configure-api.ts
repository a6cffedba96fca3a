import { randomUUID } from 'node:crypto'
import { NestFactory } from '@nestjs/core'
import type { DynamicModule, LoggerService, Type } from '@nestjs/common'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { AccessLog, type AccessRequest } from '@passage/access'
import { InputPipe, ProblemFilter, Refused, requestLine, routeOf, type Problem } from '@passage/platform'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiModule } from './api.module'
import { serveDocs } from './docs-page'
import { edgeServer, refuseUnreadable } from './edge/http-server'
import { takeJsonOnly } from './edge/json-body'
import { edgeLimits } from './edge/limits'
import { assertMonitor } from './edge/monitor'
import { assertOwnSite } from './edge/other-sites'
import { plainAnswer } from './edge/problem-answer'
import { countRequest, RateLimitInterceptor, refusalOf } from './edge/rate-limit.interceptor'
import { RateLimits } from './edge/rate-limits'
import { serveSecurityTxt } from './edge/security-txt'
import { HttpMetrics } from './http-metrics'
import type { ApiSettings } from './settings'
import { serveWebApp } from './web-app'

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
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(settings, domain), adapter(settings), {
    bodyParser: false,
    abortOnError: false,
    ...(logger === false ? { logger: false } : { logger }),
  })
  configureApi(app, settings)
  return app
}

/** Everything that holds for every route. */
function configureApi(app: NestFastifyApplication, settings: ApiSettings): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance
  const log = app.get(AccessLog)
  const rates = settings.rates && new RateLimits(settings.rates)
  takeJsonOnly(fastify, { ...edgeLimits, ...settings.limits })
  addHooks(app, fastify, settings)
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', 'metrics'] })
  app.useGlobalFilters(new ProblemFilter(recordRefusals(log, rates)))
  app.useGlobalPipes(new InputPipe())
  if (rates) app.useGlobalInterceptors(new RateLimitInterceptor(rates, log))
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'])
  serveDocs(fastify, app)
  serveSecurityTxt(fastify)
  if (settings.webRoot) serveWebApp(fastify, settings.webRoot)
}

function adapter({ limits: own, secureCookies }: ApiSettings): FastifyAdapter {
  const limits = { ...edgeLimits, ...own }
  return new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    serverFactory: edgeServer(limits, secureCookies),
    clientErrorHandler: refuseUnreadable(secureCookies),
    requestIdHeader: false,
    // Ours, since one from outside would let a client write into the logs.
    genReqId: () => randomUUID(),
    // What the router itself refuses (a malformed address) never reaches the filter.
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const refused = new Refused('input.invalid', 'The address is not well formed.', { fix: 'Encode it as an address.' })
      const { status, headers, body } = plainAnswer(refused, request.id)
      void reply.code(status).headers(Object.fromEntries(headers)).send(body)
    },
  })
}

function addHooks(app: NestFastifyApplication, fastify: FastifyInstance, settings: ApiSettings): void {
  const metrics = app.get(HttpMetrics)
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const route = routeOf(request)
    if (route.startsWith('/api/v1')) assertOwnSite(request.method, route, request.headers)
    if (route === '/metrics') assertMonitor(request.headers.authorization, settings.metricsToken, settings.demo)
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

/** Every refusal for want of a session or a right stands in the access log; too many of them are throttled instead. */
function recordRefusals(log: AccessLog, rates: RateLimits | undefined) {
  return async (request: object, problem: Problem): Promise<void> => {
    const asked = request as AccessRequest
    if (rates) await countRequest(rates, log, asked)
    await log.record([refusalOf(asked, problem.code, problem.code === 'access.field' ? problem.field : undefined)])
  }
}
