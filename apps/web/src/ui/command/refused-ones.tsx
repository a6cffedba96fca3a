import { Problem } from '../../api/http'
import { Conditions } from '../page'

/**
 * Of what was picked, each that was refused, by its name.
 * @param picked in the order in which they were sent: `payments[3]` is the fourth
 */
export function RefusedOnes({ problem, picked }: { problem: unknown; picked: readonly string[] }) {
  const errors = problem instanceof Problem ? problem.errors : []
  const ones = errors.flatMap(({ field, message, fix = '' }) => {
    const name = picked[Number(/\[(\d+)\]$/.exec(field)?.[1] ?? -1)]
    return name ? [{ name, condition: { condition: field, because: message, fix } }] : []
  })
  if (ones.length === 0) return null
  return (
    <ul className="plain bulk-list">
      {ones.map(({ name, condition }) => (
        <li key={condition.condition}>
          <strong>{name}</strong>
          <Conditions items={[condition]} />
        </li>
      ))}
    </ul>
  )
}
