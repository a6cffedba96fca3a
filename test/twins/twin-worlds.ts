import type { DynamicModule, Type } from '@nestjs/common'
import fc from 'fast-check'
import { roles, type Role } from '@passage/access'
import type { Database } from '@passage/platform'
import { domainModules } from '../../apps/api/api.module'
import { startApi, type ApiClient } from '../support/api'
import { changesTheAsker, operationsOf, type Operation } from '../support/document'
import { KnownValues } from '../support/known-values'
import { livedWorld, type ClonableDatabase } from '../support/lived-world'
import { closeRaw, sendRaw, type WireRequest } from '../support/raw-request'
import { addressOf, askedOf, type Asked } from '../support/request-arbitrary'
import { differencesIn, type Asker, type Difference } from './differences'
import { Sameness, type Answered } from './sameness'
import { Statements } from './statements'
import { World } from './world'

/** A request that is put to both worlds. */
export interface Question {
  readonly operation: Operation
  readonly as: Asker['role']
  readonly asked: Asked
  /** Sent without a body's or query's required parts now and then: refusals must not tell either. */
  readonly without: boolean
  readonly headers: Readonly<Record<string, string>>
}

const people = roles.filter((role): role is Exclude<Role, 'system'> => role !== 'system')

/** Headers that make a server compare, or pack. */
const headersAsked: readonly Readonly<Record<string, string>>[] = [
  ...[{}, {}, {}],
  { 'if-none-match': '"1"' },
  { 'if-match': '"1"' },
  { 'accept-encoding': 'gzip' },
]

/** A world with its people signed in, of which twins can be made. */
export class Original {
  private constructor(
    readonly database: ClonableDatabase,
    readonly clients: ReadonlyMap<Asker['role'], ApiClient>,
    readonly hostSite: string,
    readonly differences: readonly Difference[],
    readonly shared: ReadonlySet<string>,
  ) {}

  static async open(): Promise<Original> {
    const database = await livedWorld()
    const owner = await database.open('owner', 3)
    const api = await startApi(database)
    const sites = await owner.query<{ id: string }>('SELECT id FROM site ORDER BY id DESC LIMIT 1')
    const hostSite = sites[0]!.id
    const clients = new Map<Asker['role'], ApiClient>([['nobody', api.nobody]])
    for (const role of people) clients.set(role, await api.as(role))
    await api.setSite(clients.get('host_organisation')!.username, hostSite)
    await writeNotes(owner, clients)
    await breakGlass(owner, await api.as('registrar', 2))
    const differences = await differencesIn(owner, api)
    const shared = await everyIdOf(owner)
    await api.close()
    await database.rest()
    return new Original(database, clients, hostSite, differences, shared)
  }

  /** Whoever may not read what the twins differ in. */
  askersOf(difference: Difference): Asker['role'][] {
    return (['nobody', ...people] as const).filter(
      (role) => !difference.mayBeReadBy({ role, siteId: role === 'host_organisation' ? this.hostSite : null }),
    )
  }

  async close(): Promise<void> {
    await this.database.drop()
  }
}

/** Two copies of one world, each with an API over it, that can be made to differ in one hidden value at a time. */
export class Twins {
  private readonly cursors: string[] = []
  private readonly statuses = new Map<number, number>()
  private asked = 0
  private difference: Difference | undefined
  private known: KnownValues

  private constructor(
    private readonly original: Original,
    private readonly worlds: readonly [World, World],
    private readonly operations: readonly Operation[],
    private readonly plain: KnownValues,
    private readonly statements: Statements,
    private readonly sameness: Sameness,
  ) {
    this.known = plain
  }

  /** @param planted leaks of the test's own, which no question of {@link questions} asks for */
  static async part(original: Original, planted: Type | DynamicModule): Promise<Twins> {
    const statements = new Statements()
    const parted = new Date()
    const domain = [...domainModules, planted]
    const worlds = [
      await World.open(await original.database.clone(), domain),
      await World.open(await original.database.clone(), domain),
    ] as const
    const known = await KnownValues.of(worlds[0].owner)
    const { body } = await worlds[0].api.nobody.get('/api/docs/json')
    const operations = operationsOf(body).filter(({ path }) => !path.includes('/leaky/'))
    return new Twins(original, worlds, operations, known, statements, new Sameness(original.shared, parted))
  }

  /** From here on the worlds differ in this value and in no other. */
  async differIn(difference: Difference): Promise<void> {
    const [ours, other] = difference.values
    if (this.difference) for (const world of this.worlds) await world.hold(this.difference, this.difference.values[0])
    await this.worlds[0].hold(difference, ours)
    await this.worlds[1].hold(difference, other)
    for (const world of this.worlds) await world.signInAgain()
    this.difference = difference
    this.known = this.plain.leaningTo(difference.about, { name: difference.values, code: difference.values })
  }

  /** Questions that a seed decides. Most only ask; some act, and both worlds then go on as they were told to. */
  questions(seed: number, count: number): Question[] {
    const askers = this.original.askersOf(this.difference!)
    const asking = this.operations.filter((operation) => !changesTheAsker(operation))
    const mayCall = (role: Asker['role'], { for: whom }: Operation): boolean =>
      whom === 'everybody' || (role !== 'nobody' && (whom === 'every_account' || whom.includes(role)))
    const one = fc.constantFrom(...askers).chain((as) => {
      const open = asking.filter((operation) => mayCall(as, operation))
      const reading = open.filter(({ method }) => method === 'GET')
      const acting = open.filter(({ method }) => method !== 'GET')
      return fc
        .oneof(
          { weight: 16, arbitrary: fc.constantFrom(...reading) },
          { weight: acting.length > 0 ? 3 : 0, arbitrary: fc.constantFrom(...(acting.length > 0 ? acting : reading)) },
          { weight: 1, arbitrary: fc.constantFrom(...asking) },
        )
        .chain((operation) =>
          fc.record({
            operation: fc.constant(operation),
            as: fc.constant(as),
            asked: askedOf(operation, this.known),
            without: fc.nat({ max: 11 }).map((n) => n === 0),
            headers: fc.constantFrom(...headersAsked),
          }),
        )
    })
    return fc.sample(one, { seed, numRuns: count })
  }

  /** Puts one question to both worlds at once. @returns in what their answers differ */
  async compare(question: Question): Promise<{ readonly status: number; readonly apart: readonly string[] }> {
    const wire = this.wire(question)
    const [a, b] = await Promise.all(
      this.worlds.map((world) => this.answerOf(world, wire)) as [Promise<Answered>, Promise<Answered>],
    )
    this.statuses.set(a.status, (this.statuses.get(a.status) ?? 0) + 1)
    const cursor = /"nextCursor":"([A-Za-z0-9_-]+)"/.exec(a.body.toString('utf8'))?.[1]
    if (cursor && this.cursors.length < 200) this.cursors.push(cursor)
    if (a.status === 401 && question.as !== 'nobody') await Promise.all(this.worlds.map((world) => world.signInAgain()))
    return { status: a.status, apart: this.sameness.differences(a, b) }
  }

  /** Workers over both worlds, which carry out what was asked of the queues so far and from now on. */
  async startWorkers(): Promise<void> {
    for (const world of this.worlds) await world.startWorker()
  }

  /** One report asked for in both worlds, and everything that can be had of it. @returns in what they differ */
  async compareReport(as: Asker['role'], kind: string, params: object): Promise<string[]> {
    const client = this.original.clients.get(as)!
    const had = await Promise.all(this.worlds.map((world) => world.report(client, kind, params)))
    return Object.keys(had[0]!).flatMap((part) =>
      this.sameness.differences(had[0]![part]!, had[1]![part]!).map((apart) => `${part}: ${apart}`),
    )
  }

  /** How often which status was answered. */
  seen(): string {
    return JSON.stringify(Object.fromEntries([...this.statuses].sort(([x], [y]) => x - y)))
  }

  /** As a person would type it, to see it again. */
  described({ operation, as, asked, headers }: Question): string {
    return `${operation.name} as ${as}, ${JSON.stringify({ ...asked, headers }).slice(0, 500)}`
  }

  async close(): Promise<void> {
    closeRaw()
    this.statements.end()
    for (const world of this.worlds) await world.close()
  }

  private async answerOf(world: World, wire: WireRequest): Promise<Answered> {
    this.statements.take(world.name)
    const answer = await sendRaw(world.api.url, wire)
    return { ...answer, statements: this.statements.take(world.name) }
  }

  private wire({ operation, as, asked, without, headers }: Question): WireRequest {
    const { token, csrfToken } = this.original.clients.get(as)!
    const body = asked.body === undefined ? undefined : JSON.stringify(without ? {} : asked.body)
    return {
      method: operation.method,
      address: addressOf(operation, asked, this.cursors),
      headers: {
        ...(token ? { cookie: `passage_session=${token}` } : {}),
        ...(operation.method === 'GET'
          ? {}
          : { 'x-csrf-token': csrfToken || 'none', 'idempotency-key': `twin-${(this.asked += 1)}-key` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    }
  }
}

/** A note of each class about cases at each stage: who generates a world writes none. */
async function writeNotes(owner: Database, clients: ReadonlyMap<Asker['role'], ApiClient>): Promise<void> {
  const cases = await owner.query<{ id: string; state: string }>(
    'SELECT DISTINCT ON (state) id, state FROM case_file ORDER BY state, id',
  )
  const authors = { personal: 'intake_officer', vetting: 'vetting_officer', financial: 'finance_officer' } as const
  for (const [noteClass, role] of Object.entries(authors)) {
    for (const { id, state } of cases) {
      const { status, text } = await clients
        .get(role)!
        .post(`/cases/${id}/notes`, { class: noteClass, text: `Said while the case was ${state}.` })
      // A closed case takes no more notes.
      if (status >= 300 && status !== 409) throw new Error(`a ${noteClass} note about a case that is ${state}: ${text}`)
    }
  }
}

/** Somebody who will not be asked as breaks the glass of a case, and reads it. */
async function breakGlass(owner: Database, breaker: ApiClient): Promise<void> {
  const [one] = await owner.query<{ id: string }>(`SELECT id FROM case_file WHERE state = 'in_vetting' ORDER BY id LIMIT 1`)
  const body = { reason: 'complaint', classes: ['personal'], minutes: 60 }
  const { status, text } = await breaker.post(`/cases/${one!.id}/break-glass`, body)
  if (status >= 300) throw new Error(`the glass does not break: ${text}`)
  await breaker.get(`/cases/${one!.id}`)
}

/** Every id that stands in the database anywhere, and the hashes and payloads of the log. */
async function everyIdOf(owner: Database): Promise<Set<string>> {
  const columns = await owner.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'uuid'`,
  )
  const ids = new Set<string>()
  for (const { table_name: table, column_name: column } of columns) {
    const rows = await owner.query<{ id: string }>(
      `SELECT DISTINCT "${column}"::text AS id FROM public."${table}" WHERE "${column}" IS NOT NULL`,
    )
    for (const { id } of rows) ids.add(id)
  }
  const links = await owner.query<{ hash: string; payload: string }>(
    `SELECT encode(hash, 'hex') AS hash, payload FROM transition`,
  )
  for (const { hash, payload } of links) for (const known of [hash, ...(payload.match(/[0-9a-f]{64}/g) ?? [])]) ids.add(known)
  return ids
}
