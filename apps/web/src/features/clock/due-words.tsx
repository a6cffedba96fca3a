import { useTexts, type Texts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { dueKinds, type DueKind } from './clock-data'

/** A sentence on what so many items of a kind do when they fire. */
export function sentenceOf(kind: DueKind, count: number, { t, language }: Texts): string {
  return t(`due_fires.${kind}`, { count, n: formatNumber(count, language) })
}

/** What fires: one sentence a kind, and whom it reminds. */
export function DueList({ items }: { items: readonly { readonly kind: DueKind; readonly count: number }[] }) {
  const texts = useTexts()
  const { t, word } = texts
  return (
    <ul className="due-list">
      {items.map(({ kind, count }) => (
        <li key={kind}>
          {sentenceOf(kind, count, texts)}
          {dueKinds[kind] && <span className="faint small"> {t('clock.reminds', { role: word('role', dueKinds[kind]) })}</span>}
        </li>
      ))}
    </ul>
  )
}

/** So many of each kind in all, in the order in which they fire. */
export function totalsOf(
  items: readonly { readonly kind: DueKind; readonly count: number }[],
): { kind: DueKind; count: number }[] {
  const totals = new Map<DueKind, number>()
  for (const { kind, count } of items) totals.set(kind, (totals.get(kind) ?? 0) + count)
  return (Object.keys(dueKinds) as DueKind[]).flatMap((kind) => {
    const count = totals.get(kind)
    return count ? [{ kind, count }] : []
  })
}
