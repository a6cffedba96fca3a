import { randomBytes, randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import {
  CannotDecrypt,
  canonicalFields,
  commitment,
  isCommittedTo,
  MasterKeys,
  openFields,
  sealFields,
  type PersonFields,
} from './person-crypto'

const entry = (id: number, key = randomBytes(32)): string => `${id}:${key.toString('base64')}`
const flip = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

describe('The master keys', () => {
  it('wrap with the newest and unwrap with those before', () => {
    const [first, second] = [entry(1), entry(2)]
    const person = randomUUID()
    const before = MasterKeys.parse(first)
    const { key, wrapped } = before.newPersonKey(person)
    const after = MasterKeys.parse(`${second}, ${first}`)
    expect(wrapped.masterKeyId).toBe(1)
    expect(after.newest).toBe(2)
    expect(after.unwrap(person, wrapped)).toEqual(key)
    const again = after.rewrap(person, wrapped)
    expect(again.masterKeyId).toBe(2)
    expect(MasterKeys.parse(second).unwrap(person, again)).toEqual(key)
    expect(after.rewrap(person, again)).toBe(again)
  })

  it('give each person a key of their own, which opens for nobody else', () => {
    const keys = MasterKeys.parse(entry(1))
    const [a, b] = [keys.newPersonKey('a'), keys.newPersonKey('b')]
    expect(a.key).not.toEqual(b.key)
    expect(() => keys.unwrap('b', a.wrapped)).toThrow(CannotDecrypt)
    expect(() => keys.unwrap('a', { ...a.wrapped, ciphertext: flip(a.wrapped.ciphertext, 3) })).toThrow(CannotDecrypt)
    expect(() => keys.unwrap('a', { ...a.wrapped, masterKeyId: 7 })).toThrow('Master key 7 is not configured')
  })

  it.each([
    ['', 'are empty'],
    ['  ', 'are empty'],
    ['abc', 'entry 1 of MASTER_KEYS is not a number from 1 on'],
    ['0:AAAA', 'entry 1 of MASTER_KEYS is not a number from 1 on'],
    ['1:not base64!', 'entry 1'],
    [`1:${randomBytes(16).toString('base64')}`, '(key 1) has 16 bytes and needs 32'],
    [`1:${Buffer.alloc(32).toString('base64')}`, '(key 1) is not random'],
    [`${entry(1)},${entry(1)}`, 'entry 2 of MASTER_KEYS repeats the number 1'],
    [
      `${entry(1, Buffer.from('an earlier key of 32 bytes, yes.'))},${entry(2, Buffer.from('an earlier key of 32 bytes, yes.'))}`,
      'repeats an earlier key',
    ],
    [`${entry(1)},`, 'entry 2'],
  ])('are refused as %p with a clear word', (text, message) => {
    expect(() => MasterKeys.parse(text, 'MASTER_KEYS')).toThrow(message)
  })

  it('never show a key in an error', () => {
    const secret = randomBytes(31).toString('base64')
    expect.assertions(1)
    try {
      MasterKeys.parse(`1:${secret}`)
    } catch (error) {
      expect(String(error)).not.toContain(secret.slice(0, 8))
    }
  })
})

describe("A person's fields", () => {
  const key = randomBytes(32)
  const fields: PersonFields = { name: 'ဇွမ်း မိုးလွယ်', born: '1995-04-01', needs: ['room', 'school'], size: 4, note: null }

  it('open as they were sealed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
        fc.integer({ min: 1, max: 1000 }),
        (any, version) => {
          const plain = JSON.parse(JSON.stringify(any)) as PersonFields
          expect(openFields(key, 'p', version, sealFields(key, 'p', version, plain))).toEqual(plain)
        },
      ),
    )
  })

  it('do not open for another person, as another version, under another key, or with any byte altered', () => {
    const sealed = sealFields(key, 'p', 3, fields)
    expect(() => openFields(key, 'q', 3, sealed)).toThrow(CannotDecrypt)
    expect(() => openFields(key, 'p', 4, sealed)).toThrow(CannotDecrypt)
    expect(() => openFields(randomBytes(32), 'p', 3, sealed)).toThrow(CannotDecrypt)
    for (let at = 0; at < sealed.ciphertext.length; at++)
      expect(() => openFields(key, 'p', 3, { ...sealed, ciphertext: flip(sealed.ciphertext, at) })).toThrow(CannotDecrypt)
    for (let at = 0; at < sealed.nonce.length; at++)
      expect(() => openFields(key, 'p', 3, { ...sealed, nonce: flip(sealed.nonce, at) })).toThrow(CannotDecrypt)
    expect(() => openFields(key, 'p', 3, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 10) })).toThrow(CannotDecrypt)
  })

  it('are never encrypted twice alike', () => {
    const [a, b] = [sealFields(key, 'p', 1, fields), sealFields(key, 'p', 1, fields)]
    expect(a.nonce).not.toEqual(b.nonce)
    expect(a.ciphertext).not.toEqual(b.ciphertext)
  })

  it('have one form, whatever the order in which they were given', () => {
    expect(canonicalFields({ b: 1, a: { d: [1, { z: 1, y: 2 }], c: 'x' } }).toString()).toBe(
      '{"a":{"c":"x","d":[1,{"y":2,"z":1}]},"b":1}',
    )
    expect(canonicalFields({ b: 1, a: 2 })).toEqual(canonicalFields({ a: 2, b: 1 }))
  })

  it.each([
    ['undefined', { a: { b: undefined } }, 'a.b'],
    ['a date', { a: new Date(0) }, 'a'],
    ['a bigint', { a: [1n] }, 'a[0]'],
    ['not a number', { a: NaN }, 'a'],
  ])('are refused with %s in them, because it would not come back as it was', (_, given, path) => {
    expect(() => sealFields(key, 'p', 1, given as never)).toThrow(`The field ${path} is not plain JSON`)
  })

  it('have a version from 1 on', () => {
    expect(() => sealFields(key, 'p', 0, fields)).toThrow('from 1 on')
  })
})

describe('A commitment', () => {
  it('holds for the same salt and bytes, and for no others', () => {
    const salt = Buffer.alloc(16, 7)
    const committed = commitment(salt, Buffer.from('fields'))
    expect(committed).toHaveLength(32)
    expect(isCommittedTo(salt, Buffer.from('fields'), committed)).toBe(true)
    expect(isCommittedTo(salt, Buffer.from('field'), committed)).toBe(false)
    expect(isCommittedTo(Buffer.alloc(16, 8), Buffer.from('fields'), committed)).toBe(false)
    expect(isCommittedTo(salt, Buffer.from('fields'), committed.subarray(1))).toBe(false)
    expect(() => commitment(Buffer.alloc(8), Buffer.from('fields'))).toThrow('at least 16 bytes')
  })
})
