import { LedgerReads } from '@passage/ledger'
import type { Database } from '@passage/platform'
import { cannotShowWithoutCheckpoints, type FaultCode, type LogFault } from './log-fault'
import { LogVerifier, type LoggedTransition, type StoredSubject } from './log-verifier'

type Queries = Pick<Database, 'query'>

export interface VerifyOptions {
  /** Transitions read at a time; bounds the memory. */
  readonly batch?: number
  /** Faults that are told in full; all are counted. */
  readonly listed?: number
  /** After each batch. Its answer `'stop'` ends the verification early. */
  readonly onProgress?: (done: number, total: number) => Promise<'stop' | void> | 'stop' | void
}

export interface LogReport {
  /** No fault in the log, and none in the ledger. False too where the verification was stopped. */
  readonly intact: boolean
  readonly stopped: boolean
  readonly transitions: number
  readonly subjects: number
  readonly faultCount: number
  readonly faultsByCode: Readonly<Partial<Record<FaultCode, number>>>
  readonly first: LogFault | null
  /** The first ones, in the order of subject and seq; those of the ledger last. */
  readonly faults: readonly LogFault[]
  readonly ledgerFaults: number
  readonly seconds: number
  readonly cannotShow: readonly string[]
}

const zeroUuid = '00000000-0000-0000-0000-000000000000'

/**
 * Re-hashes every transition, follows every chain, replays every subject through its lifecycle and compares it with the stored states; then
 * recounts the ledger. Works on a database in use: each batch reads transitions together with their subjects in one statement, so that what
 * is written meanwhile is seen whole or not at all.
 */
export async function verifyLog(database: Queries, options: VerifyOptions = {}): Promise<LogReport> {
  const { batch = 2_000, listed = 20, onProgress } = options
  const began = performance.now()
  const verifier = new LogVerifier(listed)
  const [counted] = await database.query<{ total: number }>('SELECT count(*)::int AS total FROM transition')
  const total = counted!.total
  let after: { subjectId: string; seq: number } | undefined = { subjectId: zeroUuid, seq: 0 }
  let stopped = false
  while (after && !stopped) {
    const rows = await readBatch(database, after, batch)
    for (const row of rows) verifier.take(row)
    const last = rows.at(-1)
    after = rows.length === batch && last ? { subjectId: last.subjectId, seq: last.seq } : undefined
    stopped = (await onProgress?.(verifier.transitions, Math.max(total, verifier.transitions))) === 'stop'
  }
  verifier.end()
  let ledgerFaults: string[] = []
  if (!stopped) {
    await takeSubjectsWithoutLog(database, verifier)
    ledgerFaults = await faultsOfLedger(database)
    for (const message of ledgerFaults) verifier.blame(ledgerFault(message))
  }
  return {
    intact: !stopped && verifier.faultCount === 0,
    stopped,
    transitions: verifier.transitions,
    subjects: verifier.subjects,
    faultCount: verifier.faultCount,
    faultsByCode: verifier.counts,
    first: verifier.faults[0] ?? null,
    faults: verifier.faults,
    ledgerFaults: ledgerFaults.length,
    seconds: Math.round(performance.now() - began) / 1000,
    cannotShow: cannotShowWithoutCheckpoints,
  }
}

interface Row extends Omit<LoggedTransition, 'subject'> {
  readonly kind: string | null
  readonly version: number
  readonly state: string
  readonly head: Buffer
  readonly caseId: string | null
  readonly caseKind: string | null
  readonly caseReference: string | null
  readonly caseFileState: string | null
}

const subjectColumns = `s.kind, s.version, s.state, s.head, s.case_id AS "caseId", c.kind AS "caseKind", f.reference AS "caseReference",
  f.state AS "caseFileState"`

const subjectJoins = `LEFT JOIN subject c ON c.id = s.case_id LEFT JOIN case_file f ON f.id = s.case_id`

/** A page of the log by its primary key; the time of record in whole microseconds, since a JS date keeps milliseconds alone. */
async function readBatch(
  database: Queries,
  after: { subjectId: string; seq: number },
  batch: number,
): Promise<LoggedTransition[]> {
  const rows = await database.query<Row>(
    `SELECT t.subject_id AS "subjectId", t.seq, t.lifecycle, t.lifecycle_version AS "lifecycleVersion", t.event, t.from_state AS "from",
       t.to_state AS "to", t.actor_id AS "actorId", t.role, t.job, t.reason, t.programme_date AS "programmeDate",
       CASE WHEN isfinite(t.recorded_at) THEN (extract(epoch FROM t.recorded_at) * 1000000)::bigint END AS "recordedAt",
       t.payload, t.bytes, t.hash, t.prev_hash AS "prevHash", t.prev_seq AS "prevSeq", t.duty,
       EXISTS (SELECT FROM bound_actor b WHERE b.binding_id = t.binding_id AND b.txid = t.txid AND b.actor_id = t.actor_id
         AND b.role = t.role AND b.job = t.job) AS bound,
       ${subjectColumns}
     FROM (SELECT * FROM transition WHERE (subject_id, seq) > ($1::uuid, $2::int) ORDER BY subject_id, seq LIMIT $3) t
     LEFT JOIN subject s ON s.id = t.subject_id ${subjectJoins}
     ORDER BY t.subject_id, t.seq`,
    [after.subjectId, after.seq, batch],
  )
  return rows.map(({ kind, version, state, head, caseId, caseKind, caseReference, caseFileState, ...row }) => ({
    ...row,
    subject:
      kind === null ? null : { id: row.subjectId, kind, version, state, head, caseId, caseKind, caseReference, caseFileState },
  }))
}

/** A subject and its first transition become visible together, so that a statement which sees one sees the other. */
async function takeSubjectsWithoutLog(database: Queries, verifier: LogVerifier): Promise<void> {
  const page = 1_000
  let after = zeroUuid
  for (;;) {
    const rows = await database.query<StoredSubject>(
      `SELECT s.id, ${subjectColumns} FROM subject s ${subjectJoins}
       WHERE s.id > $1 AND NOT EXISTS (SELECT FROM transition t WHERE t.subject_id = s.id) ORDER BY s.id LIMIT $2`,
      [after, page],
    )
    for (const row of rows) verifier.takeSubjectWithoutLog(row)
    const last = rows.at(-1)
    if (!last || rows.length < page) return
    after = last.id
  }
}

async function faultsOfLedger(database: Queries): Promise<string[]> {
  // The reads of the ledger ask for no more of a database than its query when they are handed one.
  return new LedgerReads(database as Database).faults(database)
}

function ledgerFault(message: string): LogFault {
  return { code: 'ledger_differs', message, place: { subjectId: null, kind: 'ledger', caseReference: null, seq: null } }
}
