import type { Redaction, Resource, SignedIn } from '@passage/access'
import { decodeCursor, encodeCursor, type CursorKind } from '@passage/platform'

/** Which column a filter compares, how (`$?` is its value), and which field of the policy it asks about. */
export interface FilterColumn {
  /** A function where what is compared hangs on what the value looks like. */
  readonly sql: string | ((value: string) => string)
  readonly field: string
  /** The value is the beginning of what is looked for. */
  readonly begins?: true
}

/** How a sort walks: its columns all in one direction, so that one index serves it forwards and backwards. */
export interface Order {
  readonly field: string
  readonly columns: readonly string[]
  readonly casts: readonly string[]
  readonly kinds: readonly CursorKind[]
}

/** What a list can be narrowed by and how it can be ordered; a sort is the name of an order, with a minus for the other way round. */
export interface ListRules<Filters, Orders extends string> {
  /** Binds a cursor to its list. */
  readonly name: string
  readonly resource: Resource
  readonly filters: Readonly<Record<keyof Filters & string, FilterColumn>>
  readonly orders: Readonly<Record<Orders, Order>>
}

/** The conditions, the order and the parameters of a statement that reads a list: what somebody may not read, they may not ask about. */
export class ListStatement<Filters extends object, Orders extends string> {
  readonly parameters: unknown[] = []
  private readonly conditions: string[] = []

  constructor(
    private readonly redaction: Redaction,
    private readonly viewer: SignedIn,
    private readonly rules: ListRules<Filters, Orders>,
  ) {}

  /** @returns the place of a value in the statement */
  bind(value: unknown): string {
    return `$${this.parameters.push(value)}`
  }

  /** Narrows by a condition of ours, whose values are bound. */
  only(condition: string): this {
    this.conditions.push(condition)
    return this
  }

  /** A list of values fits whatever fits any of them. @throws Refused `access.field` */
  narrow(filters: Filters): this {
    for (const [name, column] of Object.entries<FilterColumn>(this.rules.filters)) {
      const asked: unknown = filters[name as keyof Filters]
      if (asked === undefined) continue
      this.redaction.mayAsk(this.viewer, this.rules.resource, column.field)
      const conditions = (Array.isArray(asked) ? asked : [asked]).map((value: unknown) => this.conditionOf(column, value))
      this.only(conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ') || 'false'})`)
    }
    return this
  }

  private conditionOf({ sql, begins }: FilterColumn, value: unknown): string {
    const condition = typeof sql === 'string' ? sql : sql(String(value))
    return condition.replace('$?', this.bind(begins ? `${String(value)}%` : value))
  }

  /**
   * Goes on behind the row that a cursor tells of.
   * @returns what ORDER BY says, the columns of the key that {@link nextCursor} wants, as texts
   * @throws Refused `input.cursor`, `access.field`
   */
  ordered(sort: Orders | `-${Orders}`, cursor: string | undefined): { readonly by: string; readonly key: string } {
    const backwards = sort.startsWith('-')
    const { field, columns, casts, kinds } = this.rules.orders[(backwards ? sort.slice(1) : sort) as Orders]
    this.redaction.mayAsk(this.viewer, this.rules.resource, field)
    const after = decodeCursor(this.cursorName(sort), kinds, cursor)
    if (after) {
      const values = after.map((value, place) => `${this.bind(value)}::${casts[place]}`)
      this.only(`(${columns.join(', ')}) ${backwards ? '<' : '>'} (${values.join(', ')})`)
    }
    return {
      by: columns.map((column) => `${column}${backwards ? ' DESC' : ''}`).join(', '),
      key: `ARRAY[${columns.map((column) => `${column}::text`).join(', ')}]`,
    }
  }

  get where(): string {
    return this.conditions.length > 0 ? `WHERE ${this.conditions.join(' AND ')}` : ''
  }

  /** @param key of the last row of a page, where there is a next one */
  nextCursor(sort: Orders | `-${Orders}`, key: readonly string[] | null): string | null {
    return key && encodeCursor(this.cursorName(sort), key)
  }

  private cursorName(sort: string): string {
    return `${this.rules.name}:${sort}`
  }
}
