import { applyDecorators } from '@nestjs/common'
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger'
import { Transform } from 'class-transformer'
import { IsIn, IsOptional } from 'class-validator'

/**
 * A filter that may name several values, with commas between them: what has any of these is listed. In the class it is a list of texts.
 * @param values those that there are
 */
export function AnyOf(values: readonly string[]): PropertyDecorator {
  // How the values stand in an address belongs to the parameter, which the types of a property do not know of.
  const inAddress = { style: 'form', explode: false } as ApiPropertyOptions
  return applyDecorators(
    ApiPropertyOptional({
      ...inAddress,
      enum: values,
      isArray: true,
      description: 'Any of these values, with commas between them.',
    } as ApiPropertyOptions),
    IsOptional(),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [...new Set(value.split(','))] : [value])),
    IsIn(values, {
      each: true,
      message: `$property must be one or more of these values: ${values.join(', ')}`,
      context: { fix: `Send one or more of these, with commas between them: ${values.join(', ')}.` },
    }),
  )
}
