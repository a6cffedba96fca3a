import { Injectable, type OnApplicationBootstrap } from '@nestjs/common'
import type { SubjectKind } from '../lifecycle'
import { dueKinds, type DueKind, type DueRule } from './due-kinds'

/** What the stages said of each kind of due item, in onModuleInit. */
@Injectable()
export class DueRules implements OnApplicationBootstrap {
  private readonly rules = new Map<DueKind, DueRule>()

  register(rule: DueRule): void {
    if (this.rules.has(rule.kind)) throw new Error(`the due items ${rule.kind} have two rules`)
    this.rules.set(rule.kind, rule)
  }

  of(kind: DueKind): DueRule {
    const rule = this.rules.get(kind)
    if (!rule) throw new Error(`nobody said what the due items ${kind} mean`)
    return rule
  }

  /** In the order in which they fire. */
  all(): DueRule[] {
    return dueKinds.map((kind) => this.of(kind))
  }

  about(kinds: ReadonlySet<SubjectKind>): DueRule[] {
    return [...this.rules.values()].filter(({ about }) => about !== null && kinds.has(about))
  }

  /** @throws Error naming each kind without a rule; a process that cannot fire what falls due does not start */
  assertComplete(): void {
    const missing = dueKinds.filter((kind) => !this.rules.has(kind))
    if (missing.length > 0) throw new Error(`Nobody registered what these due items mean: ${missing.join(', ')}`)
  }

  /** By now every stage has registered its rules. */
  onApplicationBootstrap(): void {
    this.assertComplete()
  }
}

/** SQL: whether an item `i` still stands, whichever of these kinds it is of. */
export function standsSql(rules: readonly DueRule[]): string {
  return `CASE i.kind ${rules.map(({ kind, stands }) => `WHEN '${kind}' THEN (${stands})`).join(' ')} ELSE false END`
}
