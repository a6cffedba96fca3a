import { formatReport, verifyLog, type LogReport } from '@passage/audit'
import { Refused } from '@passage/platform'
import { SpineWorld, type HistoricCase } from '../support/history'

/** Triggers and foreign keys rest for a superuser who asks for it; checks and exclusions do not, so that he must drop them. */
const withoutChecks = `DO $$ DECLARE of text; BEGIN
  FOR of IN SELECT conname FROM pg_constraint WHERE conrelid = 'transition'::regclass AND contype IN ('c', 'x') LOOP
    EXECUTE format('ALTER TABLE transition DROP CONSTRAINT %I', of);
  END LOOP;
END $$`

describe('Verifying the log', () => {
  let world: SpineWorld
  let registered: HistoricCase & { readonly codeId: string }

  beforeAll(async () => {
    world = await SpineWorld.open()
    for (let n = 0; n < 4; n += 1) await world.aCaseAwaitingDecision()
    registered = await world.aRegisteredCase()
    await world.opened('programme_manager', 'site', 'open')
    await world.by('registrar', 'code', registered.codeId, 'suspend', { reason: 'contact_lost' })
  })
  afterAll(() => world.close())

  /** What a verification says of a log that a superuser tampered with, who can switch every constraint off. Mended again afterwards. */
  async function after(...tampering: (string | [string, unknown[]])[]): Promise<LogReport> {
    const tables = ['transition', 'subject', 'case_file', 'bound_actor', 'ledger_account', 'ledger_transfer', 'fund']
    return tampered(tables, async () => {
      await world.owner.transaction(async (tx) => {
        await tx.query(withoutChecks)
        await tx.query('SET LOCAL session_replication_role = replica')
        for (const one of tampering) {
          const [sql, parameters] = typeof one === 'string' ? [one, []] : one
          await tx.query(sql, parameters)
        }
      })
      return verifyLog(world.owner, { batch: 3 })
    })
  }

  async function tampered<T>(tables: string[], work: () => Promise<T>): Promise<T> {
    await world.owner.transaction(async (tx) => {
      for (const table of tables) await tx.query(`CREATE TABLE IF NOT EXISTS kept_${table} AS TABLE ${table}`)
    })
    try {
      return await work()
    } finally {
      await world.owner.transaction(async (tx) => {
        await tx.query('SET LOCAL session_replication_role = replica')
        for (const table of tables) {
          const columns = await tx.query<{ name: string }>(
            `SELECT quote_ident(attname) AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
            [table],
          )
          const list = columns.map((c) => c.name).join(', ')
          await tx.query(`DELETE FROM ${table}`)
          await tx.query(`INSERT INTO ${table} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM kept_${table}`)
          await tx.query(`DROP TABLE kept_${table}`)
        }
      })
    }
  }

  const where = {
    get third() {
      return `WHERE subject_id = '${registered.id}' AND seq = 3`
    },
  }

  it('says intact of a log that nobody touched, in batches of any size', async () => {
    for (const batch of [1, 2, 3, 7, 2000]) {
      const report = await verifyLog(world.owner, { batch })
      expect(report).toMatchObject({ intact: true, faultCount: 0, first: null, transitions: 25, subjects: 7 })
    }
  })

  it('reads it as the API and as the worker too, who may only read', async () => {
    expect((await verifyLog(world.api)).intact).toBe(true)
    expect((await verifyLog(world.worker)).intact).toBe(true)
  })

  const alterations: readonly [column: string, value: string, code: string][] = [
    ['lifecycle', `'code'`, 'column_differs'],
    ['lifecycle_version', '2', 'column_differs'],
    ['event', `'add_note'`, 'column_differs'],
    ['from_state', `'vetted'`, 'column_differs'],
    ['to_state', `'vetted'`, 'column_differs'],
    ['actor_id', `'00000000-0000-4000-8000-000000000000'`, 'column_differs'],
    ['role', `'registrar'`, 'column_differs'],
    ['job', `'payments/send_run'`, 'column_differs'],
    ['reason', `'contact_lost'`, 'column_differs'],
    ['programme_date', `programme_date + 1`, 'column_differs'],
    ['recorded_at', `recorded_at + interval '1 microsecond'`, 'column_differs'],
    ['recorded_at', `'infinity'`, 'column_differs'],
    ['payload', `'{"check":"identity","result":"contradicted"}'`, 'column_differs'],
    ['bytes', `set_byte(bytes, 60, get_byte(bytes, 60) # 1)`, 'hash_differs'],
    ['bytes', `''`, 'hash_differs'],
    ['hash', `set_byte(hash, 0, get_byte(hash, 0) # 1)`, 'hash_differs'],
    ['prev_hash', `set_byte(prev_hash, 31, get_byte(prev_hash, 31) # 1)`, 'column_differs'],
    ['prev_hash', `NULL`, 'column_differs'],
    ['binding_id', `binding_id + 1`, 'actor_not_bound'],
    ['txid', `'1'::xid8`, 'actor_not_bound'],
  ]

  it.each(alterations)('names the transition whose %s became %s', async (column, value, code) => {
    const report = await after(`UPDATE transition SET ${column} = ${value} ${where.third}`)
    expect(report.intact).toBe(false)
    expect(report.first).toMatchObject({
      code,
      place: { subjectId: registered.id, kind: 'case', caseReference: registered.reference, seq: 3 },
    })
    if (code === 'column_differs') expect(report.first!.message).toContain(column)
  })

  it('knows every column of the table, so that a new one cannot be forgotten', async () => {
    const columns = await world.owner.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'transition'::regclass AND attnum > 0 AND NOT attisdropped`,
    )
    const tried = new Set(alterations.map(([column]) => column))
    const apart = ['subject_id', 'seq', 'prev_seq', 'duty']
    expect(columns.map((c) => c.name).sort()).toEqual([...tried, ...apart].sort())
  })

  it('names the gap where a transition was moved to another subject, and the intruder where it is now', async () => {
    const [other] = await world.owner.query<{ id: string }>(`SELECT id FROM subject WHERE kind = 'site'`)
    const report = await after(`UPDATE transition SET subject_id = '${other!.id}' ${where.third}`)
    const places = report.faults.map((f) => [f.code, f.place.subjectId, f.place.seq])
    expect(places).toContainEqual(['transition_missing', registered.id, 3])
    expect(places).toContainEqual(['column_differs', other!.id, 3])
  })

  it('names the gap where a transition was given another number', async () => {
    const report = await after(`UPDATE transition SET seq = 99 ${where.third}`)
    expect(report.first).toMatchObject({ code: 'transition_missing', place: { subjectId: registered.id, seq: 3 } })
    expect(report.faults).toContainEqual(
      expect.objectContaining({ code: 'column_differs', place: expect.objectContaining({ seq: 99 }) }),
    )
  })

  it.each([1, 2, 3, 4, 5, 6])('says which transition is missing after number %i of six was deleted', async (seq) => {
    const report = await after(`DELETE FROM transition WHERE subject_id = '${registered.id}' AND seq = ${seq}`)
    expect(report.faultCount).toBe(1)
    expect(report.first).toMatchObject({
      code: seq === 6 ? 'version_differs' : 'transition_missing',
      place: { subjectId: registered.id, caseReference: registered.reference, seq },
    })
  })

  it('names both places of two transitions that were swapped', async () => {
    const move = (from: number, to: number): string =>
      `UPDATE transition SET seq = ${to} WHERE subject_id = '${registered.id}' AND seq = ${from}`
    const report = await after(move(3, 1003), move(4, 3), move(1003, 4))
    expect(report.first).toMatchObject({ code: 'column_differs', place: { subjectId: registered.id, seq: 3 } })
    expect(report.faults.map((f) => f.place.seq)).toEqual(expect.arrayContaining([3, 4]))
  })

  it('names both subjects of two transitions whose whole contents were swapped, place and time left as they were', async () => {
    const [other] = await world.owner.query<{ id: string }>(`SELECT id FROM subject WHERE kind = 'case' AND id <> $1 LIMIT 1`, [
      registered.id,
    ])
    const report = await after(
      `UPDATE transition a SET payload = b.payload, bytes = b.bytes, hash = b.hash, prev_hash = b.prev_hash, recorded_at = b.recorded_at,
         binding_id = b.binding_id, txid = b.txid
       FROM transition b WHERE a.seq = 3 AND b.seq = 3 AND ((a.subject_id = '${registered.id}' AND b.subject_id = '${other!.id}')
         OR (b.subject_id = '${registered.id}' AND a.subject_id = '${other!.id}'))`,
    )
    const subjects = new Set(report.faults.filter((f) => f.place.seq === 3).map((f) => f.place.subjectId))
    expect([...subjects].sort()).toEqual([registered.id, other!.id].sort())
  })

  it.each([
    ['state', `state = 'closed'`, 'state_differs'],
    ['version', 'version = 9', 'version_differs'],
    ['version', 'version = 5', 'version_differs'],
    ['head', `head = sha256('x')`, 'head_differs'],
    ['kind', `kind = 'code'`, 'kind_differs'],
    ['case_id', 'case_id = NULL', 'case_differs'],
  ])('names the subject whose %s was changed (%s)', async (_column, change, code) => {
    const report = await after(`UPDATE subject SET ${change} WHERE id = '${registered.id}'`)
    const own = report.faults.filter((f) => f.place.subjectId === registered.id)
    expect(own[0]).toMatchObject({ code })
    expect(report.intact).toBe(false)
  })

  it('names a subject without a log, a log without a subject, and a case file that shows another state', async () => {
    const gone = await after(`DELETE FROM transition WHERE subject_id = '${registered.codeId}'`)
    expect(gone.first).toMatchObject({ code: 'log_missing', place: { subjectId: registered.codeId, kind: 'code', seq: null } })
    const orphan = await after(`DELETE FROM subject WHERE id = '${registered.codeId}'`)
    expect(orphan.first).toMatchObject({ code: 'subject_missing', place: { subjectId: registered.codeId, kind: 'code' } })
    const shown = await after(`UPDATE case_file SET state = 'closed' WHERE id = '${registered.id}'`)
    expect(shown.first).toMatchObject({ code: 'case_file_differs', place: { caseReference: registered.reference } })
    const fileless = await after(`DELETE FROM case_file WHERE id = '${registered.id}'`)
    expect(fileless.first).toMatchObject({ code: 'case_file_missing', place: { subjectId: registered.id } })
  })

  it('names every transition of an actor whose binding was removed', async () => {
    const report = await after([`DELETE FROM bound_actor WHERE actor_id = $1`, [(await world.officer('registrar')).id]])
    expect(report.faultsByCode).toEqual({ actor_not_bound: 3 })
  })

  it('finds a move that the lifecycle does not know, although whoever forged it hashed and bound it well', async () => {
    const { canonicalPayload, sha256, transitionBytes } = jest.requireActual<typeof import('@passage/case')>('@passage/case')
    const [last] = await world.owner.query<{ hash: Buffer; binding_id: bigint; txid: string; actor_id: string }>(
      `SELECT hash, binding_id, txid, actor_id FROM transition WHERE subject_id = $1 AND seq = 6`,
      [registered.id],
    )
    const forge = (event: string, to: string, reason: string | null, role = 'registrar') => {
      const record = {
        subjectId: registered.id,
        seq: 7,
        lifecycle: 'case',
        lifecycleVersion: 1,
        event,
        from: 'registered',
        to,
        actorId: last!.actor_id,
        role,
        job: '',
        reason,
        programmeDate: '2021-09-01',
        recordedAt: 1_630_000_000_000_000n,
        payload: canonicalPayload({}),
        prevHash: last!.hash,
      }
      const bytes = transitionBytes(record)
      return after(
        [
          `INSERT INTO transition (subject_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, actor_id, role, job, reason,
             programme_date, recorded_at, payload, bytes, hash, prev_hash, binding_id, txid)
           VALUES ($1, 7, 'case', 1, $2, 'registered', $3, $4, $5, '', $6, '2021-09-01', '2021-08-26T17:46:40Z', '{}', $7, $8, $9, $10, $11)`,
          [
            registered.id,
            event,
            to,
            last!.actor_id,
            role,
            reason,
            bytes,
            sha256(bytes),
            last!.hash,
            String(last!.binding_id),
            last!.txid,
          ],
        ],
        [`UPDATE subject SET version = 7, state = $2, head = $3 WHERE id = $1`, [registered.id, to, sha256(bytes)]],
        [`UPDATE case_file SET state = $2 WHERE id = $1`, [registered.id, to]],
      )
    }
    expect((await forge('add_note', 'registered', null)).faultsByCode).toEqual({})
    expect((await forge('clear', 'vetted', null)).faultsByCode).toEqual({ move_unknown: 1 })
    expect((await forge('close', 'closed', 'bribed')).faultsByCode).toEqual({ role_may_not: 1, reason_unknown: 1 })
    expect((await forge('add_note', 'closed', null)).faultsByCode).toEqual({ target_differs: 1 })
    expect((await forge('add_note', 'registered', null, 'planner')).faultsByCode).toEqual({ role_may_not: 1, actor_not_bound: 1 })
  })

  it('finds one person in two duties that the database would have kept apart', async () => {
    const both = await world.somebody('vets-and-decides', 'vetting_officer', 'vetting_approver')
    const opened = await world.aCaseInVetting()
    await world.act(both, { kind: 'case', subjectId: opened.id, event: 'recommend' })
    const other = await world.somebody('decides', 'vetting_approver')
    await world.act(other, { kind: 'case', subjectId: opened.id, event: 'clear' })
    const { transitionBytes, sha256, readTransitionBytes } = jest.requireActual<typeof import('@passage/case')>('@passage/case')
    const [row] = await world.owner.query<{ bytes: Buffer; binding_id: bigint; txid: string }>(
      `SELECT t.bytes, t.binding_id, t.txid FROM transition t WHERE subject_id = $1 AND seq = 4`,
      [opened.id],
    )
    const bytes = transitionBytes({ ...readTransitionBytes(row!.bytes), actorId: both.id })
    const report = await after(
      [
        `UPDATE transition SET actor_id = $2, bytes = $3, hash = $4 WHERE subject_id = $1 AND seq = 4`,
        [opened.id, both.id, bytes, sha256(bytes)],
      ],
      [`UPDATE subject SET head = $2 WHERE id = $1`, [opened.id, sha256(bytes)]],
      [
        `INSERT INTO bound_actor (binding_id, txid, actor_id, role, job) VALUES ($1, $2, $3, 'vetting_approver', '')`,
        [String(row!.binding_id), row!.txid, both.id],
      ],
    )
    expect(report.faultsByCode).toEqual({ duties_combined: 1 })
    expect(report.first).toMatchObject({ place: { caseReference: opened.reference, seq: 4 } })
  })

  it('counts all faults and lists the first, in memory that does not grow with them', async () => {
    const report = await after(`UPDATE transition SET payload = '{"a":1}'`)
    expect(report.faultCount).toBe(report.transitions)
    expect(report.faults).toHaveLength(20)
  })

  it('tells of a balance that its transfers do not add up to', async () => {
    const fund = await world.opened('finance_controller', 'fund', 'open')
    const report = await after(
      [`INSERT INTO fund (id, name, currency) VALUES ($1, 'Relief', 'THB')`, [fund]],
      [`INSERT INTO ledger_account (kind, fund_id, currency, balance) VALUES ('fund', $1, 'THB', 500)`, [fund]],
    )
    expect(report).toMatchObject({ intact: false, ledgerFaults: 1, faultsByCode: { ledger_differs: 1 } })
  })

  it('reports its progress, and stops where it is asked to without vouching for the rest', async () => {
    const seen: number[] = []
    const report = await verifyLog(world.owner, {
      batch: 5,
      onProgress: (done) => {
        seen.push(done)
        return done >= 10 ? 'stop' : undefined
      },
    })
    expect(seen).toEqual([5, 10])
    expect(report).toMatchObject({ intact: false, stopped: true, transitions: 10 })
    expect(formatReport(report)).toContain('Stopped before the end')
  })

  it('says for people where the fault is, and what it cannot show', async () => {
    const report = await after(`UPDATE transition SET reason = 'contact_lost' ${where.third}`)
    const text = formatReport(report)
    expect(text).toContain('NOT INTACT: 1 fault found')
    expect(text).toContain(
      `Transition 3 of case ${registered.reference} (${registered.id}): reason says contact_lost, the bytes that were hashed say nothing.`,
    )
    expect(text).toContain('Without checkpoints, this cannot show:')
    expect(formatReport(await verifyLog(world.owner))).toMatch(/^Intact: \d+ transitions of \d+ subjects in [\d.]+ s/)
  })

  it('finds nothing wrong while the programme is at work', async () => {
    let working = true
    const work = (async () => {
      while (working) await world.aRegisteredCase()
    })()
    for (let n = 0; n < 5; n += 1) expect((await verifyLog(world.worker, { batch: 4 })).first).toBeNull()
    working = false
    await work
    await expect(world.aCase()).resolves.not.toBeInstanceOf(Refused)
  })

  it.each([
    ['prev_seq', '7'],
    ['duty', `'approve'`],
  ])('names the transition whose generated column %s was made an ordinary one and changed', async (column, value) => {
    await world.owner.query(`ALTER TABLE transition ALTER COLUMN ${column} DROP EXPRESSION`)
    const [before] = await world.owner.query<Record<string, unknown>>(`SELECT ${column} AS value FROM transition ${where.third}`)
    const report = await after(`UPDATE transition SET ${column} = ${value} ${where.third}`)
    expect(report.first).toMatchObject({ code: 'generated_column_differs', place: { subjectId: registered.id, seq: 3 } })
    expect(report.first!.message).toContain(column)
    expect(before!.value).not.toBe(value)
  })
})
