import type { Role } from '@passage/access'

/** As much of a JSON schema as the API's document uses, with its references followed. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly nullable?: boolean
  readonly example?: unknown
  readonly examples?: readonly unknown[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: Schema
}

/** One method of one address, as the API's own document describes it. */
export interface Operation {
  /** `GET /api/v1/cases/{id}` */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
  /** Who may call it: roles, every account, or everybody. */
  readonly for: readonly Role[] | 'every_account' | 'everybody'
}

/** Whether an operation may change who the asker is or what it may read: a hunt that asks it would no longer know whom it asks as. */
export function changesTheAsker({ method, path }: Operation): boolean {
  return method !== 'GET' && /\/(session|sessions|password|totp|accounts|delegations|view-as|break-glass|reset)(\/|$)/.test(path)
}

type Raw = Record<string, unknown>

/** Reads the operations out of the API's document (OpenAPI 3.1), and follows its references. */
export function operationsOf(document: object): Operation[] {
  const { paths, components } = document as {
    paths: Record<string, Record<string, Raw>>
    components?: { schemas?: Record<string, Raw> }
  }
  const schemas = components?.schemas ?? {}
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => {
      const parameters = ((raw.parameters ?? []) as Raw[]).map((p) => ({
        name: String(p.name),
        in: p.in as Parameter['in'],
        required: p.required === true,
        schema: resolved((p.schema ?? {}) as Raw, schemas),
      }))
      const content = (raw.requestBody as { content?: Record<string, { schema?: Raw }> } | undefined)?.content
      const body = content?.['application/json']?.schema
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters,
        body: body ? resolved(body, schemas) : undefined,
        for: whoMay(String(raw.description ?? '')),
      }
    }),
  )
}

function whoMay(description: string): Operation['for'] {
  const named = /For the roles: (.*)\./.exec(description)?.[1]
  if (named) return named.split(', ') as Role[]
  return description.includes('For everybody.') ? 'everybody' : 'every_account'
}

function resolved(schema: Raw, schemas: Readonly<Record<string, Raw>>): Schema {
  if (typeof schema.$ref === 'string') return resolved(schemas[schema.$ref.split('/').at(-1)!] ?? {}, schemas)
  const followed: Raw = { ...schema }
  if (schema.items) followed.items = resolved(schema.items as Raw, schemas)
  for (const choice of ['oneOf', 'anyOf', 'allOf']) {
    if (schema[choice]) followed[choice] = (schema[choice] as Raw[]).map((part) => resolved(part, schemas))
  }
  if (schema.properties) {
    followed.properties = Object.fromEntries(
      Object.entries(schema.properties as Record<string, Raw>).map(([name, part]) => [name, resolved(part, schemas)]),
    )
  }
  return followed as Schema
}
