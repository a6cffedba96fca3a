import { Injectable } from '@nestjs/common'
import type { Role } from '@passage/access'
import { needTable, type NeedName, type RoleOf } from './need-names'

/** Expressions of SQL for who asks and when. */
export interface AskedBy {
  /** The account of the viewer. */
  readonly me: string
  /** The site that the viewer's account works at; null for everybody but hosts. */
  readonly mySite: string
  /** The programme date. */
  readonly today: string
}

/**
 * A SELECT with one row a thing that waits, and its one column `since`: the programme date from which it has waited, or for which it is
 * awaited; null where only real time is known. It is run as the viewer, so that the policies of rows hold, and says no more than the role's own lists.
 */
export type Waiting = (by: AskedBy) => string

/** How each need is counted, said by the lib whose business it is, in onModuleInit. */
@Injectable()
export class NeedRules {
  private readonly rules = new Map<string, Waiting>()

  register<Name extends NeedName>(need: Name, roles: readonly RoleOf<Name>[], waiting: Waiting): void {
    for (const role of roles) {
      const key = keyOf(need, role)
      if (this.rules.has(key)) throw new Error(`it was said twice how ${key} is counted`)
      this.rules.set(key, waiting)
    }
  }

  /** What may need somebody with these roles, in the order of the table; a need of two of the roles once. */
  of(roles: readonly Role[]): { readonly need: NeedName; readonly role: Role; readonly waiting: Waiting }[] {
    const mine = needTable.filter(([, role]) => roles.includes(role))
    return mine
      .filter(([need], place) => mine.findIndex(([other]) => other === need) === place)
      .map(([need, role]) => ({ need, role, waiting: this.rules.get(keyOf(need, role))! }))
  }

  /** @throws Error naming each need that nobody said how to count; a process that answers people does not start then */
  assertComplete(): void {
    const missing = needTable.map(([need, role]) => keyOf(need, role)).filter((key) => !this.rules.has(key))
    if (missing.length > 0) throw new Error(`Nobody registered how these needs are counted: ${missing.join(', ')}`)
  }
}

function keyOf(need: string, role: Role): string {
  return `${need} of the ${role}`
}
