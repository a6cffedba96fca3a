import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { Problem } from '../../api/http'
import { said } from '../../i18n/said'

/** `household[0].name` and `household.0.name` are one field. */
function fieldPath(field: string): string {
  return field.replace(/\[(\d+)\]/g, '.$1').replace(/^body\./, '')
}

/**
 * Puts the server's field errors beside the fields that they name, and the focus into the first.
 * @returns whether every error found its field, so that the caller knows if a summary is needed
 */
export function mapErrors<T extends FieldValues>(
  form: UseFormReturn<T>,
  problem: unknown,
  known: (path: string) => string | null,
): boolean {
  if (!(problem instanceof Problem) || problem.errors.length === 0) return false
  let all = true
  let first = true
  for (const error of problem.errors) {
    const name = known(fieldPath(error.field))
    if (!name) {
      all = false
      continue
    }
    const message = [error.message, error.fix].flatMap((part) => (part ? said(part) : [])).join(' ')
    form.setError(name as Path<T>, { type: 'server', message }, { shouldFocus: first })
    first = false
  }
  return all
}
