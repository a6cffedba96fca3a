import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalPayload, readTransitionBytes, sha256, transitionBytes, type TransitionRecord } from '@passage/case'

interface Vector {
  readonly what: string
  readonly fields: Readonly<
    Record<keyof Omit<TransitionRecord, 'seq' | 'lifecycleVersion' | 'from' | 'reason' | 'prevHash'>, string>
  > & {
    readonly seq: number
    readonly lifecycleVersion: number
    readonly from: string | null
    readonly reason: string | null
    /** Hexadecimal. */
    readonly prevHash: string | null
  }
  /** Hexadecimal. */
  readonly bytes: string
  readonly hash: string
}

/** Committed once and never changed: a log that was written under them must verify for ever. */
const { vectors, payloads } = JSON.parse(readFileSync(join(__dirname, 'golden-vectors.json'), 'utf8')) as {
  vectors: Vector[]
  payloads: { what: string; payload: Record<string, unknown>; canonical: string }[]
}

function recordOf({ fields }: Vector): TransitionRecord {
  const { recordedAt, prevHash, ...rest } = fields
  return { ...rest, recordedAt: BigInt(recordedAt), prevHash: prevHash === null ? null : Buffer.from(prevHash, 'hex') }
}

/** The format once more, written down by hand in hexadecimal, without a line of the code under test. */
function byHand({ fields: f }: Vector): string {
  const text = (value: string): string => Buffer.from(value, 'utf8').toString('hex')
  const field = (hex: string | null): string => (hex === null ? 'ffffffff' : (hex.length / 2).toString(16).padStart(8, '0') + hex)
  return [
    text('passage.transition.v1'),
    text(f.subjectId),
    text(`${f.seq}`),
    text(f.lifecycle),
    text(`${f.lifecycleVersion}`),
    text(f.event),
    f.from === null ? null : text(f.from),
    text(f.to),
    text(f.actorId),
    text(f.role),
    text(f.job),
    f.reason === null ? null : text(f.reason),
    text(f.programmeDate),
    text(f.recordedAt),
    text(f.payload),
    f.prevHash,
  ]
    .map(field)
    .join('')
}

describe('The bytes of a transition', () => {
  it.each(vectors)('are for ever what they were: $what', (vector) => {
    const bytes = transitionBytes(recordOf(vector))
    expect(bytes.toString('hex')).toBe(vector.bytes)
    expect(sha256(bytes).toString('hex')).toBe(vector.hash)
  })

  it.each(vectors)('are what somebody gets who builds them by hand: $what', (vector) => {
    expect(byHand(vector)).toBe(vector.bytes)
    expect(createHash('sha256').update(Buffer.from(vector.bytes, 'hex')).digest('hex')).toBe(vector.hash)
  })

  it.each(vectors)('say when read back what was written: $what', (vector) => {
    expect(readTransitionBytes(Buffer.from(vector.bytes, 'hex'))).toEqual(recordOf(vector))
  })

  it('differ wherever any one field differs, also where a field is empty and not absent', () => {
    const record = recordOf(vectors[1]!)
    const others: Partial<TransitionRecord>[] = [
      { subjectId: record.actorId },
      { seq: 3 },
      { lifecycle: 'code' },
      { lifecycleVersion: 2 },
      { event: 'withdrawn' },
      { from: null },
      { from: '' },
      { to: 'close' },
      { actorId: record.subjectId },
      { role: 'registrar' },
      { job: 'a/b' },
      { reason: null },
      { reason: '' },
      { programmeDate: '2021-09-02' },
      { recordedAt: record.recordedAt + 1n },
      { payload: '{"a":1}' },
      { prevHash: null },
      { prevHash: Buffer.alloc(0) },
    ]
    const hashes = [{}, ...others].map((other) => sha256(transitionBytes({ ...record, ...other })).toString('hex'))
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('cannot be shifted from one field into the next', () => {
    const record = recordOf(vectors[1]!)
    const one = transitionBytes({ ...record, role: 'ab', job: 'c' })
    const two = transitionBytes({ ...record, role: 'a', job: 'bc' })
    expect(one.equals(two)).toBe(false)
  })

  it('are refused when a byte is missing, added, or of another format', () => {
    const bytes = Buffer.from(vectors[0]!.bytes, 'hex')
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => readTransitionBytes(bytes.subarray(0, length))).toThrow()
    }
    expect(() => readTransitionBytes(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow()
    expect(() => readTransitionBytes(Buffer.concat([bytes, Buffer.alloc(4, 255)]))).toThrow('17 fields')
    const other = Buffer.from(bytes)
    other[4] = 'P'.charCodeAt(0)
    expect(() => readTransitionBytes(other)).toThrow('the format is')
  })
})

describe('The payload of a transition', () => {
  it.each(payloads)('has one form: $what', ({ payload, canonical }) => {
    const backwards = Object.fromEntries(Object.entries(payload).reverse())
    expect(canonicalPayload(payload as never)).toBe(canonical)
    expect(canonicalPayload(backwards as never)).toBe(canonical)
  })

  it('writes money as text, and no fractions at all', () => {
    expect(canonicalPayload({ amount: 9_007_199_254_740_993n })).toBe('{"amount":"9007199254740993"}')
    expect(() => canonicalPayload({ amount: 0.5 })).toThrow('payload.amount is not a whole number')
    expect(() => canonicalPayload({ amount: 2 ** 53 })).toThrow('payload.amount is not a whole number')
  })

  it.each(['he came alone', 'Ko Latt', 'ကိုလတ်', 'a\nb', '<b>', `it's`])('takes %j for free text, and names its key', (text) => {
    expect(() => canonicalPayload({ note: text })).toThrow('payload.note looks like free text')
    expect(() => canonicalPayload({ notes: ['fine', text] })).toThrow('payload.notes looks like free text')
  })
})
