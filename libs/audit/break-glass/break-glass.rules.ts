import { glassReaders, type FieldClass, type Role } from '@passage/access'
import { Refused } from '@passage/platform'

/** Why somebody may need to read what no rule lets them read. */
export const glassReasons = ['danger_to_life', 'complaint', 'suspected_fraud', 'audit_of_case', 'colleague_absent'] as const
export type GlassReason = (typeof glassReasons)[number]

/** What of a case may be read under a broken glass. */
export const glassClasses = ['personal', 'vetting'] as const satisfies readonly FieldClass[]
export type GlassClass = (typeof glassClasses)[number]

/** Long enough to read and to note down, too short to forget about. */
export const mostGlassMinutes = 60

/** Roles that may break the glass for some class, for the route. */
export const glassBreakers = [...new Set(glassClasses.flatMap((c) => glassReaders[c] ?? []))] as [Role, ...Role[]]

/**
 * The role under which all the classes may be read. Vetting is never read by breaking the glass from outside vetting: programme.md keeps vetting
 * notes from relocation, and the money from both.
 * @throws Refused `break_glass.class` naming the class that no role of the actor reaches
 */
export function glassRole(held: readonly Role[], classes: readonly GlassClass[]): Role {
  const role = held.find((one) => classes.every((c) => glassReaders[c]?.includes(one)))
  if (role) return role
  const beyond = classes.find((c) => !held.some((one) => glassReaders[c]?.includes(one))) ?? classes[0]!
  throw Refused.field(
    'classes',
    `No role of yours may read ${beyond} fields in this way.`,
    `Leave ${beyond} out, or ask one of: ${(glassReaders[beyond] ?? []).map((one) => one.replaceAll('_', ' ')).join(', ')}.`,
    'break_glass.class',
  )
}
