import { readersOf, type Role } from '@passage/access'

/** Who reads what is operational about a case; for the `@Roles` of its reads. What else they see, the policy decides field by field. */
export const caseReaders = [...readersOf.operational] as [Role, ...Role[]]

/** Who reads a name, and may therefore look for one. */
export const nameReaders = [...readersOf.personal] as [Role, ...Role[]]
