import { policy, readersOf, type FieldClass, type Role } from '@passage/access'
import { glassReaders } from '../../libs/access/policy/table'

/** Who reads a field under any condition; with `glass`, also who may break the glass for it. */
export function whoMayRead(resource: string, field: string, rowClass?: FieldClass, glass = false): Set<Role> {
  const found = policy[resource]?.[field]
  if (!found) throw new Error(`no policy names ${resource}.${field}`)
  const byClass = readersOf[found.class].filter((role) => rowClass === undefined || readersOf[rowClass].includes(role))
  const broken = glass ? (glassReaders[rowClass ?? found.class] ?? []) : []
  return new Set([...(found.also ?? []), ...(found.atOwnSite ?? []), ...byClass, ...broken])
}
