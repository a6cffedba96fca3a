import { roles, type Role } from '../roles'
import { policy } from './policy'
import { readingRules, recordedClasses, type FieldClass, type FieldPolicy, type ReadingRule } from './table'

/** Who reads a field, and when. */
export interface ReaderShown {
  readonly role: Role
  readonly when: 'always' | 'own_site' | { readonly states: readonly string[]; readonly held: boolean }
}

export interface PolicyFieldShown {
  readonly field: string
  readonly class: FieldClass
  /** The rows of that resource inside the field, which have their own policy. */
  readonly of: string | null
  /** The row's own class decides beside the field's. */
  readonly follows: boolean
  readonly recorded: boolean
  readonly readers: readonly ReaderShown[]
}

export interface PolicyResourceShown {
  readonly resource: string
  readonly fields: readonly PolicyFieldShown[]
}

/** The policy as a person reads it: of each field, who reads it and when. For the screen and for docs/access.md. */
export function policyRows(): PolicyResourceShown[] {
  return Object.entries(policy)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, fields]) => ({
      resource,
      fields: Object.entries(fields).map(([field, rule]) => ({
        field,
        class: rule.class,
        of: rule.of ?? null,
        follows: rule.follows ?? false,
        recorded: recordedClasses.includes(rule.class),
        readers: readersOfField(rule),
      })),
    }))
}

function readersOfField(field: FieldPolicy): ReaderShown[] {
  return roles.flatMap((role) => {
    const rule = field.also?.includes(role) ? 'always' : readingRules[field.class][role]
    if (rule !== undefined) return [{ role, when: whenOf(rule) }]
    return field.atOwnSite?.includes(role) ? [{ role, when: 'own_site' as const }] : []
  })
}

function whenOf(rule: ReadingRule): ReaderShown['when'] {
  return rule === 'always' ? 'always' : { states: rule.states, held: rule.held ?? false }
}
