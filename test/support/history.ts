import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Role } from '@passage/access'
import {
  Advance,
  lifecycles,
  met,
  Perform,
  Registry,
  type Act,
  type ActTx,
  type Moved,
  type SubjectKind,
  type Verdict,
} from '@passage/case'
import { SystemRandom, type Database } from '@passage/platform'
import { createTestDatabase, type TestDatabase } from './database'

/** Somebody with a session, as a test names them. */
export interface Somebody {
  readonly id: string
  readonly roles: readonly Role[]
  /** The session's token: what a browser would send. */
  readonly token: string
}

/** A case as its history left it. */
export interface HistoricCase {
  readonly id: string
  readonly reference: string
}

/**
 * A database with the spine alone: people with roles, the one door, and a registry whose conditions all hold unless a test says otherwise.
 * For the tests of the spine itself; what stages add is tested with the stages.
 */
export class SpineWorld {
  readonly registry = new Registry()
  readonly advance = new Advance(this.registry)
  /** What a condition answers from now on; without an entry it is met. */
  readonly verdicts = new Map<string, (tx: ActTx, acts: readonly { readonly subjectId: string }[]) => Promise<Verdict[]>>()
  /** What an effect does from now on; without an entry, nothing. */
  readonly effects = new Map<string, (tx: ActTx, moved: readonly Moved[]) => Promise<void>>()
  readonly perform: Perform
  readonly asWorker: Perform
  private readonly people = new Map<string, Somebody>()
  private cases = 0

  private constructor(
    readonly database: TestDatabase,
    readonly api: Database,
    readonly worker: Database,
    readonly owner: Database,
  ) {
    this.perform = new Perform(api, new SystemRandom())
    this.asWorker = new Perform(worker, new SystemRandom())
    for (const name of namesIn('when')) {
      this.registry.condition(name, async (tx, asked) => (await this.verdicts.get(name)?.(tx, asked)) ?? asked.map(() => met))
    }
    for (const name of namesIn('effects')) this.registry.effect(name, async (tx, moved) => this.effects.get(name)?.(tx, moved))
  }

  /** @param poolSize connections of the API's role, for tests of concurrency */
  static async open(poolSize = 10): Promise<SpineWorld> {
    const database = await createTestDatabase()
    const [api, worker, owner] = await Promise.all([
      database.open('passage_api', poolSize),
      database.open('passage_worker'),
      database.open('owner'),
    ])
    return new SpineWorld(database, api, worker, owner)
  }

  async close(): Promise<void> {
    await this.database.drop()
  }

  /** Makes somebody with these roles and a live session; the same name gives the same person. */
  async somebody(name: string, ...roles: Role[]): Promise<Somebody> {
    const known = this.people.get(name)
    if (known) return known
    const [id, token] = [randomUUID(), randomBytes(32).toString('base64url')]
    await this.owner.query('INSERT INTO account (id, username, display_name) VALUES ($1, $2, $3)', [id, name, name])
    await this.owner.query('INSERT INTO account_role SELECT $1, unnest($2::text[])', [id, roles])
    await this.owner.query(
      `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at) VALUES ($1, $2, 'csrf', $3, now() + interval '1 hour')`,
      [randomUUID(), createHash('sha256').update(token).digest(), id],
    )
    const somebody = { id, roles, token }
    this.people.set(name, somebody)
    return somebody
  }

  /** The usual holder of a role. */
  async officer(role: Role): Promise<Somebody> {
    return this.somebody(`the-${role.replaceAll('_', '-')}`, role)
  }

  /** An open job of the worker, with the token that binds the system to it. */
  async openJob(): Promise<{ readonly id: string; readonly token: string }> {
    const id = randomUUID()
    const auditor = await this.officer('auditor')
    await this.owner.query(`INSERT INTO job_request (id, queue, name, requested_by) VALUES ($1, 'payments', 'send_run', $2)`, [
      id,
      auditor.id,
    ])
    return { id, token: `job:${id}` }
  }

  /** One act by somebody, in a transaction of its own. */
  async act(by: Somebody, act: Act): Promise<Moved> {
    return this.perform.act(by.token, (tx) => this.advance.one(tx, act))
  }

  /** An act by whoever usually holds the role. */
  async by(role: Role, kind: SubjectKind, subjectId: string, event: string, more: Partial<Act> = {}): Promise<Moved> {
    return this.act(await this.officer(role), { kind, subjectId, event, ...more })
  }

  /** Opens a subject that is no case. */
  async opened(role: Role, kind: SubjectKind, event: string, caseId: string | null = null): Promise<string> {
    const id = randomUUID()
    await this.by(role, kind, id, event, { opens: { caseId } })
    return id
  }

  /** A new contact with its case file. */
  async aCase(): Promise<HistoricCase> {
    const by = await this.officer('intake_officer')
    const id = randomUUID()
    this.cases += 1
    const reference = `P-2021-${String(this.cases).padStart(5, '0')}`
    await this.perform.act(by.token, async (tx) => {
      await this.advance.one(tx, {
        kind: 'case',
        subjectId: id,
        event: 'open',
        opens: { caseId: null },
        payload: { channel: 'phone' },
      })
      await tx.query(
        `INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
         VALUES ($1, $2, 'soldier', 'individual', 'phone', $3, $4, 1, 'contacted')`,
        [id, reference, tx.today, by.id],
      )
    })
    return { id, reference }
  }

  async aCaseInVetting(): Promise<HistoricCase> {
    const opened = await this.aCase()
    await this.by('vetting_officer', 'case', opened.id, 'start_vetting')
    return opened
  }

  async aCaseAwaitingDecision(): Promise<HistoricCase> {
    const opened = await this.aCaseInVetting()
    await this.by('vetting_officer', 'case', opened.id, 'record_check', { payload: { check: 'identity', result: 'confirmed' } })
    await this.by('vetting_officer', 'case', opened.id, 'recommend', { payload: { recommendation: 'clear' } })
    return opened
  }

  async aVettedCase(): Promise<HistoricCase> {
    const opened = await this.aCaseAwaitingDecision()
    await this.by('vetting_approver', 'case', opened.id, 'clear')
    return opened
  }

  /** A case with its code: two subjects. */
  async aRegisteredCase(): Promise<HistoricCase & { readonly codeId: string }> {
    const vetted = await this.aVettedCase()
    const codeId = randomUUID()
    const registrar = await this.officer('registrar')
    await this.perform.act(registrar.token, (tx) =>
      this.advance.many(tx, [
        { kind: 'case', subjectId: vetted.id, event: 'issue_code' },
        { kind: 'code', subjectId: codeId, event: 'issue', opens: { caseId: vetted.id }, payload: { kind: 'cdm' } },
      ]),
    )
    return { ...vetted, codeId }
  }
}

/** Every condition or effect that some lifecycle names. */
function namesIn(of: 'when' | 'effects'): Set<string> {
  const names = new Set<string>()
  for (const { opening, states } of Object.values(lifecycles)) {
    for (const events of [opening, ...Object.values(states)]) {
      for (const edge of Object.values(events)) for (const name of edge?.[of] ?? []) names.add(name)
    }
  }
  return names
}

/** The constraint, privilege or sentence by which PostgreSQL refused; fails the test when it did not. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    const { driverError = error } = error as { driverError?: unknown }
    const { constraint, message, code } = driverError as { constraint?: string; message: string; code?: string }
    return constraint ?? `${code ?? 'no code'}: ${message}`
  }
  throw new Error('PostgreSQL let it pass')
}
