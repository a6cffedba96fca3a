import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { instructionKey, type InstructionBatch, payeeReference, PaymasterClient, Unreachable } from '@passage/payments'
import { type RunningPaymaster, startPaymasterProcess } from '../../test/support/paymaster'

const ROOT = resolve(__dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'paymaster-kill-'))
let paymaster: RunningPaymaster | undefined

afterEach(() => paymaster?.stop())
afterAll(() => rmSync(folder, { recursive: true }))

function aBatch(number: number, size: number): InstructionBatch {
  return {
    messageId: `RUN-${number}`,
    created: '2024-05-02T09:00:00.000Z',
    debtorName: 'Passage (synthetic)',
    requestedExecutionDate: '2024-05-02',
    currency: 'THB',
    instructions: Array.from({ length: size }, (_, index) => ({
      endToEndId: instructionKey(randomUUID(), 1),
      amount: 100_000n,
      currency: 'THB',
      creditorName: payeeReference(randomUUID()),
      creditorAccount: `WALLET-${number}-${index}`,
    })),
  }
}

/** Sends batches eight at a time, and gives back those to which no answer came. */
async function sendAll(url: string, batches: readonly InstructionBatch[], onAnswer: () => void): Promise<InstructionBatch[]> {
  const client = new PaymasterClient({ url })
  const unanswered: InstructionBatch[] = []
  const queue = [...batches]
  const lane = async (): Promise<void> => {
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      try {
        await client.send(batch)
        onAnswer()
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error
        unanswered.push(batch)
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  return unanswered
}

describe('A paymaster that is killed in the middle of its work', () => {
  it('pays every payee once: what it answered it remembers, and what it did not answer it can be asked about', async () => {
    const stateFile = join(folder, 'kill.journal')
    const batches = Array.from({ length: 40 }, (_, number) => aBatch(number, 50))
    const answered = new Set<InstructionBatch>()
    let left = batches
    let kills = 0
    for (const afterAnswers of [3, 11, 5]) {
      const victim = await startPaymasterProcess({ stateFile })
      paymaster = victim
      let answers = 0
      let killed: Promise<void> | undefined
      const unanswered = await sendAll(victim.url, left, () => {
        answers += 1
        if (answers === afterAnswers) killed = victim.kill()
      })
      expect(killed).toBeDefined()
      await killed
      kills += 1
      for (const batch of left) if (!unanswered.includes(batch)) answered.add(batch)
      left = unanswered
    }
    expect(kills).toBe(3)
    expect(left.length).toBeGreaterThan(0)

    paymaster = await startPaymasterProcess({ stateFile })
    const client = new PaymasterClient({ url: paymaster.url })
    for (const batch of answered) {
      for (const { endToEndId } of batch.instructions) expect(await client.status(endToEndId)).toMatchObject({ status: 'ACSC' })
    }
    // A batch is taken whole or not at all, so one instruction speaks for the others.
    for (const batch of left) {
      const found = await Promise.all(batch.instructions.map(({ endToEndId }) => client.status(endToEndId)))
      expect(new Set(found.map((status) => status?.status)).size).toBe(1)
    }
    expect(await sendAll(paymaster.url, batches, () => undefined)).toEqual([])
    const ledger = await paymaster.ledger()
    expect(ledger.accounts).toHaveLength(2_000)
    expect(ledger.accounts.filter((row) => row.payments !== 1 || row.net !== '100000')).toEqual([])
    expect(ledger.totals).toEqual({ THB: '200000000' })
  }, 60_000)

  it('ends by itself and in order when it is asked to', async () => {
    const running = await startPaymasterProcess()
    await running.stop()
    await expect(fetch(`${running.url}/health`)).rejects.toThrow()
  })
})

describe('A paymaster that cannot start', () => {
  const start = (env: Record<string, string>): { code: number | null; line: string; out: string } => {
    const program = ['--require', join(ROOT, 'apps/paymaster/testing/from-source.js'), join(ROOT, 'apps/paymaster/main.ts')]
    const ended = spawnSync(process.execPath, program, {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
      timeout: 20_000,
    })
    return { code: ended.status, line: ended.stderr, out: ended.stdout }
  }

  it.each([
    [{ PAYMASTER_PORT: 'many' }, 'PAYMASTER_PORT must be a port'],
    [{ PAYMASTER_DEMO: 'yes' }, 'PAYMASTER_DEMO must be true or false'],
    [{ PAYMASTER_FAULTS: '{' }, 'PAYMASTER_FAULTS: is not JSON'],
    [{ PAYMASTER_FAULTS: '{"rejectShare":7}' }, 'PAYMASTER_FAULTS: rejectShare must be between 0 and 1'],
    [{ PAYMASTER_STATE_FILE: '/nowhere/at/all' }, 'ENOENT'],
  ])('says why in one line and exits with 1: %j', (env, message) => {
    const { code, line, out } = start(env)
    expect(line).toContain(message)
    expect(line.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  })

  it('says so when its port is taken', async () => {
    const other = createServer()
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    try {
      const port = String((other.address() as AddressInfo).port)
      expect(start({ PAYMASTER_PORT: port })).toMatchObject({ code: 1, line: expect.stringContaining('EADDRINUSE') })
    } finally {
      other.close()
    }
  })
})
