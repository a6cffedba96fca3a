import fc from 'fast-check'
import type { Operation, Parameter, Schema } from './document'
import { snakeCase, type KnownValues } from './known-values'

/** What an operation is asked with: values, before they become bytes. */
export interface Asked {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Stands for the n-th cursor that was seen so far: what a cursor is only an answer tells. */
export const seenCursor = (n: number): string => `@cursor-${n}@`

/** Texts that people of the programme write, in both scripts. */
const prose = [
  'Two rooms on the ground floor, please.',
  'မိသားစု ၆ ဦး ရောက်ရှိပြီး အခန်း ၂ ခန်း လိုအပ်သည်။',
  'ကျော်သူ',
  'Kyaw Thu',
  'a',
  'Zaw Lin Htut ဇော်လင်းထွဋ်',
]

/**
 * Requests that the document calls well formed, with values of the database mixed in, so that they hit something.
 * @param needed whether only what is required is sent; else each optional part is there or not
 */
export function askedOf(operation: Operation, known: KnownValues): fc.Arbitrary<Asked> {
  const of = (place: Parameter['in']): Record<string, fc.Arbitrary<string>> =>
    Object.fromEntries(
      operation.parameters
        .filter((parameter) => parameter.in === place)
        .map(({ name, schema }) => [
          name,
          textOf(name, schema, known, place === 'path' ? thingBefore(operation.path, name) : undefined),
        ]),
    )
  const queries = operation.parameters.filter((parameter) => parameter.in === 'query')
  return fc.record({
    path: fc.record(of('path')),
    query: fc.record(of('query'), {
      requiredKeys: queries.filter(({ required }) => required).map(({ name }) => name),
    }) as fc.Arbitrary<Record<string, string>>,
    body: operation.body ? valueOf('body', operation.body, known) : fc.constant(undefined),
  })
}

/** `/api/v1/payment-runs/{id}/approve` → `payment_run` */
function thingBefore(path: string, parameter: string): string {
  if (parameter !== 'id') return snakeCase(parameter).replace(/_id$/, '')
  const segments = path.split('/')
  const before = segments[segments.indexOf(`{${parameter}}`) - 1] ?? ''
  return snakeCase(before).replace(/ies$/, 'y').replace(/s$/, '')
}

function textOf(name: string, schema: Schema, known: KnownValues, thing?: string): fc.Arbitrary<string> {
  if (name === 'cursor') return fc.nat({ max: 50 }).map(seenCursor)
  if (thing && name.toLowerCase().endsWith('id')) return id(thing, known)
  return valueOf(name, schema, known).map((value) => {
    if (Array.isArray(value)) return value.join(',')
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  })
}

function id(of: string, known: KnownValues): fc.Arbitrary<string> {
  const ids = known.ids(of)
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.uuid() })
}

/** A value that the schema allows, where it says enough to tell. */
export function valueOf(name: string, schema: Schema, known: KnownValues): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum?.length) return fc.constantFrom(...schema.enum)
  const choices = schema.oneOf ?? schema.anyOf
  if (choices?.length) return fc.oneof(...choices.map((choice) => valueOf(name, choice, known)))
  if (schema.allOf?.length) return valueOf(name, Object.assign({}, ...schema.allOf, { allOf: undefined }) as Schema, known)
  const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat()
  const possible = types.map((type) => ofType(type, name, schema, known))
  if (schema.nullable) possible.push(fc.constant(null))
  return possible.length === 1 ? possible[0]! : fc.oneof(...possible)
}

function ofType(type: string, name: string, schema: Schema, known: KnownValues): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(([key, part]) => [key, valueOf(key, part, known)] as const)
      return fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema.required ?? [])] })
    }
    case 'array':
      return fc.array(valueOf(name.replace(/s$/, ''), schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, Math.max(3, schema.minItems ?? 0)),
      })
    case 'integer':
    case 'number':
      return fc.oneof(
        {
          weight: 4,
          arbitrary: fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 20, (schema.minimum ?? 0) + 20) }),
        },
        { weight: 1, arbitrary: fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 2 ** 31 }) },
      )
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return text(name, schema, known)
  }
}

function text(name: string, schema: Schema, known: KnownValues): fc.Arbitrary<string> {
  const snake = snakeCase(name)
  if (schema.format === 'uuid' || /(^|_)id$/.test(snake)) return id(snake.replace(/_?id$/, '') || name, known)
  if (schema.format === 'date' || /^(from|to|until|since|on)$|_on$/.test(snake)) return day(known)
  const examples = [schema.example, ...(schema.examples ?? [])].filter((value) => typeof value === 'string')
  const found = [
    ...examples,
    ...known.texts(snake),
    ...(name === 'case' ? [...known.texts('reference'), ...known.ids('case')] : []),
  ]
  const likely = found.length > 0 ? found : schema.pattern ? ['a_code', '100000', 'P-2021-00001'] : prose
  const others = schema.pattern ? matching(schema.pattern) : fc.oneof(fc.constantFrom(...prose), sized(schema))
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...likely) }, { weight: 1, arbitrary: others })
}

function day(known: KnownValues): fc.Arbitrary<string> {
  const range = { min: new Date('2020-01-01'), max: new Date('2024-12-31'), noInvalidDate: true }
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known.days) },
    { weight: 1, arbitrary: fc.date(range).map((date) => date.toISOString().slice(0, 10)) },
  )
}

function sized({ minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40), unit: 'binary' })
}

/** What fits a pattern, where fast-check can tell; it knows no look-ahead. */
function matching(pattern: string): fc.Arbitrary<string> {
  try {
    const arbitrary = fc.stringMatching(new RegExp(pattern, 'u'))
    fc.sample(arbitrary, 1)
    return arbitrary
  } catch {
    return fc.string({ maxLength: 40 })
  }
}

/** Path and query as text; the placeholders of cursors filled from those seen. */
export function addressOf(operation: Operation, asked: Asked, cursors: readonly string[]): string {
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => encoded(asked.path[name] ?? ''))
  const query = Object.entries(asked.query)
    .map(([name, value]) => [name, filled(value, cursors)] as const)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  return query.length > 0 ? `${path}?${query.join('&')}` : path
}

/** Half a character cannot be encoded. */
function encoded(value: string): string {
  return encodeURIComponent(value.replace(/\p{Cs}/gu, '?'))
}

function filled(value: string, cursors: readonly string[]): string {
  const n = /^@cursor-(\d+)@$/.exec(value)?.[1]
  if (n === undefined) return value
  return cursors.length > 0 ? cursors[Number(n) % cursors.length]! : 'bm90LWEtY3Vyc29y'
}
