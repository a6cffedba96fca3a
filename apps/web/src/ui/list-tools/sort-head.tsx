import type { ListColumn } from '../long-list'

/**
 * A column whose head orders the list; pressed again, the other way round.
 * @param sort as the address has it: `reference`, or `-reference` for the other way round
 */
export function sortable(
  name: string,
  label: string,
  sort: string,
  onSort: (sort: string) => void,
): Pick<ListColumn<never>, 'label' | 'sorted' | 'head'> {
  return {
    label,
    sorted: sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none',
    head: (
      <button type="button" className="sort" onClick={() => onSort(sort === `-${name}` ? name : `-${name}`)}>
        {label}
      </button>
    ),
  }
}
