import { useTexts } from '../i18n'
import { formatNumber } from '../i18n/format'
import { toggled, valuesOf } from './several'

interface Props {
  /** Whose states they are. */
  kind: string
  label: string
  states: readonly string[]
  /** How many stand in each state, where that is known. */
  counts?: Readonly<Record<string, number>>
  chosen: string | undefined
  /** Whether the list may be narrowed to more than one state. */
  several?: boolean
  onChoose: (state: string | undefined) => void
}

/** The states of a list, each with its count and a way to it; one that is chosen comes off with a second press. */
export function StateChips({ kind, label, states, counts, chosen, several = false, onChoose }: Props) {
  const { word, language } = useTexts()
  if (states.length === 0) return null
  const pressed = valuesOf(chosen)
  return (
    <div className="counts" role="group" aria-label={label}>
      {states.map((state) => (
        <button
          key={state}
          type="button"
          className="chip"
          aria-pressed={pressed.includes(state)}
          onClick={() => onChoose(toggled(several || pressed.includes(state) ? chosen : undefined, state))}
        >
          {word('state', `${kind}.${state}`)}
          {counts && <strong className="figure"> {formatNumber(counts[state] ?? 0, language)}</strong>}
        </button>
      ))}
    </div>
  )
}

/** What a list answers when it is asked how many of its rows stand in each state. */
export function byState(items: readonly { readonly state: string; readonly count: number }[]): Readonly<Record<string, number>> {
  return Object.fromEntries(items.map(({ state, count }) => [state, count]))
}
