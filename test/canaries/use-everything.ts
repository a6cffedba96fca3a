import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { changesTheAsker, operationsOf, type Operation } from '../support/document'
import { KnownValues } from '../support/known-values'
import { addressOf, askedOf } from '../support/request-arbitrary'
import type { CanaryWorld } from './canary-world'
import { brokenStatements, brokenWays } from './broken-handlers'
import type { CanaryCase } from './plant'

/** Every operation of the API's document, by those who may call it, by one who may not, and by nobody, about the cases that hold the markers. */
export async function useEverything(world: CanaryWorld, cases: readonly CanaryCase[], seed: number): Promise<number> {
  const { body } = await world.ask('GET', '/api/docs/json')
  const operations = operationsOf(body as object).filter((operation) => !changesTheAsker(operation))
  const acting = (await KnownValues.of(world.owner)).leaningTo({
    case: cases.map(({ id }) => id),
    person: cases.flatMap(({ personIds }) => personIds),
  })
  // Whoever searches may type a name; whoever writes one into a site's name has put it there.
  const asking = acting.leaningTo({}, { name: cases.map(({ name }) => name) })
  const cursors: string[] = []
  let asked = 0
  for (const [place, operation] of operations.entries()) {
    const known = /^GET|search$|check$/.test(operation.name) ? asking : acting
    const [first, second] = fc.sample(askedOf(operation, known), { seed: seed + place, numRuns: 2 }) as [Asked, Asked]
    for (const role of [...askersOf(world, operation), null]) {
      const question = asked % 2 === 0 ? first : second
      const reply = await world.ask(operation.method, addressOf(operation, question, cursors), question.body, role)
      const cursor = /"nextCursor":"([A-Za-z0-9_-]+)"/.exec(reply.text)?.[1]
      if (cursor) cursors.push(cursor)
      asked += 1
    }
  }
  // Each case as a whole, by everybody who may call for one.
  for (const { id } of cases) {
    for (const role of world.roles) {
      for (const part of ['', '/timeline', '/notes', '/actions', '/vetting', '/codes', '/readers']) {
        await world.ask('GET', `/cases/${id}${part}`, undefined, role)
        asked += 1
      }
    }
    if (asked > 900) break
  }
  return asked
}

type Asked = Parameters<typeof addressOf>[1]

function askersOf(world: CanaryWorld, { for: whom }: Operation): CanaryWorld['roles'] {
  if (!Array.isArray(whom)) return [world.roles[whom.length % world.roles.length]!, 'auditor', 'planner']
  const outsider = world.roles.find((role) => !whom.includes(role))
  return [...world.roles.filter((role) => whom.includes(role)), ...(outsider ? [outsider] : [])]
}

/** Input that is refused, with markers where nobody expects them: an answer, a log and a metric could repeat them. */
export async function askWrongly(world: CanaryWorld, cases: readonly CanaryCase[]): Promise<void> {
  const nobody = new Set<never>()
  const marker = (): string => world.markers.latin('a text in a refused request', nobody)
  const { id, name } = cases[0]!
  const wrong: readonly [method: string, path: string, body?: unknown, raw?: string, headers?: Record<string, string>][] = [
    ['GET', `/cases/${marker()}`],
    ['GET', `/${marker()}`],
    ['GET', `/cases?reference=${marker()}`],
    ['GET', `/cases?cursor=${marker()}`],
    ['GET', `/cases?sort=${marker()}`],
    ['GET', `/cases?state=${marker()}&holder=${marker()}`],
    ['GET', `/cases?opened_from=${encodeURIComponent(name)}`],
    ['GET', `/transitions?event=${marker()}`],
    [
      'GET',
      '/cases',
      undefined,
      undefined,
      { 'if-none-match': `"${marker()}"`, referer: `http://127.0.0.1/${marker()}`, 'user-agent': marker() },
    ],
    [
      'GET',
      '/cases',
      undefined,
      undefined,
      { 'x-request-id': marker(), 'x-forwarded-for': marker(), host: `${marker()}.example` },
    ],
    ['GET', '/session', undefined, undefined, { cookie: `passage_session=${marker()}` }],
    ['GET', '/session', undefined, undefined, { authorization: `Bearer ${marker()}` }],
    ['POST', '/cases', { service: marker(), pathway: marker(), channel: marker() }],
    [
      'POST',
      '/cases',
      { service: 'soldier', pathway: 'individual', channel: 'phone', applicant: { name: 7, bornOn: marker(), needs: marker() } },
    ],
    ['POST', '/cases', [marker()]],
    ['POST', '/cases', marker()],
    ['POST', '/cases', undefined, `{"applicant": {"name": "${marker()}", `],
    ['POST', '/cases', undefined, `{"applicant": {"name": "${marker()}"}} ${marker()}`],
    ['POST', '/cases', undefined, marker(), { 'content-type': `text/${marker()}` }],
    ['POST', '/cases', undefined, undefined, { 'idempotency-key': `${marker()} with spaces` }],
    ['POST', '/cases', undefined, undefined, { 'if-match': marker() }],
    ['POST', `/cases/${id}/notes`, { class: marker(), text: marker() }],
    ['POST', `/cases/${id}/notes`, { class: 'personal', text: `${marker()} 09 450 012 345` }],
    ['POST', `/cases/${id}/notes`, { class: 'personal', text: `${marker()}\u0000` }],
    ['POST', `/cases/${id}/notes`, { class: 'secret', text: marker().repeat(300) }],
    ['POST', `/cases/${id}/assign`, { holderId: marker(), note: marker() }],
    ['POST', `/cases/${id}/assign`, { holderId: randomUUID(), note: marker() }],
    ['POST', '/bulk/assign', { cases: [{ id, version: 1 }], holderId: randomUUID(), note: marker() }],
    ['POST', `/cases/${id}/withdraw`, { reason: marker().toLowerCase() }],
    ['POST', `/cases/${id}/checks`, { check: marker().toLowerCase(), result: 'confirmed', note: marker() }],
    ['POST', '/people/search', { name: marker().repeat(20) }],
    ['POST', '/codes/check', { code: marker() }],
    ['POST', '/restore-points', { name: marker().repeat(9) }],
    ['POST', '/sites', { name: `${marker()} 7`, country: 'TH', region: marker(), organisation: marker(), places: 4 }],
    ['POST', '/reports', { kind: 'capacity', params: { region: marker(), organisation: marker(), from: marker() } }],
    ['POST', '/payment-runs', { kind: 'allowance', month: marker(), budgetLineId: marker() }],
    ['PROPFIND', `/cases/${marker()}`],
  ]
  for (const [method, path, body, raw, headers] of wrong) {
    for (const role of [
      'intake_officer',
      'vetting_officer',
      'registrar',
      'programme_manager',
      'planner',
      'auditor',
      'trainer',
    ] as const) {
      await world.ask(method, path, body, role, { ...(raw === undefined ? {} : { raw }), ...(headers ? { headers } : {}) })
    }
    await world.ask(method, path, body, null, { ...(raw === undefined ? {} : { raw }), ...(headers ? { headers } : {}) })
  }
}

/** Handlers that fail with somebody's name in their hands, a log and tables that cannot be written, a database that is cut off again and again. */
export async function useUnderFaults(world: CanaryWorld, cases: readonly CanaryCase[]): Promise<void> {
  for (const way of brokenWays) {
    await world.ask('POST', `/broken/${way}/${cases[0]!.personIds[0]}`, undefined, 'intake_officer')
  }
  for (const way of brokenStatements) {
    // PostgreSQL keeps a log of its own, which quotes what a broken statement was given; ours must not.
    const quoted = world.markers.latin('a value of a broken statement', new Set<never>(), "PostgreSQL's own log")
    await world.ask('POST', `/broken/${way}`, { text: quoted }, 'intake_officer')
  }
  const opening = (name: string): object => ({
    ...{ service: 'soldier', pathway: 'individual', channel: 'phone' },
    applicant: { name, bornOn: '1990-01-01', unit: name },
  })
  const nobody = new Set<never>()
  for (const table of [
    'bound_actor',
    'person_version',
    'person_token',
    'note',
    'case_file',
    'transition',
    'access_log',
    'command_receipt',
  ]) {
    await world.owner.query(`ALTER TABLE ${table} ADD CONSTRAINT broken_for_now CHECK (false) NOT VALID`)
    await world.ask('POST', '/cases', opening(world.markers.latin('a name that was not kept', nobody)), 'intake_officer')
    await world.ask(
      'POST',
      `/cases/${cases[0]!.id}/notes`,
      { class: 'personal', text: world.markers.latin('a note that was not kept', nobody) },
      'intake_officer',
    )
    await world.ask('GET', `/cases/${cases[0]!.id}`, undefined, 'intake_officer')
    await world.ask('POST', '/people/search', { name: cases[0]!.name }, 'intake_officer')
    await world.owner.query(`ALTER TABLE ${table} DROP CONSTRAINT broken_for_now`)
  }
  for (let cut = 0; cut < 3; cut += 1) {
    const asking = cases.flatMap(({ id, name }) => [
      world.ask('GET', `/cases/${id}`, undefined, 'intake_officer', { mayBreak: true }),
      world.ask('POST', '/people/search', { name }, 'intake_officer', { mayBreak: true }),
      world.ask(
        'POST',
        '/session',
        { username: 'intake2', password: world.markers.latin('a password that is wrong', nobody) },
        null,
        { mayBreak: true },
      ),
    ])
    await world.cutDatabase()
    await Promise.all(asking)
  }
}
