import { randomUUID } from 'node:crypto'
import { met, unmet, type ActTx, type Command, type Receipt } from '@passage/case'
import { verifyLog } from '@passage/audit'
import { Refused } from '@passage/platform'
import { SpineWorld, type Somebody } from '../support/history'

describe('A change of state', () => {
  let world: SpineWorld
  let intake: Somebody
  beforeAll(async () => {
    world = await SpineWorld.open(20)
    intake = await world.officer('intake_officer')
  })
  afterEach(() => {
    world.verdicts.clear()
    world.effects.clear()
  })
  afterAll(async () => {
    expect(await verifyLog(world.owner)).toMatchObject({ intact: true })
    await world.close()
  })

  const log = (id: string) =>
    world.owner.query<{
      seq: number
      event: string
      from_state: string | null
      to_state: string
      role: string
      reason: string | null
    }>('SELECT seq, event, from_state, to_state, role, reason FROM transition WHERE subject_id = $1 ORDER BY seq', [id])
  const subject = async (id: string) =>
    (await world.owner.query<{ version: number; state: string }>('SELECT version, state FROM subject WHERE id = $1', [id]))[0]

  it('is written with who, when, from, to and why', async () => {
    const { id } = await world.aCase()
    await world.by('intake_officer', 'case', id, 'withdraw', { reason: 'applicant_withdrew' })
    expect(await log(id)).toEqual([
      { seq: 1, event: 'open', from_state: null, to_state: 'contacted', role: 'intake_officer', reason: null },
      {
        seq: 2,
        event: 'withdraw',
        from_state: 'contacted',
        to_state: 'closed',
        role: 'intake_officer',
        reason: 'applicant_withdrew',
      },
    ])
    expect(await subject(id)).toEqual({ version: 2, state: 'closed' })
  })

  it('is refused to somebody who had read an older version, and says which is the present one', async () => {
    const { id } = await world.aCase()
    const note = (seenVersion: number) => world.by('intake_officer', 'case', id, 'add_note', { seenVersion })
    await note(1)
    await expect(note(1)).rejects.toMatchObject({
      code: 'precondition.stale',
      details: { field: 'If-Match', fix: expect.stringContaining('version 2') },
    })
    await expect(note(2)).resolves.toMatchObject({ version: 3 })
  })

  it('is refused on a subject that is not there, of another kind, or there already', async () => {
    const { id } = await world.aCase()
    await expect(world.by('intake_officer', 'case', randomUUID(), 'add_note')).rejects.toMatchObject({ code: 'case.not_found' })
    await expect(world.by('registrar', 'code', id, 'suspend')).rejects.toMatchObject({ code: 'code.not_found' })
    await expect(world.by('intake_officer', 'case', id, 'open', { opens: { caseId: null } })).rejects.toMatchObject({
      code: 'case.exists',
    })
  })

  it('leaves all where it was when one of several acts is refused', async () => {
    const [one, two] = [await world.aCase(), await world.aCase()]
    const both = world.perform.act(intake.token, (tx) =>
      world.advance.many(tx, [
        { kind: 'case', subjectId: one.id, event: 'add_note' },
        { kind: 'case', subjectId: two.id, event: 'close' },
      ]),
    )
    await expect(both).rejects.toMatchObject({ code: 'case.illegal_transition' })
    expect([await subject(one.id), await subject(two.id)]).toEqual([
      { version: 1, state: 'contacted' },
      { version: 1, state: 'contacted' },
    ])
  })

  it('leaves nothing behind when an effect fails', async () => {
    const run = await world.opened('finance_officer', 'payment_run', 'prepare')
    world.effects.set('commit_the_total', async (tx) => {
      await tx.query(`INSERT INTO command_receipt (actor_id, key, body_hash, answer) VALUES ($1, 'of-the-effect', 'x', '{}')`, [
        tx.actor.id,
      ])
      throw new Refused('budget_line.insufficient', 'There is not enough.')
    })
    await expect(world.by('finance_approver', 'payment_run', run, 'approve')).rejects.toMatchObject({
      code: 'budget_line.insufficient',
    })
    expect(await subject(run)).toEqual({ version: 1, state: 'prepared' })
    expect(await log(run)).toHaveLength(1)
    expect(await world.owner.query(`SELECT FROM command_receipt WHERE key = 'of-the-effect'`)).toHaveLength(0)
  })

  it('runs an effect once for all subjects that took the edge', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => world.opened('finance_officer', 'payment_run', 'prepare')))
    const calls: string[][] = []
    world.effects.set('commit_the_total', async (_tx, moved) => void calls.push(moved.map((m) => m.subjectId)))
    const approver = await world.officer('finance_approver')
    await world.perform.act(approver.token, (tx) =>
      world.advance.many(
        tx,
        runs.map((subjectId) => ({ kind: 'payment_run', subjectId, event: 'approve' })),
      ),
    )
    expect(calls).toEqual([runs])
  })

  it('does not ask about a case whose role the actor lacks, so that the answer tells nothing of it', async () => {
    const { id } = await world.aCaseAwaitingDecision()
    world.verdicts.set('decided_by_someone_else', async () => {
      throw new Error('the facts were read')
    })
    await expect(world.by('intake_officer', 'case', id, 'clear')).rejects.toMatchObject({ code: 'actor.role_missing' })
  })

  it('names every condition that fails, through the one door as well', async () => {
    const { id } = await world.aCaseAwaitingDecision()
    for (const name of ['decided_by_someone_else', 'heard_by_people_who_took_no_part']) {
      world.verdicts.set(name, async (_tx, acts) => acts.map(() => unmet(`test.${name}`, `${name} fails.`, 'Ask another.')))
    }
    const refused = await world.by('vetting_approver', 'case', id, 'clear').catch((error: unknown) => error as Refused)
    expect(refused).toMatchObject({ code: 'test.decided_by_someone_else' })
    expect((refused as Refused).details.conditions?.map((c) => c.condition)).toEqual([
      'decided_by_someone_else',
      'heard_by_people_who_took_no_part',
    ])
  })

  describe('at the same time as others', () => {
    it('queues up: fifty acts on one case are fifty links of one chain', async () => {
      const { id } = await world.aCase()
      const people = await Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map((name) => world.somebody(`intake-${name}`, 'intake_officer')),
      )
      await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          world.act(people[n % 5]!, { kind: 'case', subjectId: id, event: 'add_note', payload: { n } }),
        ),
      )
      expect((await log(id)).map((t) => t.seq)).toEqual(Array.from({ length: 51 }, (_, n) => n + 1))
      expect(await subject(id)).toEqual({ version: 51, state: 'contacted' })
    })

    it('happens once: of fifty who start vetting one does, and the others are told where the case is now', async () => {
      const { id } = await world.aCase()
      const tries = await Promise.allSettled(
        Array.from({ length: 50 }, () => world.by('vetting_officer', 'case', id, 'start_vetting')),
      )
      const refused = tries.filter((t) => t.status === 'rejected').map((t) => (t.reason as Refused).code)
      expect(refused).toEqual(Array.from({ length: 49 }, () => 'case.illegal_transition'))
      expect(await log(id)).toHaveLength(2)
    })

    it('decides on facts that were read after the locks, not when the button was pressed', async () => {
      const { id } = await world.aCaseInVetting()
      const seen: number[] = []
      world.verdicts.set('every_required_check_is_done', async (tx, acts) => {
        const [row] = await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM transition WHERE subject_id = $1', [id])
        seen.push(row!.n)
        return acts.map(() => met)
      })
      const [first, second] = [
        await world.somebody('vets-first', 'vetting_officer'),
        await world.somebody('vets-second', 'vetting_officer'),
      ]
      let waiting: Promise<unknown> = Promise.resolve()
      await world.perform.act(first.token, async (tx) => {
        await world.advance.one(tx, { kind: 'case', subjectId: id, event: 'record_check' })
        waiting = world.act(second, { kind: 'case', subjectId: id, event: 'recommend' })
        await until(async () => (await lockWaits(world)) > 0)
        expect(seen).toEqual([])
      })
      await waiting
      expect(seen).toEqual([3])
    })

    it('never waits in a circle, in whatever order the acts name their cases', async () => {
      const cases = await Promise.all([1, 2, 3].map(() => world.aVettedCase()))
      const turned = (n: number) => [...cases.slice(n % 3), ...cases.slice(0, n % 3)]
      const officer = await world.officer('equipment_assessor')
      const acts = Array.from({ length: 24 }, (_, n) =>
        world.perform.act(officer.token, (tx) =>
          world.advance.many(
            tx,
            turned(n).map(({ id }) =>
              n % 2 === 0
                ? ({ kind: 'case', subjectId: id, event: 'add_note' } as const)
                : ({ kind: 'reward_claim', subjectId: randomUUID(), event: 'file', opens: { caseId: id } } as const),
            ),
          ),
        ),
      )
      await expect(Promise.all(acts)).resolves.toHaveLength(24)
    })
  })

  describe('by the thousand', () => {
    it('takes a handful of statements, whatever the number', async () => {
      const { id: caseId } = await world.aCase()
      const run = Array.from({ length: 1000 }, () => randomUUID())
      const statements: number[] = []
      const through = (by: Somebody, work: (tx: ActTx) => Promise<unknown>) =>
        world.perform.act(by.token, async (tx) => {
          let count = 0
          await work({ ...tx, query: (sql, parameters) => ((count += 1), tx.query(sql, parameters)) })
          statements.push(count)
        })
      await through(await world.officer('finance_officer'), (tx) =>
        world.advance.many(
          tx,
          run.map((subjectId, n) => ({
            kind: 'payment',
            subjectId,
            event: 'prepare',
            opens: { caseId },
            payload: { amount: BigInt(n + 1) },
          })),
        ),
      )
      await through(await world.officer('finance_controller'), (tx) =>
        world.advance.many(
          tx,
          run.map((subjectId) => ({ kind: 'payment', subjectId, event: 'release' })),
        ),
      )
      expect(Math.max(...statements)).toBeLessThanOrEqual(3)
      const [count] = await world.owner.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM subject WHERE kind = 'payment' AND state = 'released' AND version = 2`,
      )
      expect(count!.n).toBe(1000)
    })

    it('answers in the order of the acts, and moves nothing when it is asked to move nothing', async () => {
      const ids = Array.from({ length: 20 }, () => randomUUID())
      const manager = await world.officer('programme_manager')
      const moved = await world.perform.act(manager.token, (tx) =>
        world.advance.many(
          tx,
          ids.map((subjectId) => ({ kind: 'rule', subjectId, event: 'add', opens: { caseId: null } })),
        ),
      )
      expect(moved.map((m) => m.subjectId)).toEqual(ids)
      expect(await world.perform.act(manager.token, (tx) => world.advance.many(tx, []))).toEqual([])
    })

    it('refuses a call that would move a subject twice', async () => {
      const { id } = await world.aCase()
      const act = { kind: 'case', subjectId: id, event: 'add_note' } as const
      await expect(world.perform.act(intake.token, (tx) => world.advance.many(tx, [act, act]))).rejects.toThrow(
        'moves a subject once',
      )
    })
  })

  describe('asked for as a command', () => {
    const command = (asked: string, idempotencyKey: string = randomUUID()): Command => ({ idempotencyKey, asked })
    const note =
      (id: string) =>
      async (tx: ActTx): Promise<Receipt> => {
        const moved = await world.advance.one(tx, { kind: 'case', subjectId: id, event: 'add_note' })
        return { id, state: moved.state, version: moved.version }
      }

    it('is done once, however often it is sent, and answers the same byte for byte', async () => {
      const { id } = await world.aCase()
      const asked = command('POST /cases/x/notes {"a":1}')
      const answers = await Promise.all(Array.from({ length: 12 }, () => world.perform.command(intake.token, asked, note(id))))
      expect(new Set(answers.map((a) => JSON.stringify(a)))).toEqual(
        new Set([JSON.stringify({ id, state: 'contacted', version: 2 })]),
      )
      expect(await log(id)).toHaveLength(2)
    })

    it('is refused under a key that was used for something else, yet another person may use the same key', async () => {
      const { id } = await world.aCase()
      const key = randomUUID()
      await world.perform.command(intake.token, command('POST a', key), note(id))
      await expect(world.perform.command(intake.token, command('POST b', key), note(id))).rejects.toMatchObject({
        code: 'idempotency.key_reused',
      })
      const other = await world.somebody('intake-other', 'intake_officer')
      await expect(world.perform.command(other.token, command('POST b', key), note(id))).resolves.toMatchObject({ version: 3 })
    })

    it('leaves its key free when it is refused, so that it can be mended and sent again', async () => {
      const { id } = await world.aCase()
      const asked = command('POST close')
      await expect(
        world.perform.command(intake.token, asked, async (tx) => {
          await world.advance.one(tx, { kind: 'case', subjectId: id, event: 'close', reason: 'moved_on' })
          return { id, state: 'closed', version: 2 }
        }),
      ).rejects.toMatchObject({ code: 'case.illegal_transition' })
      await expect(world.perform.command(intake.token, asked, note(id))).resolves.toMatchObject({ version: 2 })
    })

    it('is refused once the session has ended', async () => {
      const leaving = await world.somebody('leaves', 'intake_officer')
      const { id } = await world.aCase()
      await world.owner.query('UPDATE session SET revoked_at = now() WHERE account_id = $1', [leaving.id])
      await expect(world.perform.command(leaving.token, command('POST'), note(id))).rejects.toMatchObject({
        code: 'session.ended',
      })
    })
  })
})

async function lockWaits(world: SpineWorld): Promise<number> {
  const [row] = await world.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return row!.n
}

/** Asks until it is so; the test's own time limit ends it. */
async function until(so: () => Promise<boolean>): Promise<void> {
  while (!(await so())) await new Promise((next) => setImmediate(next))
}
