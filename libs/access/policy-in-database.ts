import { Injectable, type OnApplicationBootstrap } from '@nestjs/common'
import { Database } from '@passage/platform'
import { fieldClasses, readingRules } from './policy/table'

interface RuleRow {
  readonly class: string
  readonly role: string
  readonly states: readonly string[] | null
  readonly held: boolean
}

/** The database keeps its own copy of the reading rules for its row-level security: a process whose table says otherwise does not start. */
@Injectable()
export class PolicyInDatabase implements OnApplicationBootstrap {
  constructor(private readonly database: Database) {}

  /** @throws Error naming the first rule that differs, and what to do */
  async onApplicationBootstrap(): Promise<void> {
    const rows = await this.database.query<RuleRow>('SELECT class, role, states, held FROM reading_rule')
    const there = new Set(rows.map(lineOf))
    const here = new Set(rulesOf().map(lineOf))
    const differing = [...here].find((line) => !there.has(line)) ?? [...there].find((line) => !here.has(line))
    if (differing === undefined) return
    throw new Error(
      `The policy of this process and that of its database differ: ${differing}. Migrate the database, or start the version that fits it.`,
    )
  }
}

function rulesOf(): RuleRow[] {
  return fieldClasses.flatMap((fieldClass) =>
    Object.entries(readingRules[fieldClass]).map(([role, rule]) => ({
      class: fieldClass,
      role,
      states: rule === 'always' ? null : rule.states,
      held: rule !== 'always' && rule.held === true,
    })),
  )
}

function lineOf({ class: fieldClass, role, states, held }: RuleRow): string {
  const when = states === null ? 'always' : `in ${[...states].sort().join(', ')}${held ? ' or while held' : ''}`
  return `${role} reads ${fieldClass} ${when}`
}
