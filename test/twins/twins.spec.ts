import { LeakyModule } from './leaky'
import { Original, Twins } from './twin-worlds'

/** `npm run test:twins` sets 10,000. A failure prints the seed; PASSAGE_TWINS_SEED gives it back. */
const wanted = Number(process.env.PASSAGE_TWINS_COMPARISONS ?? 300)
const seed = Number(process.env.PASSAGE_TWINS_SEED ?? 19621030)
const faultsAtMost = 10
const reports: readonly (readonly [kind: string, params: object])[] = [
  ['pipeline', { from: '2021-06', to: '2021-10', by: 'pathway' }],
  ['capacity', { from: '2021-09-01', to: '2021-09-30' }],
  ['budget', { monthsAhead: 3 }],
]

describe('Two worlds that differ in one hidden value', () => {
  let original: Original
  let twins: Twins

  beforeAll(async () => {
    original = await Original.open()
    twins = await Twins.part(original, LeakyModule)
  }, 300_000)
  afterAll(async () => {
    await twins.close()
    await original.close()
  })

  it(`(${wanted} comparisons of the seed ${seed}) are one world to whoever may not read it: status, headers, bytes, statements`, async () => {
    const faults = new Map<string, string>()
    const share = Math.ceil(wanted / original.differences.length)
    let compared = 0
    for (const [place, difference] of original.differences.entries()) {
      await twins.differIn(difference)
      for (const question of twins.questions(seed + place, Math.min(share, wanted - compared))) {
        compared += 1
        const { apart } = await twins.compare(question)
        if (apart.length === 0) continue
        const kind = `${difference.what}: ${question.operation.name} as ${question.as}`
        if (!faults.has(kind)) faults.set(kind, `${apart.join('\n  ')}\n  ${twins.described(question)}`)
        if (faults.size >= faultsAtMost) break
      }
    }
    process.stdout.write(
      `twins: ${compared} comparisons over ${original.differences.length} hidden values, ${faults.size} apart; statuses ${twins.seen()}\n`,
    )
    expect([...faults].map(([kind, fault]) => `${kind}\n  ${fault}`)).toEqual([])
  }, 3_600_000)

  it.each(['sorted', 'counted', 'slower'])(
    'are told apart by a route that leaks (%s), so that this search can fail',
    async (route) => {
      await twins.differIn(original.differences.find(({ what }) => what === 'payment.amount')!)
      const operation = {
        name: route,
        method: 'GET',
        path: `/api/v1/leaky/${route}`,
        parameters: [],
        body: undefined,
        for: 'everybody' as const,
      }
      const asked = { path: {}, query: {}, body: undefined }
      const found = await twins.compare({ operation, as: 'planner', asked, without: false, headers: {} })
      expect(found).toEqual({ status: 200, apart: expect.arrayContaining([expect.any(String)]) as unknown })
    },
  )

  it('are one world in every report, its exports and its stream, to a planner who sees no person', async () => {
    await twins.startWorkers()
    const faults: string[] = []
    for (const difference of original.differences.filter(({ what }) => /^(person|vetting|payment|reward|note)/.test(what))) {
      if (difference.mayBeReadBy({ role: 'planner', siteId: null })) continue
      await twins.differIn(difference)
      for (const [kind, params] of reports) {
        const apart = await twins.compareReport('planner', kind, params)
        if (apart.length > 0) faults.push(`${difference.what}, ${kind}: ${apart.join('; ')}`)
      }
    }
    expect(faults).toEqual([])
  }, 300_000)
})
