import { DiscoveryService, MetadataScanner } from '@nestjs/core'
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { CommandOf, routeAccess, type RouteAccess } from '@passage/access'
import { answerOf, resourceSchemas } from './answers'
import { documentDto, isDto } from './document-dtos'

interface Operation {
  operationId?: string
  description?: string
  parameters?: object[]
  responses: Record<string, object>
}

const writing = ['post', 'put', 'patch', 'delete'] as const

/** What the decorators of a handler say of it. */
interface Route {
  readonly access: RouteAccess
  /** Whether it takes a command, and so wants an Idempotency-Key; others that are posted only read, or open and end sessions. */
  readonly takesCommand: boolean
}

/** The API's document (OpenAPI 3.1): made from the routes, the DTOs' own validators, and what every route has in common. */
export function apiDocument(app: NestFastifyApplication): OpenAPIObject {
  const routes = routesOf(app)
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('Passage')
      .setDescription(
        'Back office of a synthetic support programme. Every person, place, unit and payment in it is made up. A field that your roles do ' +
          'not read shows as `{"redacted": true}`. Amounts are minor units as decimal texts. Errors are problem documents (RFC 9457) with a stable `code`.',
      )
      .setVersion('1')
      .addCookieAuth('passage_session')
      .build(),
    { operationIdFactory: (controller, method) => `${controller}.${method}` },
  )
  document.components ??= {}
  document.components.schemas = {
    ...document.components.schemas,
    ...resourceSchemas(),
    ...shared,
  } as typeof document.components.schemas
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path) as [string, Operation][]) {
      complete(
        operation,
        writing.some((w) => w === method),
        routes.get(operation.operationId ?? ''),
      )
    }
  }
  return document
}

/** Documents the DTOs of all handlers, and says who may call which. */
function routesOf(app: NestFastifyApplication): Map<string, Route> {
  const found = new Map<string, Route>()
  const scanner = new MetadataScanner()
  for (const { metatype } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    if (!metatype) continue
    const prototype = (metatype as { prototype: Record<string, object> }).prototype
    for (const name of scanner.getAllMethodNames(prototype)) {
      const types = (Reflect.getMetadata('design:paramtypes', prototype, name) ?? []) as unknown[]
      for (const type of types) if (isDto(type)) documentDto(type)
      const access = (Reflect.getMetadata(routeAccess, prototype[name]!) ?? Reflect.getMetadata(routeAccess, metatype)) as
        RouteAccess | undefined
      if (access)
        found.set(`${metatype.name}.${name}`, { access, takesCommand: factoriesOf(metatype, name).includes(ofCommands) })
    }
  }
  return found
}

/** What makes the parameters of a handler that have a decorator of our own. */
function factoriesOf(type: object, handler: string): unknown[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, handler) ?? {}) as Record<string, { factory?: unknown }>
  return Object.values(parameters).flatMap(({ factory }) => (factory ? [factory] : []))
}

class TakesACommand {
  handle(@CommandOf() _command: unknown): void {}
}
const [ofCommands] = factoriesOf(TakesACommand, 'handle')

function complete(operation: Operation, writes: boolean, route: Route | undefined): void {
  operation.description = [operation.description, whoMay(route?.access)].filter(Boolean).join('\n\n')
  operation.responses.default = {
    description: 'A refusal, with a stable code and a fix.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  const answer = answerOf(operation.operationId ?? '')
  if (answer) operation.responses[successOf(operation)] = answer
  if (!writes || route?.access === 'public') return
  operation.parameters = [...(operation.parameters ?? []), header('X-CSRF-Token', true, 'The csrfToken of the session.')]
  if (!route?.takesCommand) return
  operation.parameters.push(
    header('Idempotency-Key', true, 'A new key for each thing that you want done; the same key and body gives the same answer.', {
      pattern: '^[A-Za-z0-9._:-]{8,128}$',
    }),
    header('If-Match', false, 'The ETag of what you saw; if it has changed since, you are told so.', { pattern: '^"[0-9]+"$' }),
    header(
      'Dry-Run',
      false,
      'true tries the command: it is refused as it would be, or answered with 200 and its effects, and nothing is kept.',
      {
        enum: ['true', 'false'],
      },
    ),
  )
  for (const status of ['200', '201']) {
    const done = operation.responses[status] as { content?: object } | undefined
    if (done && !done.content) done.content = { 'application/json': { schema: { $ref: '#/components/schemas/Receipt' } } }
  }
  // What answers nothing is done elsewhere, and cannot be tried.
  if (!operation.responses['204']) operation.responses['200'] = withDryRun(operation.responses['200'])
}

/** What a command answers, or, tried with Dry-Run, what it would do. */
function withDryRun(done: { description?: string; content?: object } | undefined): object {
  const effects = { $ref: '#/components/schemas/effects' }
  const schema = (done?.content as { 'application/json'?: { schema?: object } } | undefined)?.['application/json']?.schema
  const description = [done?.description, 'With Dry-Run: true, what the command would do.'].filter(Boolean).join(' ')
  return { description, content: { 'application/json': { schema: schema ? { anyOf: [schema, effects] } : effects } } }
}

function successOf({ responses }: Operation): string {
  return Object.keys(responses).find((status) => status.startsWith('2')) ?? '200'
}

function whoMay(access: RouteAccess | undefined): string {
  if (access === 'public') return 'For everybody.'
  if (access === undefined || access === 'any_account') return 'For every account.'
  return `For the roles: ${access.join(', ')}.`
}

function header(name: string, required: boolean, description: string, schema: object = {}): object {
  return { name, in: 'header', required, description, schema: { type: 'string', ...schema } }
}

const text = { type: 'string' }
const fieldProblem = {
  type: 'object',
  properties: { field: text, message: text, fix: text },
  required: ['field', 'message', 'fix'],
}
const condition = {
  type: 'object',
  properties: { condition: text, because: text, fix: text },
  required: ['condition', 'because', 'fix'],
}

const shared = {
  Problem: {
    type: 'object',
    description: 'RFC 9457, with a stable code.',
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      code: { ...text, examples: ['case.already_registered'] },
      fix: text,
      field: text,
      errors: { type: 'array', items: fieldProblem },
      conditions: { type: 'array', items: condition },
      requestId: text,
    },
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  },
  Receipt: {
    type: 'object',
    description: 'The answer of a command: nothing personal, so that it may be stored and repeated.',
    properties: { id: { ...text, format: 'uuid' }, reference: text, state: text, version: { type: 'integer' } },
    required: ['id', 'state', 'version'],
  },
  Redacted: {
    type: 'object',
    description: 'Stands for a field that your roles do not read.',
    properties: { redacted: { const: true } },
    required: ['redacted'],
  },
}
