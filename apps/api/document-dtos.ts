import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger'
import { getMetadataStorage } from 'class-validator'

type Dto = new () => object

interface Rule {
  readonly name?: string
  readonly type: string
  readonly constraints?: unknown[]
}

interface TransformStorage {
  findTypeMetadata(target: Dto, property: string): { typeFunction: () => Dto } | undefined
}

/** Swagger's own mark on a property that is documented already. */
const documentedProperty = 'swagger/apiModelProperties'

/**
 * Documents a DTO from its validators, since SWC has no plugin that would: an author writes each rule once. A property that carries
 * `@ApiProperty` stays as its author documented it.
 */
export function documentDto(dto: Dto, done: Set<Dto> = new Set()): void {
  if (done.has(dto)) return
  done.add(dto)
  const storage = getMetadataStorage()
  const metadatas = storage.getTargetValidationMetadatas(dto, '', false, false)
  const properties = storage.groupByPropertyName(metadatas)
  for (const [property, found] of Object.entries(properties)) {
    const nested = nestedType(dto, property)
    if (nested) documentDto(nested, done)
    if (Reflect.hasMetadata(documentedProperty, dto.prototype as object, property)) continue
    ApiProperty(options(dto, property, found as Rule[], nested))(dto.prototype as object, property)
  }
}

/** Whether a class carries validators, and so is a DTO. */
export function isDto(type: unknown): type is Dto {
  return typeof type === 'function' && getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).length > 0
}

function nestedType(dto: Dto, property: string): Dto | undefined {
  const type = transformStorage().findTypeMetadata(dto, property)?.typeFunction()
  return isDto(type) ? type : undefined
}

function transformStorage(): TransformStorage {
  // class-transformer keeps it to itself, though what it holds is what its decorators said.
  return (require('class-transformer/cjs/storage') as { defaultMetadataStorage: TransformStorage }).defaultMetadataStorage
}

function options(dto: Dto, property: string, rules: readonly Rule[], nested: Dto | undefined): ApiPropertyOptions {
  const type: unknown = Reflect.getMetadata('design:type', dto.prototype as object, property)
  const isArray = type === Array
  const merged: Record<string, unknown> = { required: true, type: nested ?? (isArray ? String : (type ?? String)), isArray }
  for (const rule of rules) Object.assign(merged, ofRule(rule))
  if (merged.enum) delete merged.type
  // A union of literals leaves no type behind; what it may be stands in the enum.
  if (merged.type === Object) merged.type = String
  return merged as ApiPropertyOptions
}

function ofRule(rule: Rule): Record<string, unknown> {
  const [first] = rule.constraints ?? []
  switch (rule.name ?? rule.type) {
    case 'conditionalValidation':
    case 'isOptional':
      return { required: false }
    case 'isIn':
    case 'isEnum':
    case 'isCurrency':
      return { enum: Array.isArray(first) ? first : Object.values(first as object) }
    case 'isUuid':
      return { type: String, format: 'uuid' }
    case 'isDay':
      return { type: String, format: 'date', example: '2021-09-01' }
    case 'isMinorUnits':
      return { type: String, pattern: '^[0-9]+$', example: '100000', description: 'Minor units as a decimal text.' }
    case 'isInt':
      return { type: 'integer' }
    case 'min':
      return { minimum: first }
    case 'max':
      return { maximum: first }
    case 'minLength':
      return { minLength: first }
    case 'maxLength':
      return { maxLength: first }
    case 'isLength':
      return { minLength: first, maxLength: rule.constraints?.[1] }
    case 'arrayMinSize':
      return { minItems: first }
    case 'arrayMaxSize':
      return { maxItems: first }
    case 'matches':
      return { pattern: (first as RegExp).source }
    default:
      return {}
  }
}
