import { queryOptions } from '@tanstack/react-query'
import { getItems } from '../../api/http'

export const fieldClasses = ['open', 'operational', 'personal', 'vetting', 'financial', 'secret'] as const

/** When a role reads a field. */
export type When = 'always' | 'own_site' | { readonly states: readonly string[]; readonly held: boolean }

export interface Reader {
  readonly role: string
  readonly when: When
}

export interface PolicyField {
  readonly field: string
  readonly class: string
  /** The rows of that resource inside the field, which have their own policy. */
  readonly of: string | null
  /** The row's own class decides beside the field's. */
  readonly follows: boolean
  readonly recorded: boolean
  readonly readers: readonly Reader[]
}

export interface PolicyResource {
  readonly resource: string
  readonly fields: readonly PolicyField[]
}

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: () => getItems<PolicyResource>('/policy'),
  staleTime: Infinity,
})

/** Fields of one resource that have the same class and the same readers, and can be told in one line. */
export interface FieldGroup extends Omit<PolicyField, 'field' | 'of'> {
  readonly key: string
  readonly fields: readonly string[]
}

/** Groups fields that are read alike, in the order of the policy. */
export function grouped(fields: readonly PolicyField[]): FieldGroup[] {
  const groups = new Map<string, FieldGroup>()
  for (const { field, class: fieldClass, follows, recorded, readers } of fields) {
    const key = JSON.stringify([fieldClass, follows, readers])
    const known = groups.get(key)
    groups.set(key, { key, class: fieldClass, follows, recorded, readers, fields: [...(known?.fields ?? []), field] })
  }
  return [...groups.values()]
}
