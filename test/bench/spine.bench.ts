import 'reflect-metadata'
import { randomUUID } from 'node:crypto'
import { Advance, Perform } from '@passage/case'
import { openDatabase, SystemRandom } from '@passage/platform'
import { Client } from 'pg'
import { silentRegistry } from './cases'
import { benchDatabase, loops, median, progress, report, signedIn } from './support'

/**
 * How fast states change with all safeguards on, beside bare INSERT + UPDATE transactions of the pg driver on the same server in the same
 * run, in turn. The bare peer writes a row of the same size and changes another, and knows no log, no actor and no constraint.
 */
const clients = 16
const rounds = 3
const roundMs = 6_000
const batchSize = 1_000
const batches = 6

async function main(): Promise<void> {
  const bench = await benchDatabase('bench_spine')
  const { owner } = bench
  const officer = await signedIn(owner, 'intake', 'intake_officer')
  const finance = await signedIn(owner, 'finance', 'finance_officer')
  const controller = await signedIn(owner, 'controller', 'finance_controller')
  const database = await openDatabase(bench.url('passage_api'), clients)
  const perform = new Perform(database, new SystemRandom())
  const advance = new Advance(silentRegistry())

  await owner.query(`
    CREATE TABLE bare_subject (id uuid PRIMARY KEY, version integer NOT NULL, state text NOT NULL);
    CREATE TABLE bare_log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject_id uuid NOT NULL, event text NOT NULL, bytes bytea NOT NULL);
    GRANT SELECT, INSERT, UPDATE ON bare_subject, bare_log TO passage_app`)
  const cases = await Promise.all(
    Array.from({ length: clients }, async () => {
      const id = randomUUID()
      await perform.act(officer.token, (tx) =>
        advance.one(tx, { kind: 'case', subjectId: id, event: 'open', opens: { caseId: null } }),
      )
      await owner.query(`INSERT INTO bare_subject VALUES ($1, 1, 'contacted')`, [id])
      return id
    }),
  )
  const bareClients = await Promise.all(
    cases.map(async () => {
      const client = new Client({ connectionString: bench.url('passage_api') })
      await client.connect()
      return client
    }),
  )
  const bytes = Buffer.alloc(260, 7)

  const passageTurn = async (client: number): Promise<void> => {
    const command = { idempotencyKey: randomUUID(), asked: 'bench', about: cases[client]! }
    await perform.command(officer.token, command, async (tx) => {
      const moved = await advance.one(tx, {
        kind: 'case',
        subjectId: cases[client]!,
        event: 'add_note',
        payload: { note: cases[client]! },
      })
      return { id: moved.subjectId, state: moved.state, version: moved.version }
    })
  }
  const bareTurn = async (client: number): Promise<void> => {
    const pg = bareClients[client]!
    await pg.query('BEGIN')
    await pg.query('INSERT INTO bare_log (subject_id, event, bytes) VALUES ($1, $2, $3)', [cases[client], 'add_note', bytes])
    await pg.query('UPDATE bare_subject SET version = version + 1 WHERE id = $1', [cases[client]])
    await pg.query('COMMIT')
  }
  await loops(clients, 2_000, passageTurn)
  await loops(clients, 2_000, bareTurn)
  const shares: number[] = []
  const rates: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const bare = await loops(clients, roundMs, bareTurn)
    const passage = await loops(clients, roundMs, passageTurn)
    rates.push(passage.perSecond)
    shares.push(passage.perSecond / bare.perSecond)
    progress(
      `round ${round}: ${passage.perSecond.toFixed(0)} transitions a second, bare ${bare.perSecond.toFixed(0)} transactions a second`,
    )
  }

  const batchRates: number[] = []
  for (let batch = 0; batch <= batches; batch += 1) {
    const ids = Array.from({ length: batchSize }, () => randomUUID())
    await perform.act(finance.token, (tx) =>
      advance.many(
        tx,
        ids.map((subjectId) => ({
          kind: 'payment',
          subjectId,
          event: 'prepare',
          opens: { caseId: null },
          payload: { amount: 100_000n },
        })),
      ),
    )
    const start = performance.now()
    await perform.act(controller.token, (tx) =>
      advance.many(
        tx,
        ids.map((subjectId) => ({ kind: 'payment', subjectId, event: 'release' })),
      ),
    )
    const perSecond = (batchSize * 1000) / (performance.now() - start)
    // The first batch warms the plans.
    if (batch > 0) batchRates.push(perSecond)
    progress(`batch ${batch}: ${perSecond.toFixed(0)} transitions a second`)
  }
  await Promise.all(bareClients.map((client) => client.end()))
  await database.close()
  await owner.close()
  report('spine', {
    transitions_per_second: median(rates),
    share_of_bare: median(shares),
    batch_per_second: median(batchRates),
    api_peak_mb: process.resourceUsage().maxRSS / 1024,
  })
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
