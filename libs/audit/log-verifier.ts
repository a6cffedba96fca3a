import {
  edgeOf,
  lifecycles,
  readTransitionBytes,
  sha256,
  transitionBytes,
  type Edge,
  type SubjectKind,
  type TransitionRecord,
} from '@passage/case'
import type { FaultCode, LogFault } from './log-fault'

/** A transition as it is stored, with what the database says of its actor. Compare: {@link TransitionRecord}, what its bytes say. */
export interface LoggedTransition {
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
  /** Microseconds; null where the column holds no finite time. */
  readonly recordedAt: bigint | null
  readonly payload: string
  readonly bytes: Buffer
  readonly hash: Buffer
  readonly prevHash: Buffer | null
  readonly prevSeq: number | null
  readonly duty: string | null
  /** Whether bound_actor has this binding, transaction, actor, role and job. */
  readonly bound: boolean
  /** The subject in the same snapshot; null where there is none. */
  readonly subject: StoredSubject | null
}

export interface StoredSubject {
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly state: string
  readonly head: Buffer
  readonly caseId: string | null
  /** The kind of the subject that `caseId` names. */
  readonly caseKind: string | null
  readonly caseReference: string | null
  /** The state that the case file shows; null where there is no case file. */
  readonly caseFileState: string | null
}

/** Kinds that belong to a case; the others belong to the programme. */
const kindsOfACase: readonly string[] = ['case', 'code', 'placement', 'entitlement', 'payment', 'reward_claim', 'erasure']

/** What each column must be, read from the bytes that were hashed. Hashes are compared as hex. */
const columns: readonly [string, (row: LoggedTransition) => unknown, (hashed: TransitionRecord) => unknown][] = [
  ['subject_id', (row) => row.subjectId, (hashed) => hashed.subjectId],
  ['seq', (row) => row.seq, (hashed) => hashed.seq],
  ['lifecycle', (row) => row.lifecycle, (hashed) => hashed.lifecycle],
  ['lifecycle_version', (row) => row.lifecycleVersion, (hashed) => hashed.lifecycleVersion],
  ['event', (row) => row.event, (hashed) => hashed.event],
  ['from_state', (row) => row.from, (hashed) => hashed.from],
  ['to_state', (row) => row.to, (hashed) => hashed.to],
  ['actor_id', (row) => row.actorId, (hashed) => hashed.actorId],
  ['role', (row) => row.role, (hashed) => hashed.role],
  ['job', (row) => row.job, (hashed) => hashed.job],
  ['reason', (row) => row.reason, (hashed) => hashed.reason],
  ['programme_date', (row) => row.programmeDate, (hashed) => hashed.programmeDate],
  ['recorded_at', (row) => row.recordedAt, (hashed) => hashed.recordedAt],
  ['payload', (row) => row.payload, (hashed) => hashed.payload],
  ['prev_hash', (row) => hex(row.prevHash), (hashed) => hex(hashed.prevHash)],
]

type Blame = (code: FaultCode, message: string, seq?: number | null) => void

/**
 * Verifies a log that is fed to it row by row, ordered by subject and seq; holds one subject's thread at a time, whatever the length of
 * the log. Pure: no clock, no database. After a fault it goes on with what the hashed bytes say, so that one altered column is one fault
 * and not a hundred.
 */
export class LogVerifier {
  readonly faults: LogFault[] = []
  readonly counts: Partial<Record<FaultCode, number>> = {}
  faultCount = 0
  transitions = 0
  subjects = 0
  private thread: Thread | undefined

  /** @param listed how many faults are kept in full; all are counted */
  constructor(private readonly listed: number) {}

  /** The next transition, in the order of subject and seq. */
  take(row: LoggedTransition): void {
    if (this.thread?.subjectId !== row.subjectId) {
      this.end()
      this.subjects += 1
      this.thread = new Thread(row.subjectId)
    }
    this.transitions += 1
    const { subject } = row
    this.thread!.take(row, (code, message, seq = row.seq) => {
      this.blame({ code, message, place: placeOf(row.subjectId, subject?.kind ?? row.lifecycle, subject, seq) })
    })
  }

  /** A subject that has no transition at all. */
  takeSubjectWithoutLog(subject: StoredSubject): void {
    this.subjects += 1
    const message = `says version ${subject.version} and ${short(subject.state)}, yet the log has nothing of it.`
    this.blame({ code: 'log_missing', message, place: placeOf(subject.id, subject.kind, subject, null) })
  }

  /** A fault that something else found, such as the ledger. */
  blame(fault: LogFault): void {
    this.faultCount += 1
    this.counts[fault.code] = (this.counts[fault.code] ?? 0) + 1
    if (this.faults.length < this.listed) this.faults.push(fault)
  }

  /** After the last transition of a subject, and at the end of the log. */
  end(): void {
    const { thread } = this
    if (!thread?.last) return
    this.thread = undefined
    const { subject, lifecycle } = thread.last
    thread.end((code, message, seq = null) => {
      this.blame({ code, message, place: placeOf(thread.subjectId, subject?.kind ?? lifecycle, subject, seq) })
    })
  }
}

/** The chain of one subject, followed from its opening. */
class Thread {
  last: LoggedTransition | undefined
  /** What the last row's bytes say; where they cannot be read, what its columns say. */
  private said: TransitionRecord | undefined
  private readonly dutyOf = new Map<string, string>()

  constructor(readonly subjectId: string) {}

  take(row: LoggedTransition, blame: Blame): void {
    const said = readHashed(row, blame)
    checkGenerated(row, blame)
    this.checkLink(row, blame)
    this.checkMove(row, said, blame)
    if (!row.bound) {
      blame('actor_not_bound', `says that ${row.actorId} acted as ${short(row.role)}; nobody was bound so in its transaction.`)
    }
    this.last = row
    this.said = said
  }

  private checkLink(row: LoggedTransition, blame: Blame): void {
    const expected = (this.last?.seq ?? 0) + 1
    if (row.seq > expected) {
      const gone = row.seq - 1 === expected ? 'is' : `and those up to ${row.seq - 1} are`
      blame('transition_missing', `${gone} not in the log, yet transition ${row.seq} is.`, expected)
      // What stood there is unknown, so that nothing can be said of how this one follows it.
      return
    }
    const before = this.last?.hash ?? null
    if (hex(before) !== hex(row.prevHash)) {
      const carried = row.prevHash ? `carries ${shortHash(row.prevHash)} as the hash before it` : 'carries no hash before it'
      blame('link_broken', `${carried}, which is ${before ? shortHash(before) : 'none, since it is the first'}.`)
    }
  }

  private checkMove(row: LoggedTransition, said: TransitionRecord, blame: Blame): void {
    const lifecycle = Object.hasOwn(lifecycles, said.lifecycle) ? lifecycles[said.lifecycle as SubjectKind] : undefined
    if (!lifecycle || lifecycle.version !== said.lifecycleVersion) {
      blame('lifecycle_unknown', `follows the lifecycle ${short(said.lifecycle)} in version ${said.lifecycleVersion}.`)
      return
    }
    const began = this.said?.to ?? null
    if (row.seq === (this.last?.seq ?? 0) + 1 && said.from !== began) {
      blame(
        'state_does_not_follow',
        `starts from ${short(said.from ?? 'nothing')}, where the subject was ${short(began ?? 'not there')}.`,
      )
    }
    const edge = edgeOf(lifecycle, said.from, said.event)
    if (!edge) {
      blame('move_unknown', `is ${short(said.event)} from ${short(said.from ?? 'nothing')}, which the lifecycle does not know.`)
      return
    }
    checkEdge(edge, said, blame)
    if ((edge.duty ?? null) !== row.duty && said.event === row.event && said.lifecycle === row.lifecycle) {
      blame('generated_column_differs', `duty says ${short(row.duty ?? 'none')}, the lifecycle says ${edge.duty ?? 'none'}.`)
    }
    this.checkDuty(edge, said, blame)
  }

  private checkDuty(edge: Edge, said: TransitionRecord, blame: Blame): void {
    if (!edge.duty) return
    const before = this.dutyOf.get(said.actorId)
    if (before === undefined) this.dutyOf.set(said.actorId, edge.duty)
    else if (before !== edge.duty)
      blame('duties_combined', `${said.actorId} acts in the duty ${edge.duty}, having acted in ${before}.`)
  }

  end(blame: Blame): void {
    const last = this.last!
    const { subject, seq, hash } = last
    if (!subject) {
      blame('subject_missing', `has a log up to transition ${seq}, and no row of its own.`)
      return
    }
    const to = this.said?.to ?? last.to
    if (subject.kind !== (this.said?.lifecycle ?? last.lifecycle)) {
      blame('kind_differs', `says that it is a ${short(subject.kind)}, its log is that of a ${short(last.lifecycle)}.`)
    }
    if (subject.version > seq) {
      const missing = subject.version === seq + 1 ? 'is' : `and those up to ${subject.version} are`
      blame('version_differs', `${missing} not in the log, yet its subject says version ${subject.version}.`, seq + 1)
    } else if (subject.version < seq) {
      blame('version_differs', `is in the log, yet its subject says version ${subject.version}.`, subject.version + 1)
    }
    // Of a subject at another version than its log, the state and the head must differ; that is no news.
    if (subject.version === seq && subject.state !== to) {
      blame('state_differs', `says that it is ${short(subject.state)}, its log ends in ${short(to)}.`)
    }
    if (subject.version === seq && !subject.head.equals(hash)) {
      blame('head_differs', `carries ${shortHash(subject.head)}, its last transition has ${shortHash(hash)}.`)
    }
    checkCase(subject, blame)
  }
}

/** Reads the bytes back and compares them with the hash and with every column. @returns what the bytes say, or else the columns */
function readHashed(row: LoggedTransition, blame: Blame): TransitionRecord {
  if (!sha256(row.bytes).equals(row.hash))
    blame('hash_differs', `has the hash ${shortHash(row.hash)}, its bytes have ${shortHash(sha256(row.bytes))}.`)
  let hashed: TransitionRecord
  try {
    hashed = readTransitionBytes(row.bytes)
    // A second way to write the same fields ('01' for '1') would be a second hash for the same transition.
    if (!transitionBytes(hashed).equals(row.bytes)) throw new Error('they are not in canonical form')
  } catch (error) {
    blame('bytes_unreadable', `has bytes that cannot be read: ${error instanceof Error ? error.message : 'unknown'}.`)
    return { ...row, recordedAt: row.recordedAt ?? 0n }
  }
  for (const [column, stored, inBytes] of columns) {
    const [now, then] = [stored(row), inBytes(hashed)]
    if (now !== then) blame('column_differs', `${column} says ${short(now)}, the bytes that were hashed say ${short(then)}.`)
  }
  return hashed
}

function checkGenerated(row: LoggedTransition, blame: Blame): void {
  const expected = row.seq === 1 ? null : row.seq - 1
  if (row.prevSeq !== expected) blame('generated_column_differs', `prev_seq says ${row.prevSeq}, and must be ${expected}.`)
}

function checkEdge(edge: Edge, said: TransitionRecord, blame: Blame): void {
  if (edge.to !== said.to) blame('target_differs', `leads to ${short(said.to)}, where ${said.event} leads to ${edge.to}.`)
  if (!edge.by.some((role) => role === said.role)) {
    blame('role_may_not', `was caused by ${short(said.role)}, where ${said.event} needs ${edge.by.join(' or ')}.`)
  }
  if (said.reason === null ? edge.reasons : !edge.reasons?.includes(said.reason)) {
    blame(
      'reason_unknown',
      `gives ${short(said.reason ?? 'no reason')}, where ${said.event} knows ${edge.reasons?.join(', ') ?? 'none'}.`,
    )
  }
}

function checkCase(subject: StoredSubject, blame: Blame): void {
  const { kind, caseId, caseKind, caseFileState } = subject
  if (kindsOfACase.includes(kind) ? caseKind !== 'case' : caseId !== null) {
    blame(
      'case_differs',
      `is a ${short(kind)} and belongs to ${caseId === null ? 'no case' : `${short(caseKind ?? 'nothing')} ${caseId}`}.`,
    )
  }
  if (kind !== 'case') return
  if (caseId !== subject.id) blame('case_differs', `is a case, and says that it belongs to ${caseId ?? 'none'}.`)
  else if (caseFileState === null) blame('case_file_missing', 'has no case file.')
  else if (caseFileState !== subject.state) {
    blame('case_file_differs', `is ${short(subject.state)}, its case file shows ${short(caseFileState)}.`)
  }
}

function placeOf(subjectId: string, kind: string, subject: StoredSubject | null, seq: number | null): LogFault['place'] {
  return { subjectId, kind, caseReference: subject?.caseReference ?? null, seq }
}

function hex(bytes: Buffer | null): string | null {
  return bytes?.toString('hex') ?? null
}

function shortHash(hash: Buffer): string {
  return `${hash.toString('hex').slice(0, 12)}…`
}

function short(value: unknown): string {
  const text = value === null ? 'nothing' : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
