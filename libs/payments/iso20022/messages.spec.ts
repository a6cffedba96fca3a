import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { validateXML } from 'xmllint-wasm'
import { type AccountStatement, readCamt053, type StatementEntry, writeCamt053 } from './camt053'
import { type InstructionBatch, instructionKey, payeeReference, readPain001, writePain001 } from './pain001'
import { type InstructionStatus, isFinalRefusal, readPain002, type StatusReport, writePain002 } from './pain002'
import { CURRENCIES, fromDecimal, toDecimal } from './values'
import { MalformedMessage } from './xml-reader'

const identifiers = fc.stringMatching(/^[A-Za-z0-9._:-]{1,35}$/)
const moments = fc
  .date({ min: new Date('2021-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString())
const days = moments.map((moment) => moment.slice(0, 10))
const currencies = fc.constantFrom(...CURRENCIES)
const amounts = fc.bigInt({ min: 1n, max: 10n ** 15n })
const names = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.replace(/[\p{Cc}\p{Cs}\u2028\ufffe\uffff]/gu, '').trim() || 'Passage & <Friends>')
const reasons = fc.constantFrom('AC04', 'AM04', 'MS03')

const batches: fc.Arbitrary<InstructionBatch> = currencies.chain((currency) =>
  fc.record({
    messageId: identifiers,
    created: moments,
    debtorName: names,
    requestedExecutionDate: days,
    currency: fc.constant(currency),
    instructions: fc.uniqueArray(
      fc.record({
        endToEndId: identifiers,
        amount: amounts,
        currency: fc.constant(currency),
        creditorName: fc.uuid().map(payeeReference),
        creditorAccount: fc.stringMatching(/^[A-Za-z0-9._:-]{1,34}$/),
      }),
      { minLength: 1, maxLength: 20, selector: (instruction) => instruction.endToEndId },
    ),
  }),
)

const statuses: fc.Arbitrary<InstructionStatus> = fc.oneof(
  fc.record({ endToEndId: identifiers, status: fc.constantFrom('ACCP' as const, 'ACSC' as const, 'PDNG' as const) }),
  fc.record({ endToEndId: identifiers, status: fc.constant('RJCT' as const), reason: reasons }),
)

const reports: fc.Arbitrary<StatusReport> = fc.record({
  messageId: identifiers,
  created: moments,
  originalMessageId: identifiers,
  statuses: fc.uniqueArray(statuses, { minLength: 1, maxLength: 20, selector: (status) => status.endToEndId }),
})

const statements: fc.Arbitrary<AccountStatement> = fc
  .record({
    messageId: fc.stringMatching(/^[A-Za-z0-9._:-]{1,31}$/),
    created: moments,
    balances: fc.tuple(
      ...CURRENCIES.map((currency) =>
        fc.record({ currency: fc.constant(currency), amount: fc.bigInt(-(10n ** 17n), 10n ** 17n), date: days }),
      ),
    ),
    raw: fc.array(
      fc.record({
        endToEndId: identifiers,
        amount: amounts,
        currency: currencies,
        bookingDate: days,
        reason: fc.option(reasons),
        twice: fc.boolean(),
      }),
      { maxLength: 20 },
    ),
  })
  .map(({ raw, ...statement }) => ({
    ...statement,
    entries: raw.flatMap(({ reason, twice, ...rest }, index): StatementEntry[] => {
      const entry: StatementEntry =
        reason === null
          ? { ...rest, sequence: index + 1, kind: 'paid' }
          : { ...rest, sequence: index + 1, kind: 'returned', reason }
      return twice ? [entry, entry] : [entry]
    }),
  }))

function aBatch(size: number): InstructionBatch {
  return {
    messageId: 'RUN-2024-05-1',
    created: '2024-05-02T09:00:00.000Z',
    debtorName: 'Passage (synthetic)',
    requestedExecutionDate: '2024-05-02',
    currency: 'THB',
    instructions: Array.from({ length: size }, (_, index) => ({
      endToEndId: instructionKey(randomUUID(), 1),
      amount: 100_000n,
      currency: 'THB',
      creditorName: payeeReference(randomUUID()),
      creditorAccount: `WALLET-${index}`,
    })),
  }
}

const aReport = (): StatusReport => ({
  messageId: 'R1',
  created: '2024-05-02T09:00:00.000Z',
  originalMessageId: 'RUN-2024-05-1',
  statuses: [
    { endToEndId: 'a-1', status: 'ACCP' },
    { endToEndId: 'b-1', status: 'RJCT', reason: 'AC04' },
  ],
})

const aStatement = (): AccountStatement => ({
  messageId: 'S1',
  created: '2024-05-02T09:00:00.000Z',
  balances: [{ currency: 'THB', amount: -5n, date: '2024-05-02' }],
  entries: [
    { sequence: 1, endToEndId: 'a-1', amount: 5n, currency: 'THB', bookingDate: '2024-05-02', kind: 'paid' },
    { sequence: 2, endToEndId: 'a-1', amount: 5n, currency: 'THB', bookingDate: '2024-05-02', kind: 'returned', reason: 'AC04' },
  ],
})

async function schemaFaults(file: string, xml: string): Promise<string[]> {
  const schema = readFileSync(join(__dirname, 'schema', file), 'utf8')
  const result = await validateXML({
    xml: [{ fileName: 'message.xml', contents: xml }],
    schema: [{ fileName: file, contents: schema }],
  })
  return result.errors.map((error) => error.message)
}

describe('The messages between Passage and the paymaster', () => {
  it('bring back every batch, report and statement exactly as it was written', () => {
    fc.assert(fc.property(batches, (batch) => expect(readPain001(writePain001(batch))).toEqual(batch)))
    fc.assert(fc.property(reports, (report) => expect(readPain002(writePain002(report))).toEqual(report)))
    fc.assert(fc.property(statements, (statement) => expect(readCamt053(writeCamt053(statement))).toEqual(statement)))
  })

  it('keep to the schema of their subset', async () => {
    const [batch] = fc.sample(batches, { numRuns: 1, seed: 3 })
    expect(await schemaFaults('pain001.xsd', writePain001(batch!))).toEqual([])
    expect(await schemaFaults('pain001.xsd', writePain001(aBatch(50)))).toEqual([])
    expect(await schemaFaults('pain002.xsd', writePain002(aReport()))).toEqual([])
    expect(await schemaFaults('camt053.xsd', writeCamt053(aStatement()))).toEqual([])
  })

  it('would be caught by that schema if an element were missing or misplaced', async () => {
    expect(await schemaFaults('pain001.xsd', writePain001(aBatch(1)).replace(/<Amt>.*<\/Amt>/, ''))).not.toEqual([])
    expect(await schemaFaults('pain002.xsd', writePain002(aReport()).replace('<TxSts>ACCP', '<TxSts>PAID'))).not.toEqual([])
    expect(await schemaFaults('camt053.xsd', writeCamt053(aStatement()).replace(/<BkTxCd>.*?<\/BkTxCd>/, ''))).not.toEqual([])
  })

  it('carry a batch of 1,000 in well under a second, written and read', () => {
    const batch = aBatch(1_000)
    const began = performance.now()
    expect(readPain001(writePain001(batch)).instructions).toHaveLength(1_000)
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  it('are refused when any single element is taken out, emptied, doubled or renamed, and the refusal names an element', () => {
    const messages: [string, (xml: string) => unknown][] = [
      [writePain001(aBatch(2)), readPain001],
      [writePain002(aReport()), readPain002],
      [writeCamt053(aStatement()), readCamt053],
    ]
    for (const [xml, read] of messages) {
      for (const element of xml.matchAll(/<([A-Za-z0-9]+)[^<>]*>[^<]*<\/\1>/g)) {
        const swap = (other: string): string => xml.slice(0, element.index) + other + xml.slice(element.index + element[0].length)
        const spoilt = [
          swap(''),
          swap(`<${element[1]}/>`),
          swap(element[0] + element[0]),
          swap(`<Other>1</Other>`),
          swap(element[0].replace(/>[^<]*</, '>  ?<')),
          swap(element[0].replace('>', ' extra="1">')),
        ]
        for (const broken of spoilt) expect(() => read(broken)).toThrow(/^[A-Za-z]+(\/[A-Za-z0-9]+(\[\d+\])?)+ /)
      }
    }
  })

  it('are refused when cut short anywhere', () => {
    const xml = writePain001(aBatch(2)).trim()
    for (let end = 0; end < xml.length; end += 7) expect(() => readPain001(xml.slice(0, end))).toThrow(MalformedMessage)
  })

  it.each([
    [
      'a total that is not the sum',
      (xml: string) => xml.replaceAll('<CtrlSum>2000.00', '<CtrlSum>1999.99'),
      'GrpHdr/CtrlSum is not the sum',
    ],
    ['a count that is not the number', (xml: string) => xml.replaceAll('<NbOfTxs>2', '<NbOfTxs>3'), 'GrpHdr/NbOfTxs says 3'],
    ['an amount of nothing', (xml: string) => xml.replace('"THB">1000.00', '"THB">0.00'), 'InstdAmt must be above zero'],
    ['an amount below zero', (xml: string) => xml.replace('"THB">1000.00', '"THB">-5.00'), 'InstdAmt is not an amount'],
    [
      'more decimals than the currency has',
      (xml: string) => xml.replace('"THB">1000.00', '"THB">1000.001'),
      'InstdAmt has more decimals',
    ],
    ['an unknown currency', (xml: string) => xml.replace('Ccy="THB"', 'Ccy="XXX"'), 'InstdAmt has a currency that is not known'],
    [
      'another currency than the batch',
      (xml: string) => xml.replace('Ccy="THB"', 'Ccy="MMK"'),
      'InstdAmt is in MMK, its batch in THB',
    ],
    [
      'a day that does not exist',
      (xml: string) => xml.replace('<Dt>2024-05-02', '<Dt>2024-02-31'),
      'ReqdExctnDt/Dt is not a day',
    ],
    [
      'a person’s name',
      (xml: string) => xml.replace(/PAYEE [0-9A-F]+/, 'Somebody Real'),
      'Cdtr/Nm must be a synthetic payee reference',
    ],
    [
      'another version of the message',
      (xml: string) => xml.replace('pain.001.001.09', 'pain.001.001.03'),
      'Document has the namespace',
    ],
  ])('refuse in a batch %s', (_, spoil, message) => {
    const xml = writePain001(aBatch(2))
    expect(spoil(xml)).not.toBe(xml)
    expect(() => readPain001(spoil(xml))).toThrow(message)
  })

  it('refuse a batch in which one key stands twice, when writing and when reading', () => {
    const batch = aBatch(2)
    const [one, two] = batch.instructions
    expect(() => writePain001({ ...batch, instructions: [one!, one!] })).toThrow('EndToEndId stands twice')
    expect(() => readPain001(writePain001(batch).replace(two!.endToEndId, one!.endToEndId))).toThrow('EndToEndId stands twice')
  })

  it('refuse to write an empty batch, a name, an account that is too long, and money that is none', () => {
    const batch = aBatch(1)
    const but = (changes: object) => () => writePain001({ ...batch, instructions: [{ ...batch.instructions[0]!, ...changes }] })
    expect(() => writePain001({ ...batch, instructions: [] })).toThrow('CdtTrfTxInf is missing')
    expect(but({ creditorName: 'Somebody' })).toThrow('Cdtr/Nm')
    expect(but({ creditorAccount: 'W'.repeat(35) })).toThrow('CdtrAcct/Id/Othr/Id')
    expect(but({ amount: 0n })).toThrow('InstdAmt')
    expect(but({ amount: 10n ** 18n })).toThrow('InstdAmt')
  })

  it('turn amounts into decimals and back without losing a unit', () => {
    expect(toDecimal(5n, 'THB', 'Amt')).toBe('0.05')
    expect(fromDecimal('7', 'MMK', 'Amt')).toBe(700n)
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), currencies, (minor, currency) => {
        expect(fromDecimal(toDecimal(minor, currency, 'Amt'), currency, 'Amt')).toBe(minor)
      }),
    )
  })
})

describe('The key of an instruction', () => {
  it('is the payment without dashes and the number, within the 35 characters of ISO', () => {
    expect(instructionKey('0b5b5c1e-6f0f-4b1e-9d3f-0123456789ab', 99)).toBe('0b5b5c1e6f0f4b1e9d3f0123456789ab-99')
    expect(instructionKey(randomUUID(), 99)).toHaveLength(35)
  })

  it('does not exist for number 0, number 100 or what is no UUID', () => {
    expect(() => instructionKey(randomUUID(), 0)).toThrow('between 1 and 99')
    expect(() => instructionKey(randomUUID(), 100)).toThrow('between 1 and 99')
    expect(() => instructionKey('7', 1)).toThrow('UUID')
  })
})

describe('A refusal', () => {
  it('is final, so that another instruction may follow, unless the key was taken: then something may have been paid', () => {
    expect(isFinalRefusal({ endToEndId: 'a-1', status: 'RJCT', reason: 'AC04' })).toBe(true)
    expect(isFinalRefusal({ endToEndId: 'a-1', status: 'RJCT', reason: 'DU03' })).toBe(false)
    expect(isFinalRefusal({ endToEndId: 'a-1', status: 'PDNG' })).toBe(false)
  })
})
