import 'reflect-metadata'
import { randomUUID } from 'node:crypto'
import { PersonVault } from '@passage/access'
import { openDatabase, type Database } from '@passage/platform'
import { Asker, type Answered, type Question } from './asking'
import { CaseMaker } from './cases'
import { directusVersion, installDirectus, startDirectus } from './directus'
import { startApi } from './processes'
import { benchDatabase, loops, median, progress, report, signedIn, type BenchDatabase } from './support'

/**
 * Passage beside Directus with field permissions and revisions, over the same hundred thousand cases in the same PostgreSQL: a page of the
 * worklist, a case with its household, and a change of state, each on 16 connections, in turn. Passage's names are sealed and its reading of
 * them recorded; those of Directus are plain columns.
 */
const connections = 16
const rounds = 3
const roundMs = 5_000
const cases = 100_000
const toChange = 40_000
const withPeople = 2_000

const listFields = 'id,reference,service,pathway,opened_on,household_size,state,holder.id,holder.display_name'
const personFields = ['id', 'relation', 'since', 'until', 'name', 'name_my', 'born_on', 'rank', 'unit', 'needs']
const caseFields = [listFields, 'channel', ...personFields.map((field) => `household.${field}`)].join()

interface Way {
  readonly asker: Asker
  readonly question: () => Question
}

async function main(): Promise<void> {
  const folder = await installDirectus()
  const bench = await benchDatabase('bench_peer')
  const intake = await signedIn(bench.owner, 'intake', 'intake_officer')
  const vetting = await signedIn(bench.owner, 'vetting', 'vetting_officer')
  const maker = await CaseMaker.open(bench)
  const known = await maker.withHouseholds(withPeople, intake)
  const rest = await maker.withoutPeople(cases - withPeople, intake)
  const [changing, settled] = [rest.slice(0, toChange), rest.slice(toChange)]
  await maker.startVetting(settled, vetting)
  await maker.close()
  await bench.owner.query('VACUUM ANALYZE')
  progress(`starting directus ${directusVersion} over the same rows`)
  const peer = await startDirectus(folder, process.env.BENCH_DATABASE_URL!, (own) => copy(bench, own, known))
  const api = await startApi(bench)

  const asIntake = new Asker(api.port, connections, { cookie: `passage_session=${intake.token}` })
  const asVetting = new Asker(api.port, connections, { cookie: `passage_session=${vetting.token}`, 'x-csrf-token': vetting.csrf })
  const asOfficer = new Asker(peer.port, connections, { authorization: `Bearer ${peer.token}` })
  const next = (ids: readonly string[]) => {
    let place = 0
    return (): string => ids[place++ % ids.length]!
  }
  const once = (ids: readonly string[]) => {
    let place = 0
    return (): string => {
      const id = ids[place++]
      if (!id) throw new Error(`all ${ids.length} cases were changed before the time was up`)
      return id
    }
  }
  let changes = 0
  const [ourCase, theirCase, ourChange, taken] = [next(known), next(known), once(changing), once(changing)]
  const theirChange = (): string => {
    changes += 1
    return taken()
  }
  const ways: Readonly<Record<'list' | 'get' | 'change', { ours: Way; theirs: Way }>> = {
    list: {
      ours: { asker: asIntake, question: () => ({ path: '/api/v1/cases?state=in_vetting&sort=-opened_on&limit=50' }) },
      theirs: {
        asker: asOfficer,
        question: () => ({
          path: `/items/cases?filter[state][_eq]=in_vetting&sort=-opened_on,-id&limit=50&fields=${listFields}`,
        }),
      },
    },
    get: {
      ours: { asker: asIntake, question: () => ({ path: `/api/v1/cases/${ourCase()}` }) },
      theirs: { asker: asOfficer, question: () => ({ path: `/items/cases/${theirCase()}?fields=${caseFields}` }) },
    },
    change: {
      ours: {
        asker: asVetting,
        question: () => ({
          path: `/api/v1/cases/${ourChange()}/start-vetting`,
          method: 'POST',
          headers: { 'idempotency-key': randomUUID() },
        }),
      },
      theirs: {
        asker: asOfficer,
        question: () => ({
          path: `/items/cases/${theirChange()}?fields=id,reference,state`,
          method: 'PATCH',
          body: JSON.stringify({ state: 'in_vetting' }),
        }),
      },
    },
  }
  await mustBeComparable(ways)
  const figures: Record<string, number> = {}
  for (const [name, { ours, theirs }] of Object.entries(ways)) {
    const ratios: number[] = []
    const rates: number[] = []
    const theirRates: number[] = []
    for (const way of [ours, theirs]) await run(way, 2_000)
    for (let round = 1; round <= rounds; round += 1) {
      const them = await run(theirs, roundMs)
      const us = await run(ours, roundMs)
      ratios.push(us / them)
      rates.push(us)
      theirRates.push(them)
      progress(`${name}, round ${round}: ${us.toFixed(0)} a second, directus ${them.toFixed(0)}`)
    }
    figures[`${name}_ratio`] = median(ratios)
    figures[`${name}_per_second`] = median(rates)
    figures[`directus_${name}_per_second`] = median(theirRates)
  }
  await mustBeOnRecord(peer.url, changes)
  api.process.kill('SIGTERM')
  peer.process.kill('SIGTERM')
  await bench.owner.close()
  report('peer', figures)
}

async function run({ asker, question }: Way, ms: number): Promise<number> {
  return (await loops(connections, ms, async (client) => void (await asker.ask(client, question())))).perSecond
}

/** The same rows of the same cases must come from both. */
async function mustBeComparable(ways: Readonly<Record<'list' | 'get' | 'change', { ours: Way; theirs: Way }>>): Promise<void> {
  const answer = async ({ asker, question }: Way): Promise<Answered> => asker.ask(0, question())
  const ids = (text: string, rows: 'items' | 'data'): string =>
    (JSON.parse(text) as Record<string, { id: string }[]>)[rows]!.map((row) => row.id).join()
  const [ourPage, theirPage] = [await answer(ways.list.ours), await answer(ways.list.theirs)]
  if (ids(ourPage.text, 'items') !== ids(theirPage.text, 'data')) throw new Error('the two pages show other cases')
  const [ourCase, theirCase] = [await answer(ways.get.ours), await answer(ways.get.theirs)]
  for (const { text } of [ourCase, theirCase]) {
    const { data = JSON.parse(text) } = JSON.parse(text) as { data?: { household: { name: string }[] } }
    if (data.household.filter((person: { name: string }) => /Example/.test(person.name)).length !== 4)
      throw new Error(`a household of four names is not in ${text}`)
  }
  progress(
    `a page: ${ourPage.text.length} characters, directus ${theirPage.text.length}; a case: ${ourCase.text.length}, directus ${theirCase.text.length}`,
  )
}

/** A change must leave a revision there, as it leaves a transition here. */
async function mustBeOnRecord(url: string, changes: number): Promise<void> {
  const own = await openDatabase(url, 1)
  const [row] = await own.query<{ n: number }>(`SELECT count(*)::int AS n FROM directus_revisions WHERE collection = 'cases'`)
  await own.close()
  if (row!.n !== changes) throw new Error(`${changes} changes left ${row!.n} revisions`)
}

/** Every case, with its people in the clear where it has some. */
async function copy(bench: BenchDatabase, own: Database, known: readonly string[]): Promise<void> {
  await own.query('INSERT INTO officers SELECT * FROM json_to_recordset($1) AS o (id uuid, display_name text)', [
    JSON.stringify(await bench.owner.query('SELECT id, display_name FROM account')),
  ])
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await bench.owner.query<{ id: string }>(
      `SELECT id, reference, service, pathway, channel, opened_on, household_size, state, holder_id AS holder FROM case_file
       WHERE id > $1 ORDER BY id LIMIT 5000`,
      [after],
    )
    if (rows.length === 0) break
    await own.query(
      `INSERT INTO cases (id, reference, service, pathway, channel, opened_on, household_size, state, holder)
       SELECT id, reference, service, pathway, channel, opened_on, household_size, state, holder FROM json_to_recordset($1)
         AS c (id uuid, reference text, service text, pathway text, channel text, opened_on date, household_size integer, state text, holder uuid)`,
      [JSON.stringify(rows)],
    )
    after = rows.at(-1)!.id
  }
  const vault = new PersonVault(bench.owner, process.env.PASSAGE_MASTER_KEYS!)
  const people = await bench.owner.query<{ id: string }>(
    'SELECT id, case_id, relation, since, until FROM person WHERE case_id = ANY ($1::uuid[])',
    [known],
  )
  const opened = await vault.open(
    bench.owner,
    people.map(({ id }) => id),
  )
  const rows = people.map((person) => {
    const { name, nameMy, bornOn, rank, unit, needs } = opened.get(person.id)!
    return { ...person, name, name_my: nameMy, born_on: bornOn, rank, unit, needs }
  })
  await own.query(
    `INSERT INTO persons SELECT id, case_id, relation, since, until, name, name_my, born_on, rank, unit, needs FROM json_to_recordset($1)
       AS p (id uuid, case_id uuid, relation text, since date, until date, name text, name_my text, born_on date, rank text, unit text, needs json)`,
    [JSON.stringify(rows)],
  )
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
