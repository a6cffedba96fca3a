import { createHash } from 'node:crypto'

/** What a transition's hash covers. Times are integer microseconds since 1970-01-01T00:00Z, so that nothing is lost between languages. */
export interface TransitionRecord {
  readonly subjectId: string
  readonly seq: number
  readonly lifecycle: string
  readonly lifecycleVersion: number
  readonly event: string
  readonly from: string | null
  readonly to: string
  readonly actorId: string
  readonly role: string
  readonly job: string
  readonly reason: string | null
  readonly programmeDate: string
  readonly recordedAt: bigint
  /** Canonical JSON, see {@link canonicalPayload}. */
  readonly payload: string
  /** 32 bytes, or null for a subject's first transition. */
  readonly prevHash: Buffer | null
}

export type PayloadValue = string | number | bigint | boolean | null | readonly string[]
export type Payload = Readonly<Record<string, PayloadValue>>

const format = 'passage.transition.v1'
const nothing = 0xffff_ffff
const tokenPattern = /^[A-Za-z0-9_.:+/-]{0,200}$/

/**
 * The bytes that are hashed: each field as a 32-bit big-endian length and that many bytes, in the order of {@link TransitionRecord};
 * an absent field has the length 0xFFFFFFFF and no bytes. Stored as they were hashed and never rebuilt from other columns.
 */
export function transitionBytes(t: TransitionRecord): Buffer {
  const fields: (Buffer | string | null)[] = [
    format,
    t.subjectId,
    String(t.seq),
    t.lifecycle,
    String(t.lifecycleVersion),
    t.event,
    t.from,
    t.to,
    t.actorId,
    t.role,
    t.job,
    t.reason,
    t.programmeDate,
    String(t.recordedAt),
    t.payload,
    t.prevHash,
  ]
  const parts: Buffer[] = []
  for (const field of fields) {
    const bytes = typeof field === 'string' ? Buffer.from(field, 'utf8') : field
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32BE(bytes === null ? nothing : bytes.length)
    parts.push(length)
    if (bytes !== null) parts.push(bytes)
  }
  return Buffer.concat(parts)
}

/** Reads bytes back. @throws Error where they are not of this format, too short, or too long */
export function readTransitionBytes(bytes: Buffer): TransitionRecord {
  const fields: (Buffer | null)[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + 4 > bytes.length) throw new Error(`a length is cut off at byte ${at}`)
    const length = bytes.readUInt32BE(at)
    at += 4
    if (length === nothing) {
      fields.push(null)
      continue
    }
    if (at + length > bytes.length) throw new Error(`a field is cut off at byte ${at}`)
    fields.push(bytes.subarray(at, at + length))
    at += length
  }
  if (fields.length !== 16) throw new Error(`there are ${fields.length} fields and not 16`)
  const text = (index: number): string => {
    const field = fields[index]
    if (!field) throw new Error(`field ${index} is missing`)
    return field.toString('utf8')
  }
  const optional = (index: number): string | null => fields[index]?.toString('utf8') ?? null
  if (text(0) !== format) throw new Error(`the format is ${text(0).slice(0, 40)} and not ${format}`)
  return {
    subjectId: text(1),
    seq: Number(text(2)),
    lifecycle: text(3),
    lifecycleVersion: Number(text(4)),
    event: text(5),
    from: optional(6),
    to: text(7),
    actorId: text(8),
    role: text(9),
    job: text(10),
    reason: optional(11),
    programmeDate: text(12),
    recordedAt: BigInt(text(13)),
    payload: text(14),
    prevHash: fields[15] ?? null,
  }
}

export function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/**
 * JSON with sorted keys and no spaces. A payload holds ids, codes, amounts in minor units, dates and commitments; a text with a space in
 * it is taken for free text and refused, because the log keeps for ever what is written into it.
 * @throws Error naming the key
 */
export function canonicalPayload(payload: Payload): string {
  const parts: string[] = []
  for (const key of Object.keys(payload).sort()) {
    const value = payload[key]
    if (value === undefined) continue
    for (const text of Array.isArray(value) ? value : [value]) {
      if (typeof text === 'string' && !tokenPattern.test(text))
        throw new Error(`payload.${key} looks like free text, which the log may not hold`)
    }
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error(`payload.${key} is not a whole number`)
    parts.push(`${JSON.stringify(key)}:${typeof value === 'bigint' ? `"${value}"` : JSON.stringify(value)}`)
  }
  return `{${parts.join(',')}}`
}
