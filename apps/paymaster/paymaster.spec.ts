import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  instructionKey,
  Malformed,
  type BatchInstruction,
  type InstructionBatch,
  payeeReference,
  PaymasterClient,
  type StatementEntry,
  Unavailable,
  Unreachable,
  writePain001,
} from '@passage/payments'
import { type RunningPaymaster, startPaymaster, type StartPaymaster } from '../../test/support/paymaster'
import { createPaymaster } from './paymaster'

let folder: string
let running: RunningPaymaster[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paymaster-'))
})
afterEach(async () => {
  await Promise.all(running.map((paymaster) => paymaster.stop()))
  running = []
})
afterAll(() => rmSync(folder, { recursive: true }))

async function aPaymaster(options: StartPaymaster = {}): Promise<{ paymaster: RunningPaymaster; client: PaymasterClient }> {
  const paymaster = await startPaymaster(options)
  running.push(paymaster)
  return { paymaster, client: new PaymasterClient({ url: paymaster.url, timeoutMs: 5_000 }) }
}

const aStateFile = (): string => join(folder, `${randomUUID()}.journal`)

function anInstruction(changes: Partial<BatchInstruction> = {}): BatchInstruction {
  const id = randomUUID()
  return {
    endToEndId: instructionKey(id, 1),
    amount: 100_000n,
    currency: 'THB',
    creditorName: payeeReference(id),
    creditorAccount: `WALLET-${id.slice(0, 8)}`,
    ...changes,
  }
}

function aBatchOf(...instructions: BatchInstruction[]): InstructionBatch {
  return {
    messageId: randomUUID().replaceAll('-', ''),
    created: '2024-05-02T09:00:00.000Z',
    debtorName: 'Passage (synthetic)',
    requestedExecutionDate: '2024-05-02',
    currency: 'THB',
    instructions,
  }
}

const many = (count: number): BatchInstruction[] => Array.from({ length: count }, () => anInstruction())

/** The next instruction of the same payment. */
const again = (instruction: BatchInstruction): BatchInstruction => ({
  ...instruction,
  endToEndId: instruction.endToEndId.replace(/-(\d+)$/, (_, n) => `-${Number(n) + 1}`),
})

async function allEntries(client: PaymasterClient): Promise<StatementEntry[]> {
  const all: StatementEntry[] = []
  for (let cursor: string | undefined; ;) {
    const page = await client.statements(cursor)
    if (page.statement.entries.length === 0) return all
    all.push(...page.statement.entries)
    cursor = page.next
  }
}

async function post(url: string, body: string, type = 'application/xml'): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })
  return { status: answer.status, text: await answer.text() }
}

describe('The paymaster', () => {
  it('accepts a batch, settles it at once and shows every payee paid once', async () => {
    const { paymaster, client } = await aPaymaster()
    const batch = aBatchOf(...many(3))
    const report = await client.send(batch)
    expect(report.statuses.map((status) => status.status)).toEqual(['ACCP', 'ACCP', 'ACCP'])
    expect(await client.status(batch.instructions[0]!.endToEndId)).toMatchObject({ status: 'ACSC' })
    const { statement } = await client.statements()
    expect(statement.entries.map((entry) => [entry.kind, entry.endToEndId])).toEqual(
      batch.instructions.map((one) => ['paid', one.endToEndId]),
    )
    expect(statement.balances.find((balance) => balance.currency === 'THB')).toEqual({
      currency: 'THB',
      amount: -300_000n,
      date: '2024-05-02',
    })
    const ledger = await paymaster.ledger()
    expect(ledger.accounts.map((row) => [row.net, row.payments])).toEqual([
      ['100000', 1],
      ['100000', 1],
      ['100000', 1],
    ])
  })

  it('pays an instruction once, however often and in whatever company it comes', async () => {
    const { paymaster, client } = await aPaymaster()
    const [first, second] = many(2)
    await client.send(aBatchOf(first!))
    const report = await client.send(aBatchOf(second!, first!))
    expect(report.statuses.map((status) => status.status)).toEqual(['ACCP', 'ACCP'])
    await Promise.all(Array.from({ length: 10 }, () => client.send(aBatchOf(first!, second!))))
    expect((await paymaster.ledger()).totals).toEqual({ THB: '200000' })
  })

  it('refuses other content under a known key with DU03 and 409, pays the rest, and keeps to what it paid before', async () => {
    const { paymaster, client } = await aPaymaster()
    const [known, fresh] = many(2)
    await client.send(aBatchOf(known!))
    for (const other of [{ amount: 1n }, { creditorAccount: 'WALLET-OTHER' }, { creditorName: 'PAYEE 0000' }]) {
      const batch = aBatchOf({ ...known!, ...other }, fresh!)
      expect((await post(`${paymaster.url}/instructions`, writePain001(batch))).status).toBe(409)
      expect((await client.send(batch)).statuses).toEqual([
        { endToEndId: known!.endToEndId, status: 'RJCT', reason: 'DU03' },
        { endToEndId: fresh!.endToEndId, status: 'ACCP' },
      ])
    }
    expect(await client.status(known!.endToEndId)).toMatchObject({ status: 'ACSC' })
    expect((await paymaster.ledger()).totals).toEqual({ THB: '200000' })
  })

  it('says of an instruction that it never received it, and only then', async () => {
    const { client } = await aPaymaster()
    expect(await client.status(instructionKey(randomUUID(), 1))).toBeUndefined()
  })

  it('gives each entry once over the pages of its statement, in a stable order, each page with the balance at its end', async () => {
    const { paymaster, client } = await aPaymaster()
    await client.send(aBatchOf(...many(7)))
    const seen: string[] = []
    let cursor = '0'
    for (const size of [3, 3, 1, 0]) {
      const answer = await fetch(`${paymaster.url}/statements?after=${cursor}&limit=3`)
      const ids = [...(await answer.text()).matchAll(/<EndToEndId>([^<]+)/g)].map((match) => match[1]!)
      expect(ids).toHaveLength(size)
      seen.push(...ids)
      cursor = answer.headers.get('x-next-cursor')!
    }
    expect(seen).toEqual((await allEntries(client)).map((entry) => entry.endToEndId))
    expect(new Set(seen).size).toBe(7)
  })

  it('takes a batch of 1,000 in well under a second', async () => {
    const { paymaster, client } = await aPaymaster({ stateFile: aStateFile() })
    const batch = aBatchOf(...many(1_000))
    const began = performance.now()
    await client.send(batch)
    expect(performance.now() - began).toBeLessThan(1_000)
    expect((await paymaster.ledger()).accounts).toHaveLength(1_000)
  })
})

describe('Magic accounts', () => {
  it('are refused, returned, held or cut off, always', async () => {
    const { paymaster, client } = await aPaymaster()
    const refused = anInstruction({ creditorAccount: 'WALLET-1-REJECT' })
    const returned = anInstruction({ creditorAccount: 'WALLET-2-RETURN' })
    const held = anInstruction({ creditorAccount: 'WALLET-3-PENDING' })
    const statuses = (await client.send(aBatchOf(refused, returned, held, again(refused)))).statuses
    expect(statuses).toMatchObject([
      { status: 'RJCT', reason: 'AC04' },
      { status: 'ACCP' },
      { status: 'PDNG' },
      { status: 'RJCT' },
    ])
    expect(await allEntries(client)).toMatchObject([
      { endToEndId: returned.endToEndId, kind: 'paid', sequence: 1 },
      { endToEndId: returned.endToEndId, kind: 'returned', reason: 'AC04', sequence: 2 },
    ])
    await paymaster.settle()
    expect(await client.status(held.endToEndId)).toMatchObject({ status: 'ACSC' })
    expect((await paymaster.ledger()).totals).toEqual({ THB: '100000' })
    const cut = anInstruction({ creditorAccount: 'WALLET-4-DROP' })
    await expect(client.send(aBatchOf(anInstruction(), cut))).rejects.toBeInstanceOf(Unreachable)
    expect(await client.status(cut.endToEndId)).toMatchObject({ status: 'ACSC' })
    expect((await client.send(aBatchOf(cut))).statuses).toMatchObject([{ status: 'ACCP' }])
  })
})

describe('The deck of faults', () => {
  it('refuses about its share, with the same fate for the same instruction in every run, whatever company it comes in', async () => {
    const instructions = many(400)
    const fates: string[][] = []
    for (const size of [400, 37]) {
      const { client } = await aPaymaster({ faults: { rejectShare: 0.25 } })
      const statuses: string[] = []
      for (let at = 0; at < 400; at += size) {
        const report = await client.send(aBatchOf(...instructions.slice(at, at + size)))
        statuses.push(...report.statuses.map((status) => (status.status === 'RJCT' ? status.reason : status.status)))
      }
      fates.push(statuses)
    }
    expect(fates[0]).toEqual(fates[1])
    const refused = fates[0]!.filter((fate) => fate !== 'ACCP')
    expect(refused.length).toBeGreaterThan(50)
    expect(refused.length).toBeLessThan(150)
    expect(new Set(refused)).toEqual(new Set(['AC04', 'AM04', 'MS03']))
  })

  it('lets the next instruction of a refused or returned payment through, unless it is to be refused again', async () => {
    for (const [faults, expected] of [
      [{ rejectShare: 1 }, 'ACCP'],
      [{ rejectShare: 1, rejectAgain: true }, 'RJCT'],
      [{ returnShare: 1 }, 'ACCP'],
    ] as const) {
      const { paymaster, client } = await aPaymaster({ faults })
      const instruction = anInstruction()
      await client.send(aBatchOf(instruction))
      expect((await client.send(aBatchOf(again(instruction)))).statuses).toMatchObject([{ status: expected }])
      expect((await paymaster.ledger()).totals).toEqual(expected === 'ACCP' ? { THB: '100000' } : {})
    }
  })

  it('keeps a fate once it is dealt, also when the deck is changed', async () => {
    const { paymaster, client } = await aPaymaster({ faults: { rejectShare: 1 } })
    const instruction = anInstruction()
    await client.send(aBatchOf(instruction))
    await paymaster.faults({})
    expect((await client.send(aBatchOf(instruction))).statuses).toMatchObject([{ status: 'RJCT' }])
    expect((await client.send(aBatchOf(anInstruction()))).statuses).toMatchObject([{ status: 'ACCP' }])
  })

  it('cuts the connection before it takes anything: never received, and taken at the next try', async () => {
    const { paymaster, client } = await aPaymaster({ faults: { dropBeforeShare: 1 } })
    const batch = aBatchOf(...many(2))
    await expect(client.send(batch)).rejects.toBeInstanceOf(Unreachable)
    expect(await client.status(batch.instructions[0]!.endToEndId)).toBeUndefined()
    expect((await paymaster.ledger()).instructions).toBe(0)
    expect((await client.send(batch)).statuses).toHaveLength(2)
  })

  it('cuts the connection after it took everything: the status tells, and sending again pays nobody twice', async () => {
    const { paymaster, client } = await aPaymaster({ faults: { dropAfterShare: 1 } })
    const batch = aBatchOf(...many(2))
    await expect(client.send(batch)).rejects.toBeInstanceOf(Unreachable)
    expect(await client.status(batch.instructions[1]!.endToEndId)).toMatchObject({ status: 'ACSC' })
    expect((await client.send(batch)).statuses).toHaveLength(2)
    expect((await paymaster.ledger()).totals).toEqual({ THB: '200000' })
  })

  it('answers too slowly for a client that does not wait, though the batch was taken', async () => {
    const { paymaster } = await aPaymaster({ faults: { slowMs: 600_000 } })
    const hasty = new PaymasterClient({ url: paymaster.url, timeoutMs: 300 })
    await expect(hasty.send(aBatchOf(anInstruction()))).rejects.toBeInstanceOf(Unreachable)
    expect((await paymaster.ledger()).totals).toEqual({ THB: '100000' })
  })

  it('is unavailable for as many requests as it was told, and takes nothing meanwhile', async () => {
    const { paymaster, client } = await aPaymaster({ faults: { unavailableFor: 2 } })
    await expect(client.send(aBatchOf(anInstruction()))).rejects.toMatchObject({ name: 'Unavailable', retryAfterSeconds: 1 })
    expect((await fetch(`${paymaster.url}/health`)).status).toBe(200)
    await expect(client.statements()).rejects.toBeInstanceOf(Unavailable)
    expect((await client.statements()).statement.entries).toEqual([])
  })

  it('shows every entry twice under the same number', async () => {
    const { client } = await aPaymaster({ faults: { duplicateStatement: true } })
    await client.send(aBatchOf(...many(2)))
    const page = await client.statements()
    expect(page.statement.entries.map((entry) => entry.sequence)).toEqual([1, 1, 2, 2])
    expect(page.next).toBe('2')
  })

  it.each([
    ['{"rejectShare":2}', 'rejectShare must be between 0 and 1'],
    ['{"rejectShare":"1"}', 'rejectShare must be a number'],
    ['{"slowMs":-1}', 'slowMs must be a whole number'],
    ['{"typo":1}', 'typo is not a fault'],
    ['{"__proto__":1}', '__proto__ is not a fault'],
    ['[]', 'the faults must be a JSON object'],
    ['{', 'the body is not JSON'],
  ])('refuses the deck %s and keeps the one that it has', async (body, message) => {
    const { paymaster, client } = await aPaymaster({ faults: { rejectShare: 1 } })
    const answer = await post(`${paymaster.url}/faults`, body, 'application/json')
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining(message) })
    expect((await client.send(aBatchOf(anInstruction()))).statuses).toMatchObject([{ status: 'RJCT' }])
  })
})

describe('Bad requests to the paymaster', () => {
  it('are answered with a status and a clear text, and nothing is taken', async () => {
    const { paymaster } = await aPaymaster()
    const xml = writePain001(aBatchOf(anInstruction()))
    const to = (path: string): string => paymaster.url + path
    expect(await post(to('/instructions'), xml.slice(0, -30))).toMatchObject({
      status: 400,
      text: expect.stringContaining('Document'),
    })
    expect(await post(to('/instructions'), 'hello')).toMatchObject({
      status: 400,
      text: 'the document has text outside its root element\n',
    })
    expect(await post(to('/instructions'), xml, 'text/plain')).toMatchObject({ status: 415 })
    expect(await post(to('/instructions'), ' '.repeat(5 * 1024 * 1024 + 1))).toMatchObject({ status: 413 })
    expect((await fetch(to('/statements?after=x'))).status).toBe(400)
    expect((await fetch(to('/statements?after=99'))).status).toBe(400)
    expect((await fetch(to('/statements?limit=0'))).status).toBe(400)
    expect((await fetch(to('/status/%FF'))).status).toBe(400)
    expect((await fetch(to('/status/a/b'))).status).toBe(404)
    expect((await fetch(to('/nothing'))).status).toBe(404)
    expect((await fetch(to('/instructions'))).status).toBe(404)
    expect(await paymaster.ledger()).toEqual({ accounts: [], totals: {}, instructions: 0 })
  })

  it('are refused when too large also without a stated length', async () => {
    const { paymaster } = await aPaymaster()
    const piece = new Uint8Array(256 * 1024).fill(32)
    let left = 24
    const body = new ReadableStream({ pull: (stream) => (left-- > 0 ? stream.enqueue(piece) : stream.close()) })
    const init = { method: 'POST', headers: { 'content-type': 'application/xml' }, body, duplex: 'half' }
    expect((await fetch(`${paymaster.url}/instructions`, init as RequestInit)).status).toBe(413)
  })

  it('leave nothing behind when the sender goes away in the middle of the body', async () => {
    const { paymaster } = await aPaymaster()
    const xml = writePain001(aBatchOf(anInstruction()))
    const socket = connect(paymaster.port, '127.0.0.1')
    socket.write(
      `POST /instructions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: ${xml.length}\r\n\r\n`,
    )
    await new Promise((done) => socket.write(xml.slice(0, -20), done))
    const gone = new Promise((done) => socket.once('close', done))
    socket.destroy()
    await gone
    expect((await paymaster.ledger()).instructions).toBe(0)
    expect((await fetch(`${paymaster.url}/health`)).status).toBe(200)
  })

  it('cannot reset a paymaster that is not a demo', async () => {
    const real = createPaymaster({ demo: false })
    const demo = await aPaymaster({ stateFile: aStateFile() })
    const port = await real.listen(0, '127.0.0.1')
    try {
      expect(await post(`http://127.0.0.1:${port}/reset`, '{}', 'application/json')).toMatchObject({ status: 403 })
    } finally {
      await real.close()
    }
    await demo.client.send(aBatchOf(anInstruction()))
    expect(await post(`${demo.paymaster.url}/reset`, '{}', 'application/json')).toMatchObject({ status: 200 })
    expect((await demo.paymaster.ledger()).instructions).toBe(0)
  })
})

describe('The client of the paymaster', () => {
  it('knows nothing when nobody answers, and says so', async () => {
    const { paymaster, client } = await aPaymaster()
    await paymaster.stop()
    await expect(client.status('a-1')).rejects.toBeInstanceOf(Unreachable)
  })

  it('takes a 404 from somebody else for a fault, not for "never received"', async () => {
    const { paymaster } = await aPaymaster()
    const astray = new PaymasterClient({ url: `${paymaster.url}/proxy` })
    await expect(astray.status('a-1')).rejects.toMatchObject({ name: 'Malformed', side: 'ours' })
  })

  it('does not send what cannot be written, and names the element', async () => {
    const { client } = await aPaymaster()
    const wrong = client.send(aBatchOf(anInstruction({ creditorName: 'Somebody Real' })))
    await expect(wrong).rejects.toBeInstanceOf(Malformed)
    await expect(wrong).rejects.toThrow('Cdtr/Nm must be a synthetic payee reference')
  })
})

describe('The journal of the paymaster', () => {
  it('brings back every fate, entry and cut connection after a restart', async () => {
    const stateFile = aStateFile()
    const faults = { rejectShare: 0.3, returnShare: 0.3, pendingShare: 0.3 }
    const before = await aPaymaster({ stateFile, faults })
    const batch = aBatchOf(...many(60))
    const answer = (await before.client.send(batch)).statuses
    await before.paymaster.settle()
    await before.paymaster.faults({ dropBeforeShare: 1 })
    const cut = aBatchOf(anInstruction())
    await expect(before.client.send(cut)).rejects.toBeInstanceOf(Unreachable)
    const [entries, ledger] = [await allEntries(before.client), await before.paymaster.ledger()]
    await before.paymaster.kill()

    const after = await aPaymaster({ stateFile, faults: { dropBeforeShare: 1 } })
    expect(await allEntries(after.client)).toEqual(entries)
    expect(await after.paymaster.ledger()).toEqual(ledger)
    const settled = answer.map((status) => (status.status === 'PDNG' ? { ...status, status: 'ACCP' } : status))
    expect((await after.client.send(batch)).statuses).toEqual(settled)
    expect((await after.client.send(cut)).statuses).toHaveLength(1)
  })

  it('drops a last line that was cut short, for nobody was told of it, and goes on', async () => {
    const stateFile = aStateFile()
    const before = await aPaymaster({ stateFile })
    await before.client.send(aBatchOf(anInstruction()))
    await before.paymaster.kill()
    const whole = readFileSync(stateFile, 'utf8')
    appendFileSync(stateFile, whole.slice(0, -10))
    const after = await aPaymaster({ stateFile })
    expect(readFileSync(stateFile, 'utf8')).toBe(whole)
    await after.client.send(aBatchOf(anInstruction()))
    await after.paymaster.kill()
    const last = await aPaymaster({ stateFile })
    expect((await last.paymaster.ledger()).totals).toEqual({ THB: '200000' })
  })

  it('refuses to start from a damaged line, rather than pay again what it has forgotten', async () => {
    const stateFile = aStateFile()
    const { paymaster, client } = await aPaymaster({ stateFile })
    await client.send(aBatchOf(anInstruction()))
    await client.send(aBatchOf(anInstruction()))
    await paymaster.kill()
    const text = readFileSync(stateFile, 'utf8')
    writeFileSync(stateFile, text.replace('"amount":"100000"', '"amount":"100001"'))
    expect(() => createPaymaster({ stateFile })).toThrow(/line 1 of the paymaster's journal .* is damaged/)
  })
})
