import { verifyLog } from '@passage/audit'
import { Fuzzer, kindOf, type Fault } from './fuzzer'
import { faultsOf, writingFaults } from './oracles'

/** `npm run test:fuzz` sets 20,000. A failure prints the seed; PASSAGE_FUZZ_SEED gives it back. */
const wanted = Number(process.env.PASSAGE_FUZZ_REQUESTS ?? 500)
const seed = Number(process.env.PASSAGE_FUZZ_SEED ?? 20210201)
const batch = 100
const kindsAtMost = 25

describe('Whatever anybody sends to the API', () => {
  let fuzzer: Fuzzer

  beforeAll(async () => {
    fuzzer = await Fuzzer.open()
  }, 300_000)
  afterAll(() => fuzzer.close())

  it(`(${wanted} requests of the seed ${seed}) is answered at once, in form, and where it is refused nothing is written`, async () => {
    const faults = new Map<string, Fault & { operations: Set<string> }>()
    for (let done = 0; done < wanted && faults.size < kindsAtMost; done += batch) {
      for (const fuzzed of fuzzer.requests(seed + done, Math.min(batch, wanted - done))) {
        for (const fault of await fuzzer.tried(fuzzed)) {
          const known = faults.get(kindOf(fault.what, fuzzed)) ?? { ...fault, operations: new Set() }
          faults.set(kindOf(fault.what, fuzzed), known)
          known.operations.add(fuzzed.operation.name)
        }
      }
    }
    const report = [...faults.values()].map(
      ({ what, request, n, operations }) => `${what} (${operations.size} operations)\n  request ${n} of seed ${seed}: ${request}`,
    )
    expect(report).toEqual([])
  }, 3_600_000)

  it('got past the door: every operation was tried, and many did something', () => {
    const share = fuzzer.succeeded.size / fuzzer.operations.length
    process.stdout.write(
      `fuzz: ${fuzzer.operations.length} operations, ${fuzzer.succeeded.size} of them with success; statuses ${JSON.stringify(
        Object.fromEntries([...fuzzer.statuses].sort(([a], [b]) => a - b)),
      )}\n`,
    )
    expect(share).toBeGreaterThan(wanted >= 5_000 ? 0.6 : 0.25)
  })

  it('would be noticed, if a refused request wrote: a row that is written back as it was counts too', async () => {
    await fuzzer.owner.query('UPDATE programme_clock SET today = today')
    const faults = writingFaults('POST', 409, await fuzzer.writes.sinceLast())
    expect(faults).toEqual(['refused with 409, and yet UPDATE of 1 in programme_clock'])
    expect(await fuzzer.writes.sinceLast()).toEqual([])
  })

  it('would be noticed, if an answer were out of form', () => {
    const headers = { 'content-type': 'text/html', server: 'x' }
    const answer = { status: 500, headers, body: Buffer.from('TypeError\n    at handler (/srv/libs/case/act.ts:7:1)'), ms: 1 }
    expect(faultsOf('GET', '/api/v1/cases', answer)).toEqual([
      expect.stringContaining('status 500'),
      '500 without the headers content-security-policy, x-content-type-options, x-frame-options, referrer-policy, x-request-id',
      'the header server: x',
      '500 may be stored by a cache',
      expect.stringContaining('an answer tells of its inside'),
      expect.stringContaining('500 is no problem document'),
    ])
  })

  it('leaves a log that verifies', async () => {
    expect(await verifyLog(fuzzer.owner)).toMatchObject({ intact: true, faultCount: 0 })
  }, 120_000)
})
