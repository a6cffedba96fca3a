/** What a claim is worth: pure. Source of the tariff: programme.md, "Reward tariff as announced". */

export interface Item {
  readonly category: string
  readonly count: number
}

export interface TariffLine {
  readonly id: string
  readonly category: string
  /** Minor units for one piece. */
  readonly amount: bigint
  readonly currency: string
}

export type Valuation =
  | {
      readonly covered: true
      readonly amount: bigint
      readonly currency: string
      readonly lines: ReadonlyMap<string, TariffLine>
    }
  | { readonly covered: false; readonly because: string }

/**
 * Values items by one scheme's tariff as it stood on the day of the handover.
 * @param lines of the scheme, in force on that day, at most one a category
 */
export function valueItems(items: readonly Item[], lines: readonly TariffLine[]): Valuation {
  const byCategory = new Map(lines.map((line) => [line.category, line]))
  const missing = items.filter((item) => !byCategory.has(item.category)).map((item) => item.category)
  if (missing.length > 0)
    return { covered: false, because: `The scheme had no tariff for ${missing.join(', ')} on the day of the handover.` }
  const used = items.map((item) => byCategory.get(item.category)!)
  const currencies = [...new Set(used.map((line) => line.currency))]
  if (currencies.length !== 1)
    return { covered: false, because: `The scheme's lines are in several currencies (${currencies.join(', ')}).` }
  return {
    covered: true,
    amount: items.reduce((sum, item) => sum + byCategory.get(item.category)!.amount * BigInt(item.count), 0n),
    currency: currencies[0]!,
    lines: new Map(used.map((line) => [line.category, line])),
  }
}
