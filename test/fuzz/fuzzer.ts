import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { roles, type Role } from '@passage/access'
import type { Database } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { operationsOf, type Operation } from '../support/document'
import { KnownValues } from '../support/known-values'
import { livedWorld, type ClonableDatabase } from '../support/lived-world'
import { closeRaw, NoAnswer, sendRaw, type WireAnswer, type WireRequest } from '../support/raw-request'
import { addressOf, askedOf, type Asked } from '../support/request-arbitrary'
import { hiddenTexts, type HiddenText } from './hidden-texts'
import { mutateBody, mutationOf, type Mutation } from './mutations'
import { faultsOf, writingFaults } from './oracles'
import { Writes } from './writes'

type Asker = Exclude<Role, 'system'> | 'nobody'

/** One request of the fuzzer, as data that can be printed, cut down and sent again. */
export interface Fuzzed {
  readonly operation: Operation
  readonly as: Asker
  readonly asked: Asked
  readonly mutations: readonly Mutation[]
}

export interface Fault {
  readonly what: string
  readonly request: string
  readonly n: number
}

const askers: readonly Asker[] = [...roles.filter((role): role is Exclude<Role, 'system'> => role !== 'system'), 'nobody']
/** What a command says that a fuzzer cannot guess: how many requests an account makes before another takes its place. */
const requestsOfAnAccount = 400

/** A lived-in world with an API over it, and somebody who asks it anything. */
export class Fuzzer {
  /** How many answers had which status: a fuzzer that only ever sees refusals finds little. */
  readonly statuses = new Map<number, number>()
  /** Operations that were answered with success at least once. */
  readonly succeeded = new Set<string>()
  private readonly clients = new Map<Asker, ApiClient>()
  private readonly cursors: string[] = []
  private sent = 0

  private constructor(
    /** What the API said of its own faults since the last request. */
    private readonly complaints: string[],
    readonly database: ClonableDatabase,
    readonly owner: Database,
    readonly api: TestApi,
    readonly operations: readonly Operation[],
    private readonly known: KnownValues,
    readonly writes: Writes,
    private readonly hidden: readonly HiddenText[],
  ) {}

  static async open(): Promise<Fuzzer> {
    const database = await livedWorld()
    const owner = await database.open('owner', 3)
    const known = await KnownValues.of(owner)
    const complaints: string[] = []
    const note = (message: unknown): void => void complaints.push(JSON.stringify(message))
    const api = await startApi(database, { logger: { error: note, fatal: note, warn: () => undefined, log: () => undefined } })
    const { body } = await api.nobody.get('/api/docs/json')
    const hidden = await hiddenTexts(owner, api)
    const writes = await Writes.watch(owner)
    return new Fuzzer(complaints, database, owner, api, operationsOf(body), known, writes, hidden)
  }

  async close(): Promise<void> {
    closeRaw()
    await this.api.close()
    await this.database.drop()
  }

  /** The requests that a seed decides. Half of them are well formed, so that they get as far as the programme's own rules. */
  requests(seed: number, count: number): Fuzzed[] {
    const one = fc.constantFrom(...this.operations).chain((operation) => {
      const rightful = Array.isArray(operation.for) ? (operation.for as Asker[]) : askers
      const queries = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
      return fc.record({
        operation: fc.constant(operation),
        as: fc.oneof(
          { weight: 5, arbitrary: fc.constantFrom(...rightful) },
          { weight: 1, arbitrary: fc.constantFrom(...askers) },
        ),
        asked: askedOf(operation, this.known),
        mutations: fc.oneof(
          { weight: 1, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(mutationOf(queries), { minLength: 1, maxLength: 3 }) },
        ),
      })
    })
    return fc.sample(one, { seed, numRuns: count })
  }

  /** Sends a request and looks at what came of it. @returns what is wrong; with the fewest mutations that show the same */
  async tried(fuzzed: Fuzzed): Promise<Fault[]> {
    const found = await this.faultsOf(fuzzed)
    if (found.length === 0) return []
    const n = this.sent
    const said = this.complaints.join(' ').slice(0, 800)
    const simplest = await this.simplest(fuzzed, kindOf(found[0]!, fuzzed))
    return found.map((what) => ({ what, request: `${this.described(simplest)}${said && `\n  the API says ${said}`}`, n }))
  }

  private async simplest(fuzzed: Fuzzed, kind: string): Promise<Fuzzed> {
    let best = fuzzed
    for (let i = best.mutations.length - 1; i >= 0; i -= 1) {
      const without = { ...best, mutations: best.mutations.filter((_, place) => place !== i) }
      if ((await this.faultsOf(without)).some((what) => kindOf(what, without) === kind)) best = without
    }
    return best
  }

  private async faultsOf(fuzzed: Fuzzed): Promise<string[]> {
    const client = await this.clientOf(fuzzed.as)
    const wire = this.wire(fuzzed, client)
    if (!wire) return []
    this.sent += 1
    await this.writes.sinceLast()
    this.complaints.length = 0
    let answer: WireAnswer
    try {
      answer = await sendRaw(this.api.url, wire)
    } catch (error) {
      if (error instanceof NoAnswer) return [error.message]
      throw error
    }
    this.learn(fuzzed, answer)
    return [
      ...faultsOf(wire.method, wire.address, answer),
      ...writingFaults(wire.method, answer.status, await this.writes.sinceLast()),
      ...this.leaks(fuzzed.as, answer),
    ]
  }

  private learn({ operation, as }: Fuzzed, { status, body }: WireAnswer): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
    if (status < 300) this.succeeded.add(operation.name)
    // Whoever logged out, was disabled or lost a role is replaced.
    if (status === 401 || (status < 300 && operation.method !== 'GET' && /session|account|role/.test(operation.path)))
      this.clients.delete(as)
    const cursor = /"nextCursor":"([A-Za-z0-9_-]+)"/.exec(body.toString('utf8'))?.[1]
    if (cursor && this.cursors.length < 60) this.cursors.push(cursor)
  }

  private leaks(as: Asker, { body }: WireAnswer): string[] {
    if (body.length === 0) return []
    const text = body.toString('utf8')
    return this.hidden
      .filter(({ text: secret, readers }) => (as === 'nobody' || !readers.has(as)) && text.includes(secret))
      .map(({ what }) => `${as} sees a ${what}`)
      .slice(0, 1)
  }

  private async clientOf(as: Asker): Promise<ApiClient> {
    if (as === 'nobody') return this.api.nobody
    if (this.sent % requestsOfAnAccount === requestsOfAnAccount - 1) this.clients.clear()
    const known = this.clients.get(as)
    if (known) return known
    const site = as === 'host_organisation' ? this.known.ids('site')[0] : undefined
    const client = await this.api.withRoles(
      `fuzz-${as.replaceAll('_', '-').slice(0, 18)}-${randomUUID().slice(0, 8)}`,
      [as],
      site,
    )
    this.clients.set(as, client)
    return client
  }

  /** The bytes of a request; undefined where Node itself would not send it. */
  private wire({ operation, asked, mutations }: Fuzzed, client: ApiClient): WireRequest | undefined {
    let { method } = operation
    let body: unknown = asked.body
    let raw: string | undefined
    const path = { ...asked.path }
    let query = asked.query
    let added = ''
    const headers: Record<string, string | readonly string[]> = {
      ...(client.token ? { cookie: `passage_session=${client.token}` } : {}),
      ...(method === 'GET' ? {} : { 'x-csrf-token': client.csrfToken || 'none', 'idempotency-key': randomUUID() }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    for (const mutation of mutations) {
      if (mutation.kind === 'body_raw') raw = mutation.text
      else if (mutation.kind === 'query_value') {
        query = { ...query, [mutation.name]: mutation.value }
        if (mutation.times > 1) added += `${added || Object.keys(query).length > 0 ? '&' : '?'}${mutation.name}=again`
      } else if (mutation.kind === 'path_value') {
        const name = Object.keys(path)[mutation.at % Math.max(1, Object.keys(path).length)]
        if (name) path[name] = mutation.value
      } else if (mutation.kind === 'address') added += mutation.add
      else if (mutation.kind === 'method') method = mutation.method
      else if (mutation.kind === 'header') {
        if (mutation.value === null) delete headers[mutation.name]
        else headers[mutation.name] = mutation.value
      } else body = mutateBody(body, mutation)
    }
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    if (text !== undefined && !headers['content-type'] && raw === undefined && !mutations.some((m) => m.kind === 'header'))
      headers['content-type'] = 'application/json'
    const address = addressOf(operation, { path, query, body: undefined }, this.cursors) + added
    // What is no Latin-1 cannot be written into a request line or header at all.
    if (/[^\x21-\x7e]/.test(address)) return undefined
    return { method, address, headers, ...(text === undefined ? {} : { body: Buffer.from(text, 'utf8') }) }
  }

  private described(fuzzed: Fuzzed): string {
    const { operation, as, asked, mutations } = fuzzed
    // Cut and escaped, since what is nasty to a parser is nasty to a terminal too.
    const cut = (_: string, value: unknown): unknown =>
      typeof value === 'string' && value.length > 80 ? `${value.slice(0, 40)} (${value.length} characters)` : value
    const shorten = (value: unknown): string =>
      (JSON.stringify(value, cut) ?? '').slice(0, 400).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
    return `${operation.name} as ${as}, path ${shorten(asked.path)}, query ${shorten(asked.query)}, body ${shorten(asked.body)}, mutated by ${shorten(mutations)}`
  }
}

/** Two faults of one kind differ only in their numbers; a fault of ours or a write is one of its own in each operation. */
export function kindOf(what: string, { operation }: Fuzzed): string {
  const kind = what.replace(/[0-9a-f-]{36}|\d+/g, '#').slice(0, 80)
  return /^status|and yet/.test(what) ? `${kind} ${operation.name}` : kind
}
