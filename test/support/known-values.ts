import { lifecycles } from '@passage/case'
import type { Database } from '@passage/platform'

const atMost = 25

/** What stands in a database: ids by what they are the ids of, and texts by the name of their field. */
export class KnownValues {
  private constructor(
    private readonly idsOf: ReadonlyMap<string, readonly string[]>,
    private readonly textsOf: ReadonlyMap<string, readonly string[]>,
    /** The programme date, and some days around which things happened. */
    readonly days: readonly string[],
  ) {}

  /** Looks through every table; columns that hold hashes, tokens and bytes are left out, and codes are never taken for other texts. */
  static async of(owner: Database): Promise<KnownValues> {
    const ids = new Map<string, Set<string>>()
    const texts = new Map<string, Set<string>>()
    const columns = await owner.query<{ table_name: string; column_name: string; data_type: string }>(
      `SELECT table_name, column_name, data_type FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type IN ('uuid', 'text', 'date') AND column_name !~ 'hash|token|secret|payload'
         AND table_name NOT IN ('session', 'bound_actor', 'access_log', 'migration')
       ORDER BY table_name, ordinal_position`,
    )
    const days = new Set<string>()
    for (const { table_name: table, column_name: column, data_type: type } of columns) {
      const rows = await owner.query<{ value: string }>(
        `SELECT DISTINCT left("${column}"::text, 200) AS value FROM public."${table}" WHERE "${column}" IS NOT NULL ORDER BY 1 LIMIT ${atMost}`,
      )
      const values = rows.map(({ value }) => value)
      if (type === 'date') for (const day of values) days.add(day)
      else if (type === 'uuid') for (const key of idKeys(table, column)) addTo(ids, key, values)
      else if (table === 'code' && column === 'text') addTo(texts, 'code', values)
      else for (const key of [column, column.replace(/_name$/, '')]) addTo(texts, key, values)
    }
    const subjects = await owner.query<{ kind: string; id: string }>(
      `SELECT kind, id FROM (SELECT kind, id, row_number() OVER (PARTITION BY kind, state ORDER BY id) AS n FROM subject) s
       WHERE n <= 12 ORDER BY kind, id`,
    )
    for (const { kind, id } of subjects) for (const key of [kind, 'subject']) addTo(ids, key, [id])
    addTo(texts, 'reason', reasonsIn(lifecycles))
    return new KnownValues(listed(ids), listed(texts), [...days].sort())
  }

  /** Ids of such a thing; of anything where nothing is known of it by that name. @param of `case`, `payment_run`, `holder` */
  ids(of: string): readonly string[] {
    const found = this.idsOf.get(aliases[of] ?? of) ?? []
    return found.length > 0 ? found : [...this.idsOf.values()].flat()
  }

  /** The same, but half of all ids of these things, and half of all texts of these fields, are those given here. */
  leaningTo(
    ids: Readonly<Record<string, readonly string[]>>,
    texts: Readonly<Record<string, readonly string[]>> = {},
  ): KnownValues {
    const leaning = (
      map: ReadonlyMap<string, readonly string[]>,
      key: string,
      values: readonly string[],
    ): [string, readonly string[]] => {
      const known = map.get(key) ?? []
      const times = Math.max(1, Math.ceil(known.length / Math.max(1, values.length)))
      return [key, [...known, ...Array.from({ length: times }, () => values).flat()]]
    }
    return new KnownValues(
      new Map([...this.idsOf, ...Object.entries(ids).map(([key, values]) => leaning(this.idsOf, key, values))]),
      new Map([...this.textsOf, ...Object.entries(texts).map(([key, values]) => leaning(this.textsOf, key, values))]),
      this.days,
    )
  }

  /** Values of a field of that name, in snake case. */
  texts(of: string): readonly string[] {
    return this.textsOf.get(of) ?? []
  }
}

/** Fields that are named after what the account or person is to them. */
const aliases: Readonly<Record<string, string>> = { holder: 'account', actor: 'account', payee_person: 'person' }

function idKeys(table: string, column: string): string[] {
  return column === 'id' ? [table] : column.endsWith('_id') ? [column.slice(0, -3)] : []
}

function addTo(map: Map<string, Set<string>>, key: string, values: readonly string[]): void {
  const found = map.get(key) ?? new Set()
  values.forEach((value) => found.add(value))
  map.set(key, found)
}

function listed(map: ReadonlyMap<string, ReadonlySet<string>>): Map<string, readonly string[]> {
  return new Map([...map].map(([key, values]) => [key, [...values]]))
}

/** Every reason code that an edge of a lifecycle knows. */
function reasonsIn(value: unknown, under = ''): string[] {
  if (typeof value === 'string') return /reason/i.test(under) && /^[a-z_]+$/.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => reasonsIn(item, Array.isArray(value) ? under : `${under} ${key}`))
}

/** `payeePersonId` → `payee_person_id`, `payment-runs` → `payment_runs` */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_')
}
