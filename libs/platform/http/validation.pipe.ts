import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common'
import { plainToInstance } from 'class-transformer'
import { validate, type ValidationError } from 'class-validator'
import { findIdentifiers, IdentifierFound } from '../identifiers/find-identifiers'
import { Refused, type FieldProblem } from '../refused'
import { currencies } from './validators'

type Constructor = new () => object

const anyText = 'passage:any_text'
const builtIn = new Set<unknown>([String, Number, Boolean, Array, Object])

/** For the one body whose texts are not looked through for identifiers: a login's. */
export function TakesAnyText(): ClassDecorator {
  return (target) => Reflect.defineMetadata(anyText, true, target)
}

/**
 * Checks what came in: a body or a query against its DTO (nothing that the DTO does not name, each value as it must be), and every text of a
 * body for what looks like a real person's identifier.
 * @throws Refused `input.invalid` that names each field and its fix; `input.looks_like_real_identifier`
 */
@Injectable()
export class InputPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype, data }: ArgumentMetadata): Promise<unknown> {
    if (type === 'custom' || type === 'param') return value
    const dto = metatype && !builtIn.has(metatype) ? (metatype as Constructor) : undefined
    if (type === 'query' && !dto) return singleText(value, data)
    if (!dto || data) throw new Error('a body is taken whole, by a DTO class that is imported as a value and not as a type')
    const input = value ?? {}
    if (typeof input !== 'object' || Array.isArray(input)) {
      throw Refused.field(type, `The ${type} is not an object.`, 'Send a JSON object.')
    }
    assertNoConstructor(input, '')
    const instance = plainToInstance<object, object>(dto, input, { exposeUnsetFields: false })
    const errors = await validate(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false })
    if (errors.length > 0) throw invalid(errors.flatMap((error) => fieldProblems(error, '')))
    if (type === 'body') assertHarmless(input, '', Reflect.hasMetadata(anyText, dto))
    return instance
  }
}

/** class-transformer asks each object for its constructor, and would take what came in for one. @throws Refused naming the field */
function assertNoConstructor(value: object, parent: string): void {
  for (const [key, item] of Object.entries(value)) {
    const field = parent ? `${parent}.${key}` : key
    if (key === 'constructor')
      throw Refused.field(field, sentence('whitelistValidation', '', field, key), fixes.whitelistValidation!)
    if (typeof item === 'object' && item !== null) assertNoConstructor(item as object, field)
  }
}

function singleText(value: unknown, name: string | undefined): unknown {
  if (value === undefined || typeof value === 'string') return value
  throw Refused.field(name ?? 'query', `${name ?? 'A field of the query'} was given more than once.`, 'Give it once.')
}

/** One refusal of all that is wrong with an input. */
function invalid(errors: FieldProblem[]): Refused {
  const [first] = errors
  const more = errors.length > 1 ? ` ${errors.length - 1} more ${errors.length === 2 ? 'field is' : 'fields are'} wrong too.` : ''
  return new Refused('input.invalid', `${first!.message}${more}`, { field: first!.field, fix: first!.fix, errors })
}

function fieldProblems(error: ValidationError, parent: string): FieldProblem[] {
  const field = parent ? `${parent}.${error.property}` : error.property
  const own = Object.entries(error.constraints ?? {}).map(([rule, text]) => ({
    field,
    message: sentence(rule, text, field, error.property),
    fix: contextFix(error, rule) ?? fixOf(rule, text),
  }))
  // Of several rules that one value breaks the first in the code stands last; the rest follow from it.
  return [...own.slice(-1), ...(error.children ?? []).flatMap((child) => fieldProblems(child, field))]
}

function sentence(rule: string, text: string, field: string, property: string): string {
  if (rule === 'whitelistValidation') return `${field} is not a field that this takes.`
  const named = text.replaceAll(property, field)
  return named.endsWith('.') ? named : `${named}.`
}

function contextFix(error: ValidationError, rule: string): string | undefined {
  const context = error.contexts?.[rule] as { fix?: unknown } | undefined
  return typeof context?.fix === 'string' ? context.fix : undefined
}

const fixes: Readonly<Record<string, string>> = {
  whitelistValidation: 'Leave it out; /api/docs lists the fields.',
  isDay: 'Send a day that exists, as YYYY-MM-DD.',
  isMinorUnits: 'Send a whole number of minor units as a text, such as "100000" for 1,000.00, and not below the least.',
  isCurrency: `Send one of: ${currencies.join(', ')}.`,
  isUuid: 'Send an id as another answer gave it.',
  isString: 'Send a text.',
  isInt: 'Send a whole number.',
  isNumber: 'Send a number.',
  isBoolean: 'Send true or false.',
  isArray: 'Send a list.',
  isNotEmpty: 'Send something.',
  nestedValidation: 'Send an object.',
}

/** What would mend a broken rule. Where the rule's own sentence says it (a least, a length, a choice), the fix repeats its end. */
function fixOf(rule: string, text: string): string {
  const known = fixes[rule]
  if (known) return known
  const choice = /one of the following values: ?(.*)$/.exec(text)
  if (choice) return `Send one of: ${choice[1]!.split(/, ?/).join(', ')}.`
  const wanted = /must (.*)$/.exec(text)
  return wanted ? `It must ${wanted[1]!.replace(/\.$/, '')}.` : 'Compare it with /api/docs.'
}

// eslint-disable-next-line no-control-regex -- what it looks for are control characters
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** Walks every text of a body, keys too. @throws Refused naming the field as a dotted path */
function assertHarmless(value: unknown, field: string, mayHoldIdentifiers: boolean): void {
  if (typeof value === 'string') {
    if (controls.test(value)) {
      throw Refused.field(field, `${field} holds a control character.`, 'Send letters, digits, signs, spaces and line ends only.')
    }
    const findings = mayHoldIdentifiers ? [] : findIdentifiers(value)
    if (findings.length > 0) throw new IdentifierFound(field, findings)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) assertHarmless(item, field ? `${field}.${key}` : key, mayHoldIdentifiers)
  }
}
