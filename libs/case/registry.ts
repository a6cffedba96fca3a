import { Injectable } from '@nestjs/common'
import type { Facts, Verdict } from './decide'
import type { Edge } from './lifecycle'
import { checkLifecycles, namesUsed } from './lifecycles'
import type { ActTx, Asked, Moved } from './act'

/**
 * Answers one condition for several acts at once, in one or two statements, after the locks are held. The answers stand in the order of
 * the acts. An act without a payload comes from somebody who only looks: where the answer depends on the payload it is `{ met: 'open' }`.
 */
export type ConditionLoader = (tx: ActTx, asked: readonly Asked[]) => Promise<readonly Verdict[]>

/** Does what follows from the moves, in the same transaction. Called once an edge's effect with all subjects that took it. */
export type Effect = (tx: ActTx, moved: readonly Moved[]) => Promise<void>

/** The parts of a dry run that somebody tells the spine: places by relocation, money by the ledger. */
export type ToldPart = 'places' | 'money'

/**
 * A part of what a dry run tells beside the moves, such as the places that they take. It is looked at twice in the transaction of the dry run:
 * with the act done, and with it undone.
 */
export interface Telling<Row = unknown> {
  /** What stands of everything that the subjects touch. */
  look(tx: ActTx, subjectIds: readonly string[]): Promise<readonly Row[]>
  /** What the act changes. Pure. */
  changes(before: readonly Row[], after: readonly Row[]): readonly object[]
}

/** What the stages told the spine at start-up: how conditions are answered, and what follows from a move. */
@Injectable()
export class Registry {
  private readonly conditions = new Map<string, ConditionLoader>()
  private readonly effects = new Map<string, Effect>()
  private readonly tellings = new Map<ToldPart, Telling>()

  condition(name: string, loader: ConditionLoader): void {
    if (this.conditions.has(name)) throw new Error(`the condition ${name} is registered twice`)
    this.conditions.set(name, loader)
  }

  effect(name: string, effect: Effect): void {
    if (this.effects.has(name)) throw new Error(`the effect ${name} is registered twice`)
    this.effects.set(name, effect)
  }

  /** Registers what a dry run tells of one part; a part that nobody registered is told empty. */
  tells<Row>(part: ToldPart, telling: Telling<Row>): void {
    if (this.tellings.has(part)) throw new Error(`a dry run is told its ${part} by two`)
    this.tellings.set(part, telling as Telling)
  }

  telling(part: ToldPart): Telling | undefined {
    return this.tellings.get(part)
  }

  /** @throws Error listing what is unsound or missing; a process that cannot keep the lifecycles does not start */
  assertComplete(): void {
    checkLifecycles()
    const missing = [
      ...[...namesUsed('when')].filter((name) => !this.conditions.has(name)).map((name) => `condition ${name}`),
      ...[...namesUsed('effects')].filter((name) => !this.effects.has(name)).map((name) => `effect ${name}`),
    ]
    if (missing.length > 0) throw new Error(`The lifecycles name what no stage registered: ${missing.join(', ')}`)
  }

  /** Loads the facts that each act's edge asks for: one call a condition, however many acts. */
  async facts(tx: ActTx, acts: readonly { readonly asked: Asked; readonly edge: Edge | undefined }[]): Promise<Facts[]> {
    const facts: Record<string, Verdict>[] = acts.map(() => ({}))
    for (const name of new Set(acts.flatMap(({ edge }) => edge?.when ?? []))) {
      const loader = this.conditions.get(name)
      if (!loader) throw new Error(`the condition ${name} is not registered`)
      const places = acts.flatMap(({ edge }, place) => (edge?.when?.includes(name) ? [place] : []))
      const verdicts = await loader(
        tx,
        places.map((place) => acts[place]!.asked),
      )
      if (verdicts.length !== places.length) throw new Error(`the condition ${name} did not answer every act`)
      places.forEach((place, n) => (facts[place]![name] = verdicts[n]!))
    }
    return facts
  }

  async run(tx: ActTx, moved: readonly Moved[]): Promise<void> {
    for (const name of new Set(moved.flatMap((m) => m.edge.effects ?? []))) {
      const effect = this.effects.get(name)
      if (!effect) throw new Error(`the effect ${name} is not registered`)
      await effect(
        tx,
        moved.filter((m) => m.edge.effects?.includes(name)),
      )
    }
  }
}
