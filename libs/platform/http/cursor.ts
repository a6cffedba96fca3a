import { Refused } from '../refused'
import { isUuid } from './uuid.pipe'
import { isDay } from './validators'

/** What a place of a cursor holds, so that garbage never reaches a statement. */
export type CursorKind = 'uuid' | 'day' | 'text' | 'int' | 'time'

const fits: Readonly<Record<CursorKind, (value: string) => boolean>> = {
  uuid: isUuid,
  day: isDay,
  text: (value) => value.length <= 200 && !value.includes('\u0000'),
  int: (value) => /^-?(0|[1-9]\d{0,17})$/.test(value),
  time: (value) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/.test(value) && isDay(value.slice(0, 10)),
}

/**
 * Where a list goes on: the sort key of the last row that was sent.
 * @param list the list and its order, such as `cases:-opened_on`; a cursor of another list or order is refused
 */
export function encodeCursor(list: string, values: readonly (string | number | bigint)[]): string {
  return Buffer.from(JSON.stringify([list, ...values.map(String)]), 'utf8').toString('base64url')
}

/**
 * Reads a cursor back. @returns its values as texts, in their order; undefined where there is none
 * @throws Refused `input.cursor`
 */
export function decodeCursor(list: string, kinds: readonly CursorKind[], cursor: string | undefined): string[] | undefined {
  if (cursor === undefined) return undefined
  const parts = parsed(cursor)
  const [of, ...values] = parts ?? []
  const sound = of === list && values.length === kinds.length && values.every((value, i) => fits[kinds[i]!](value))
  if (sound) return values
  throw Refused.field(
    'cursor',
    'This cursor is not one of this list in this order.',
    'Send the nextCursor of the page before, with the same sort; or none, to begin again.',
    'input.cursor',
  )
}

function parsed(cursor: string): string[] | undefined {
  if (!/^[A-Za-z0-9_-]{1,2000}$/.test(cursor)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : undefined
  } catch {
    return undefined
  }
}
