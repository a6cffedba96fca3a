import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common'
import { Refused } from '../refused'

const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && shape.test(text)
}

/** Lets an id through that is a UUID: `@Param('id', UuidPipe) id: string`. @throws Refused `input.invalid` that names the parameter */
@Injectable()
export class UuidPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (isUuid(value)) return value.toLowerCase()
    const field = data ?? 'id'
    throw Refused.field(field, `${field} in the address is not an id.`, 'Use an id as another answer gave it.')
  }
}
