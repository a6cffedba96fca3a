import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * What rests sealed under a master key: a person's key, the key of the name tokens. Deleting a person's erases every version of their fields.
 */
export interface WrappedKey {
  readonly masterKeyId: number
  readonly nonce: Buffer
  readonly ciphertext: Buffer
}

/** One version of a person's fields as it is stored. */
export interface SealedFields {
  readonly nonce: Buffer
  readonly ciphertext: Buffer
}

/** What a personal field may hold: JSON, and nothing that JSON would change in silence. */
export type FieldValue = string | number | boolean | null | readonly FieldValue[] | { readonly [name: string]: FieldValue }
export type PersonFields = Readonly<Record<string, FieldValue>>

/** Thrown when something cannot be decrypted. It never says more than which step failed. */
export class CannotDecrypt extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CannotDecrypt'
  }
}

/** What is bound into a person's wrapped key, with their id and the master key's number. */
export const personKeyContext = 'passage.person_key.v1'

const keySize = 32
const nonceSize = 12
const tagSize = 16

/**
 * The master keys of an installation, each with its number. The newest wraps the keys of new persons; older ones only unwrap, so that a
 * key can be replaced without touching the data.
 */
export class MasterKeys {
  private constructor(private readonly keys: ReadonlyMap<number, Buffer>) {}

  /**
   * Reads `1:<base64 of 32 bytes>,2:…`.
   * @throws Error that names the entry by its place and number, and never shows a key
   */
  static parse(text: string, name = 'the master keys'): MasterKeys {
    const keys = new Map<number, Buffer>()
    const how = 'Write them as 1:<base64 of 32 random bytes>, with further ones after a comma.'
    if (text.trim() === '') throw new Error(`${name} are empty. ${how}`)
    for (const [index, entry] of text.split(',').entries()) {
      const place = `entry ${index + 1} of ${name}`
      const match = /^\s*([1-9][0-9]{0,8}):([A-Za-z0-9+/]+={0,2})\s*$/.exec(entry)
      if (!match) throw new Error(`${place} is not a number from 1 on, a colon and base64. ${how}`)
      const id = Number(match[1])
      const key = Buffer.from(match[2] ?? '', 'base64')
      if (key.length !== keySize) throw new Error(`${place} (key ${id}) has ${key.length} bytes and needs ${keySize}.`)
      // A key of one repeated byte was typed, not drawn.
      if (key.every((byte) => byte === key[0])) throw new Error(`${place} (key ${id}) is not random.`)
      if (keys.has(id)) throw new Error(`${place} repeats the number ${id}; each key needs its own.`)
      if ([...keys.values()].some((other) => other.equals(key))) throw new Error(`${place} (key ${id}) repeats an earlier key.`)
      keys.set(id, key)
    }
    return new MasterKeys(keys)
  }

  /** The number of the key that wraps today. */
  get newest(): number {
    return Math.max(...this.keys.keys())
  }

  /** The numbers of all keys that are here, rising. */
  get numbers(): readonly number[] {
    return [...this.keys.keys()].sort((a, b) => a - b)
  }

  /** Draws a key for a new person, and wraps it for storage. */
  newPersonKey(personId: string): { key: Buffer; wrapped: WrappedKey } {
    const key = randomBytes(keySize)
    return { key, wrapped: this.seal(personKeyContext, personId, key) }
  }

  /** @throws CannotDecrypt when its master key is not here, or when it was altered or belongs to another person */
  unwrap(personId: string, wrapped: WrappedKey): Buffer {
    return this.open(personKeyContext, personId, wrapped)
  }

  /** Wraps a person's key again under the newest master key; the data stay as they are. */
  rewrap(personId: string, wrapped: WrappedKey): WrappedKey {
    return this.reseal(personKeyContext, personId, wrapped)
  }

  /**
   * Seals bytes under the newest master key.
   * @param context what sort of thing it is, such as `passage.person_key.v1`; with the id it is bound in, so that nothing opens as another.
   *   A table that keeps such bytes stands in keys/sealed-tables.ts, or no rotation would reach it
   */
  seal(context: string, id: string, bytes: Buffer): WrappedKey {
    const number = this.newest
    return { masterKeyId: number, ...seal(this.keyOf(number), bytes, masterContext(context, id, number)) }
  }

  /** @throws CannotDecrypt when its master key is not here, or when it was altered or is something else */
  open(context: string, id: string, sealed: WrappedKey): Buffer {
    const number = sealed.masterKeyId
    return open(
      this.keyOf(number),
      sealed,
      masterContext(context, id, number),
      `What master key ${number} sealed cannot be opened: it was altered, or belongs elsewhere.`,
    )
  }

  /** Shows a key to a rule about its form. */
  look<T>(number: number, rule: (key: Buffer) => T): T {
    return rule(this.keyOf(number))
  }

  /** A key for one purpose (HKDF-SHA-256), for what was made before it had a wrapped key of its own. */
  derive(number: number, purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.keyOf(number), '', purpose, keySize))
  }

  /** Seals the same bytes again under the newest master key; what is under it already stays as it is. */
  reseal(context: string, id: string, sealed: WrappedKey): WrappedKey {
    return sealed.masterKeyId === this.newest ? sealed : this.seal(context, id, this.open(context, id, sealed))
  }

  private keyOf(number: number): Buffer {
    const key = this.keys.get(number)
    if (!key) throw new CannotDecrypt(`Master key ${number} is not configured, so that what it sealed cannot be opened.`)
    return key
  }
}

/** What the database keeps of a wrapped key in its one column `wrapped`: the nonce, then the ciphertext with its tag. */
export function storedBytes(wrapped: SealedFields): Buffer {
  return Buffer.concat([wrapped.nonce, wrapped.ciphertext])
}

/** Reads {@link storedBytes} back. */
export function readStored(masterKeyId: number, stored: Buffer): WrappedKey {
  return { masterKeyId, nonce: stored.subarray(0, nonceSize), ciphertext: stored.subarray(nonceSize) }
}

/**
 * Encrypts one version of a person's fields (AES-256-GCM). The person and the version are bound in, so that a row moved to another person,
 * or an old version passed off as a new one, does not open.
 */
export function sealFields(personKey: Buffer, personId: string, version: number, fields: PersonFields): SealedFields {
  return seal(personKey, canonicalFields(fields), fieldsContext(personId, version))
}

/** @throws CannotDecrypt when it was altered, or is not this version of this person's fields */
export function openFields(personKey: Buffer, personId: string, version: number, sealed: SealedFields): PersonFields {
  const bytes = open(
    personKey,
    sealed,
    fieldsContext(personId, version),
    'These personal fields cannot be opened: they were altered, or belong elsewhere.',
  )
  return JSON.parse(bytes.toString('utf8')) as PersonFields
}

/**
 * The one form in which fields are encrypted and committed to: JSON in UTF-8, names sorted, no spaces.
 * @throws Error naming the field that JSON would change or drop (undefined, dates, bigint, NaN)
 */
export function canonicalFields(fields: PersonFields): Buffer {
  return Buffer.from(canonical(fields, ''), 'utf8')
}

/** What the log holds instead of the bytes: HMAC-SHA-256 under a salt, which is kept with the person and erased with them. */
export function commitment(salt: Buffer, bytes: Buffer): Buffer {
  if (salt.length < 16) throw new Error(`A salt needs at least 16 bytes and has ${salt.length}.`)
  return createHmac('sha256', salt).update(bytes).digest()
}

/** Whether these bytes are what was committed to. */
export function isCommittedTo(salt: Buffer, bytes: Buffer, committed: Buffer): boolean {
  const computed = commitment(salt, bytes)
  return committed.length === computed.length && timingSafeEqual(computed, committed)
}

function seal(key: Buffer, plaintext: Buffer, context: Buffer): SealedFields {
  const nonce = randomBytes(nonceSize)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagSize }).setAAD(context)
  return { nonce, ciphertext: Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]) }
}

function open(key: Buffer, sealed: SealedFields, context: Buffer, otherwise: string): Buffer {
  try {
    const body = sealed.ciphertext.subarray(0, -tagSize)
    const tag = sealed.ciphertext.subarray(-tagSize)
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.nonce, { authTagLength: tagSize })
      .setAAD(context)
      .setAuthTag(tag)
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch {
    // Node's own message ("Unsupported state or unable to authenticate data") helps nobody who reads it.
    throw new CannotDecrypt(otherwise)
  }
}

function masterContext(context: string, id: string, masterKeyId: number): Buffer {
  return Buffer.from(JSON.stringify([context, id, masterKeyId]), 'utf8')
}

function fieldsContext(personId: string, version: number): Buffer {
  if (!Number.isSafeInteger(version) || version < 1) throw new Error(`A version is a whole number from 1 on, not ${version}.`)
  return Buffer.from(JSON.stringify(['passage.person_fields.v1', personId, version]), 'utf8')
}

function canonical(value: unknown, path: string): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item, index) => canonical(item, `${path}[${index}]`)).join(',')}]`
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) {
    const record = value as Record<string, unknown>
    const parts = Object.keys(record)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonical(record[name], path ? `${path}.${name}` : name)}`)
    return `{${parts.join(',')}}`
  }
  throw new Error(`The field ${path || '(all)'} is not plain JSON, and would not come back as it was.`)
}
