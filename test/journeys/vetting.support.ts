import type { Role } from '@passage/access'
import { canonicalPayload, sha256, transitionBytes } from '@passage/case'
import type { Database, Problem } from '@passage/platform'
import { startApi, type Answer as ApiAnswer, type ApiClient, type CommandOptions } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

export interface Answer {
  readonly status: number
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape of an answer is what the tests are about
  readonly body: any
  readonly etag: string | null
  /** The problem document of a refusal. */
  readonly problem: Problem | undefined
}

/** Somebody at their screen. */
export interface Officer {
  readonly id: string
  readonly token: string
  get(path: string): Promise<Answer>
  post(path: string, body?: object, options?: CommandOptions): Promise<Answer>
  /** What is answered, where anything but success fails the test. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  must(method: 'get' | 'post', path: string, body?: object): Promise<any>
}

/** A database of its own, the API over it, and ways to bring a case to where a test begins. */
export interface World {
  readonly database: TestDatabase
  readonly owner: Database
  officer(username: string, ...roles: Role[]): Promise<Officer>
  /** Opens a contact. @returns the case's id */
  contact(intake: Officer, pathway?: string, service?: string): Promise<string>
  /** Records every check of the plan as confirmed, but for those that are said otherwise; `leave_out` leaves one out. */
  recordAll(officer: Officer, caseId: string, results?: Readonly<Record<string, string>>): Promise<void>
  /** Opens a case and clears it. @returns its id */
  vetted(by: { intake: Officer; officer: Officer; approver: Officer }, pathway?: string): Promise<string>
  /** Runs `work` while the log takes only rows of which this holds, as if it could not be written. */
  withBrokenLog(holds: string, work: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export async function startWorld(): Promise<World> {
  const database = await createTestDatabase('2021-09-01')
  const owner = await database.open('owner')
  const api = await startApi(database)
  const world: World = {
    database,
    owner,
    officer: async (username, ...roles) => officerOf(await api.withRoles(username, roles)),
    async contact(intake, pathway = 'individual', service = 'soldier') {
      const applicant = { name: 'Kyaw Thu', bornOn: '1995-03-04', rank: 'sergeant', unit: 'Training Battalion 3' }
      return (await intake.must('post', '/cases', { service, pathway, channel: 'messenger', applicant })).id
    },
    async recordAll(officer, caseId, results = {}) {
      for (const { check } of (await officer.must('get', `/cases/${caseId}/vetting`)).plan) {
        const result = results[check] ?? 'confirmed'
        if (result !== 'leave_out') await officer.must('post', `/cases/${caseId}/checks`, { check, result })
      }
    },
    async vetted({ intake, officer, approver }, pathway) {
      const id = await world.contact(intake, pathway)
      await officer.must('post', `/cases/${id}/start-vetting`)
      await world.recordAll(officer, id)
      await officer.must('post', `/cases/${id}/recommend`, { recommendation: 'clear' })
      await approver.must('post', `/cases/${id}/decision`, { decision: 'cleared' })
      return id
    },
    async withBrokenLog(holds, work) {
      await owner.query(`ALTER TABLE transition ADD CONSTRAINT the_log_is_broken CHECK (${holds}) NOT VALID`)
      try {
        await work()
      } finally {
        await owner.query('ALTER TABLE transition DROP CONSTRAINT the_log_is_broken')
      }
    },
    async close() {
      await api.close()
      await database.drop()
    },
  }
  return world
}

function officerOf(client: ApiClient): Officer {
  const officer: Officer = {
    id: client.accountId,
    token: client.token,
    get: async (path) => answerOf(await client.get(path)),
    post: async (path, body, options) => answerOf(await client.post(path, body, options)),
    async must(method, path, body) {
      const answer = method === 'get' ? await officer.get(path) : await officer.post(path, body)
      if (answer.problem) throw new Error(`${method} ${path} was refused: ${JSON.stringify(answer.problem)}`)
      return answer.body
    },
  }
  return officer
}

function answerOf({ status, body, headers }: ApiAnswer): Answer {
  return { status, body, etag: headers.get('etag'), problem: status >= 400 ? (body as Problem) : undefined }
}

export interface Forged {
  readonly subjectId: string
  readonly event: string
  readonly to: string
  readonly role: Role
  /** Opens a subject of this kind in a case; without it the subject moves from where it is. */
  readonly opens?: { readonly kind: string; readonly caseId: string }
}

/**
 * Moves a subject as somebody would who has the application's role, a session and SQL, and no use for `advance`: a well-formed log row and
 * the state, in one transaction.
 */
export async function forge(world: World, who: Officer, { subjectId, event, to, role, opens }: Forged): Promise<void> {
  const database = await world.database.open('passage_api', 1)
  await database.transaction(async (tx) => {
    const [bound] = await tx.query<{ binding_id: bigint }>('SELECT binding_id FROM bind_actor($1)', [who.token])
    const [subject] = await tx.query<{ kind: string; version: number; state: string; head: Buffer }>(
      'SELECT kind, version, state, head FROM subject WHERE id = $1',
      [subjectId],
    )
    const [from, seq, prevHash] = [subject?.state ?? null, (subject?.version ?? 0) + 1, subject?.head ?? null]
    const lifecycle = subject?.kind ?? opens!.kind
    const bytes = transitionBytes({
      subjectId,
      seq,
      lifecycle,
      lifecycleVersion: 1,
      event,
      from,
      to,
      actorId: who.id,
      role,
      job: '',
      reason: null,
      programmeDate: '2021-09-01',
      recordedAt: 0n,
      payload: canonicalPayload({}),
      prevHash,
    })
    const hash = sha256(bytes)
    await tx.query(
      `INSERT INTO transition (subject_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, actor_id, role, programme_date,
         recorded_at, payload, bytes, hash, prev_hash, binding_id)
       VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, '2021-09-01', 'epoch', '{}', $9, $10, $11, $12)`,
      [subjectId, seq, lifecycle, event, from, to, who.id, role, bytes, hash, prevHash, String(bound!.binding_id)],
    )
    if (subject) {
      await tx.query('UPDATE subject SET version = $2, state = $3, head = $4 WHERE id = $1', [subjectId, seq, to, hash])
    } else {
      await tx.query('INSERT INTO subject (id, case_id, kind, version, state, head) VALUES ($1, $2, $3, 1, $4, $5)', [
        subjectId,
        opens!.caseId,
        lifecycle,
        to,
        hash,
      ])
    }
  })
}
