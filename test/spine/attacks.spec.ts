import { randomUUID } from 'node:crypto'
import { canonicalPayload, sha256, transitionBytes, type TransitionRecord } from '@passage/case'
import type { Database, Tx } from '@passage/platform'
import { verifyLog } from '@passage/audit'
import type { Role } from '@passage/access'
import { forbiddenSql, separatedDuties } from './attacks.data'
import { refusalOf, SpineWorld, type HistoricCase, type Somebody } from '../support/history'

/** The columns of a transition that the application's role may write, as somebody with SQL would fill them. */
interface RawTransition extends TransitionRecord {
  readonly bytes?: Buffer
  readonly hash?: Buffer
  readonly bindingId: bigint
}

interface Link {
  readonly seq: number
  readonly to: string
  readonly hash: Buffer
}

/** Everything here is tried with SQL under the application's own login roles: what Passage's code does is of no account. */
describe('Somebody with SQL as the application', () => {
  let world: SpineWorld
  let officer: Somebody
  let victim: HistoricCase
  let head: Link

  beforeAll(async () => {
    world = await SpineWorld.open()
    officer = await world.officer('intake_officer')
    victim = await world.aCase()
    await world.by('intake_officer', 'case', victim.id, 'add_note')
    head = await headOf(victim.id)
  })
  afterAll(async () => {
    expect(await verifyLog(world.owner)).toMatchObject({ intact: true, faultCount: 0 })
    await world.close()
  })

  const roles: [name: string, database: () => Database][] = [
    ['passage_api', () => world.api],
    ['passage_worker', () => world.worker],
  ]

  async function headOf(subjectId: string): Promise<Link> {
    const [row] = await world.owner.query<Link>(
      'SELECT seq, to_state AS "to", hash FROM transition WHERE subject_id = $1 ORDER BY seq DESC LIMIT 1',
      [subjectId],
    )
    return row!
  }

  async function bind(tx: Tx, token: string): Promise<{ binding_id: bigint; actor_id: string; roles: Role[]; job: string }> {
    const [row] = await tx.query<{ binding_id: bigint; actor_id: string; roles: Role[]; job: string }>(
      'SELECT * FROM bind_actor($1)',
      [token],
    )
    return row!
  }

  /** Writes a row of the log as the attacker wants it; hash and bytes are right unless the attacker says otherwise. */
  async function log(tx: Tx, row: RawTransition): Promise<Buffer> {
    const bytes = row.bytes ?? transitionBytes(row)
    const hash = row.hash ?? sha256(bytes)
    await tx.query(
      `INSERT INTO transition (subject_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, actor_id, role, job, reason,
         programme_date, recorded_at, payload, bytes, hash, prev_hash, binding_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, timestamptz 'epoch' + $13::bigint * interval '1 microsecond', $14, $15, $16, $17, $18)`,
      [
        row.subjectId,
        row.seq,
        row.lifecycle,
        row.lifecycleVersion,
        row.event,
        row.from,
        row.to,
        row.actorId,
        row.role,
        row.job,
        row.reason,
        row.programmeDate,
        String(row.recordedAt),
        row.payload,
        bytes,
        hash,
        row.prevHash,
        String(row.bindingId),
      ],
    )
    return hash
  }

  const move = (tx: Tx, id: string, version: number, state: string, hash: Buffer): Promise<unknown> =>
    tx.query('UPDATE subject SET version = $2, state = $3, head = $4 WHERE id = $1', [id, version, state, hash])

  /** The note that an intake officer may well add: what every attack below deviates from in one point. */
  function note(actorId: string, bindingId: bigint, deviation: Partial<RawTransition> = {}): RawTransition {
    return {
      subjectId: victim.id,
      seq: head.seq + 1,
      lifecycle: 'case',
      lifecycleVersion: 1,
      event: 'add_note',
      from: head.to,
      to: head.to,
      actorId,
      role: 'intake_officer',
      job: '',
      reason: null,
      programmeDate: '2021-09-01',
      recordedAt: 1_630_454_400_000_000n,
      payload: canonicalPayload({}),
      prevHash: head.hash,
      bindingId,
      ...deviation,
    }
  }

  /** The whole attack in one transaction: bound as the officer, one deviating row, and the state that belongs to it. */
  function deviate(database: Database, deviation: Partial<RawTransition>, alsoMove = true): Promise<void> {
    return database.transaction(async (tx) => {
      const { binding_id, actor_id } = await bind(tx, officer.token)
      const row = note(actor_id, binding_id, deviation)
      const hash = await log(tx, row)
      if (alsoMove) await move(tx, row.subjectId, row.seq, row.to, hash)
    })
  }

  describe.each(roles)('(%s)', (_name, database) => {
    it('can do the proper act, so that what is refused below is refused for what it is', async () => {
      await deviate(database(), {})
      const after = await headOf(victim.id)
      expect(after.seq).toBe(head.seq + 1)
      head = after
    })

    it.each(forbiddenSql)('cannot %s', async (_what, sql) => {
      expect(await refusalOf(database().query(sql))).toMatch(/^42501: (permission denied|must be owner)/)
    })

    it('cannot become another login role', async () => {
      const other = database() === world.api ? 'passage_worker' : 'passage_api'
      expect(await refusalOf(database().query(`SET SESSION AUTHORIZATION ${other}`))).toMatch(/^42501/)
      expect(await refusalOf(database().query(`SET ROLE ${other}`))).toMatch(/^42501/)
    })

    it.each<[string, Partial<RawTransition> | (() => Partial<RawTransition>), string]>([
      ['a hash that is not of the bytes', { hash: sha256(Buffer.from('x')) }, 'the_hash_is_of_the_bytes'],
      [
        'bytes that are not of the hash',
        () => ({ bytes: Buffer.from('x'), hash: sha256(Buffer.from('y')) }),
        'the_hash_is_of_the_bytes',
      ],
      ['a fork: a second transition of the same number', () => ({ seq: head.seq }), 'transition_pkey'],
      [
        'a fork: a link to another transition than the last',
        () => ({ prevHash: sha256(Buffer.from('another')) }),
        'a_link_follows_the_one_before',
      ],
      ['a gap', () => ({ seq: head.seq + 2 }), 'a_link_follows_the_one_before'],
      ['a link that is not first and has nothing before it', { prevHash: null }, 'the_first_link_is_first'],
      ['a first link with something before it', () => ({ subjectId: randomUUID(), seq: 1 }), 'the_first_link_is_first'],
      ['a first link from a state', () => ({ subjectId: randomUUID(), seq: 1, prevHash: null }), 'the_first_link_is_first'],
      ['a move from a state in which the case is not', { from: 'registered' }, 'a_link_follows_the_one_before'],
      ['a transition of a number below one', { seq: 0 }, 'transition_seq_check'],
      ['a role that the officer does not hold', { role: 'registrar' }, 'the_actor_is_bound'],
      ['another person as its actor', () => ({ actorId: randomUUID() }), 'the_actor_is_bound'],
      [
        'the system as its actor, named with a job',
        { role: 'system', job: 'payments/send_run', actorId: '00000000-0000-4000-8000-000000000000' },
        'the_actor_is_bound',
      ],
      ['the role of the system without a job', { role: 'system' }, 'system_is_named_with_its_job'],
      ['a job beside a person’s role', { job: 'payments/send_run' }, 'system_is_named_with_its_job'],
      ['a binding that does not exist', { bindingId: 999_999n }, 'the_actor_is_bound'],
    ])('cannot write %s', async (_what, deviation, constraint) => {
      expect(await refusalOf(deviate(database(), typeof deviation === 'function' ? deviation() : deviation))).toBe(constraint)
    })

    it('cannot act under the binding of another transaction, its own or somebody else’s', async () => {
      const [own] = await world.owner.query<{ binding_id: bigint }>(
        `SELECT binding_id FROM bound_actor WHERE actor_id = $1 AND role = 'intake_officer' ORDER BY binding_id LIMIT 1`,
        [officer.id],
      )
      expect(await refusalOf(deviate(database(), { bindingId: own!.binding_id }))).toBe('the_actor_is_bound')
    })

    it('cannot say in which transaction it writes', async () => {
      const supplied = database().query(`INSERT INTO transition (subject_id, seq, txid) VALUES (gen_random_uuid(), 1, '1')`)
      expect(await refusalOf(supplied)).toMatch(/^42501: permission denied for table transition/)
    })

    it('cannot change a state without its transition', async () => {
      const jump = (sql: string) => database().query(sql, [victim.id])
      expect(await refusalOf(jump(`UPDATE subject SET version = version + 1 WHERE id = $1`))).toBe('a_state_needs_its_transition')
      expect(await refusalOf(jump(`UPDATE subject SET version = version + 1, state = 'registered' WHERE id = $1`))).toBe(
        'a_state_needs_its_transition',
      )
      expect(await refusalOf(deviate(database(), {}, false).then(() => undefined))).toBe('the_log_is_not_ahead')
    })

    it('cannot open a subject without a transition, or a transition’s subject in another state', async () => {
      const opened = database().query(
        `INSERT INTO subject (id, kind, version, state, head) VALUES (gen_random_uuid(), 'site', 1, 'open', sha256('x'))`,
      )
      expect(await refusalOf(opened)).toBe('a_state_needs_its_transition')
      const elsewhere = database().transaction(async (tx) => {
        const { binding_id, actor_id } = await bind(tx, officer.token)
        const row = note(actor_id, binding_id)
        await move(tx, victim.id, row.seq, 'registered', await log(tx, row))
      })
      expect(await refusalOf(elsewhere)).toBe('a_state_needs_its_transition')
      const headless = database().transaction(async (tx) => {
        const { binding_id, actor_id } = await bind(tx, officer.token)
        const row = note(actor_id, binding_id)
        await log(tx, row)
        await move(tx, victim.id, row.seq, row.to, sha256(Buffer.from('another')))
      })
      expect(await refusalOf(headless)).toBe('a_state_needs_its_transition')
    })

    it('cannot write a transition without its state, nor two with the state of the first', async () => {
      expect(await refusalOf(deviate(database(), {}, false))).toBe('the_log_is_not_ahead')
      const two = database().transaction(async (tx) => {
        const { binding_id, actor_id } = await bind(tx, officer.token)
        const row = note(actor_id, binding_id)
        const hash = await log(tx, row)
        await log(tx, note(actor_id, binding_id, { seq: row.seq + 1, prevHash: hash }))
        await move(tx, victim.id, row.seq, row.to, hash)
      })
      expect(await refusalOf(two)).toBe('the_log_is_not_ahead')
    })

    it('cannot hide the table of subjects from the trigger behind a temporary one', async () => {
      const hidden = database().transaction(async (tx) => {
        await tx.query('CREATE TEMPORARY TABLE subject (id uuid, version integer) ON COMMIT DROP')
        await tx.query('INSERT INTO pg_temp.subject VALUES ($1, 1000000)', [victim.id])
        const { binding_id, actor_id } = await bind(tx, officer.token)
        await log(tx, note(actor_id, binding_id))
      })
      expect(await refusalOf(hidden)).toBe('the_log_is_not_ahead')
    })

    it('cannot make bind_actor read roles and sessions of its own', async () => {
      const bound = await database().transaction(async (tx) => {
        await tx.query('CREATE TEMPORARY TABLE account_role (account_id uuid, role text) ON COMMIT DROP')
        await tx.query(`INSERT INTO pg_temp.account_role VALUES ($1, 'finance_approver')`, [officer.id])
        return bind(tx, officer.token)
      })
      expect(bound.roles).toEqual(['intake_officer'])
    })

    it('cannot take a state back to an earlier transition', async () => {
      const back = database().query(
        `UPDATE subject s SET version = t.seq, state = t.to_state, head = t.hash FROM transition t WHERE s.id = $1 AND t.subject_id = s.id AND t.seq = 1`,
        [victim.id],
      )
      expect(await refusalOf(back)).toBe('a_state_never_goes_back')
    })

    it('cannot bind a token that is nobody’s, revoked, expired, of a closed account, or the system’s own', async () => {
      const refused = async (token: string) => refusalOf(database().query('SELECT * FROM bind_actor($1)', [token]))
      const person = async (name: string, change: string) => {
        const somebody = await world.somebody(`${name}-${randomUUID().slice(0, 8)}`, 'intake_officer')
        await world.owner.query(change, [somebody.id])
        return somebody.token
      }
      const tokens = [
        'nobody',
        '',
        await person('revoked', 'UPDATE session SET revoked_at = now() WHERE account_id = $1'),
        await person('expired', `UPDATE session SET expires_at = now() - interval '1 second' WHERE account_id = $1`),
        await person('disabled', 'UPDATE account SET disabled_at = now() WHERE id = $1'),
        await person('system-like', `INSERT INTO account_role VALUES ($1, 'system')`),
      ]
      for (const token of tokens) expect(await refused(token)).toMatch(/^PA001: no live session/)
    })

    it.each(separatedDuties)('cannot let one person %s, and can let two', async (_what, kind, history, last) => {
      const holders: Role[] = [...history.map(([, role]) => role), last[1]]
      const one = await world.somebody(`all-${randomUUID().slice(0, 8)}`, ...new Set(holders))
      const two = await world.somebody(`other-${randomUUID().slice(0, 8)}`, ...new Set(holders))
      // Opened in the proper way by a third, so that only the duties in question are at stake; legality of moves is not the database's business.
      const attempt = (closer: Somebody) =>
        database().transaction(async (tx) => {
          const id = randomUUID()
          let link: Link = { seq: 0, to: '', hash: Buffer.alloc(0) }
          const step = async (by: Somebody, [event, role, to]: [string, Role, string]): Promise<void> => {
            const { binding_id, actor_id } = await bind(tx, by.token)
            const first = link.seq === 0
            const row = note(actor_id, binding_id, {
              subjectId: id,
              seq: link.seq + 1,
              lifecycle: kind,
              event,
              role,
              from: first ? null : link.to,
              to,
              prevHash: first ? null : link.hash,
            })
            link = { seq: row.seq, to, hash: await log(tx, row) }
          }
          for (const past of history) await step(one, past)
          await step(closer, last)
          return { id, ...link }
        })
      expect(await refusalOf(attempt(one))).toBe('separated_duties')
      // With another person the duties are no obstacle; the missing state is, so that nothing of this attempt stays.
      expect(await refusalOf(attempt(two))).toBe('the_log_is_not_ahead')
    })

    it('cannot overdraw a budget line, nor post a transfer twice', async () => {
      const fund = await world.opened('finance_controller', 'fund', 'open')
      const ids = await database().transaction(async (tx) => {
        await tx.query(`INSERT INTO fund (id, name, currency) VALUES ($1::uuid, 'Fund ' || $1, 'THB')`, [fund])
        return tx.query<{ id: string; kind: string }>(
          `INSERT INTO ledger_account (kind, fund_id, currency) SELECT kind, $1, 'THB' FROM unnest(ARRAY['source', 'fund']) kind RETURNING id, kind`,
          [fund],
        )
      })
      const account = (kind: string) => ids.find((row) => row.kind === kind)!.id
      const post = (key: string, debit: string, credit: string) =>
        database().query(
          `INSERT INTO ledger_transfer (key, what, debit, credit, amount, currency, subject_id, programme_date)
           VALUES ($1, 'receipt', $2, $3, 100, 'THB', $4, '2021-09-01')`,
          [key, debit, credit, fund],
        )
      expect(await refusalOf(post(`overdraw:${fund}`, account('fund'), account('source')))).toBe('a_budget_cannot_go_below_zero')
      await post(`receipt:${fund}`, account('source'), account('fund'))
      expect(await refusalOf(post(`receipt:${fund}`, account('source'), account('fund')))).toBe('ledger_transfer_key_key')
      expect(await refusalOf(post(`self:${fund}`, account('fund'), account('fund')))).toMatch(/ledger_transfer/)
      expect(await refusalOf(database().query('SELECT balances_follow_transfers()'))).toMatch(/^(42501|0A000)/)
    })
  })

  describe('(the system)', () => {
    it('is bound to nobody at the API, not even with an open job’s id', async () => {
      const { token } = await world.openJob()
      expect(await refusalOf(world.api.query('SELECT * FROM bind_actor($1)', [token]))).toMatch(
        /^PA001: no open job of this worker/,
      )
    })

    it('is bound in the worker to an open job and named with it, and to no job that is closed or unknown', async () => {
      const { id, token } = await world.openJob()
      const bound = await world.worker.transaction((tx) => bind(tx, token))
      expect(bound).toMatchObject({
        actor_id: '00000000-0000-4000-8000-000000000000',
        roles: ['system'],
        job: 'payments/send_run',
      })
      await world.owner.query(`UPDATE job_request SET closed_at = now(), outcome = 'done' WHERE id = $1`, [id])
      for (const closed of [token, `job:${randomUUID()}`]) {
        expect(await refusalOf(world.worker.query('SELECT * FROM bind_actor($1)', [closed]))).toMatch(
          /^PA001: no open job of this worker/,
        )
      }
    })

    it('may do what a job causes, and cannot act where a person must', async () => {
      const { id: caseId } = await world.aCase()
      const payment = await world.opened('finance_officer', 'payment', 'prepare', caseId)
      await world.by('finance_controller', 'payment', payment, 'release')
      const { token } = await world.openJob()
      await world.asWorker.act(token, (tx) => world.advance.one(tx, { kind: 'payment', subjectId: payment, event: 'instruct' }))
      expect((await headOf(payment)).to).toBe('instructed')

      const run = randomUUID()
      const prepared = world.worker.transaction(async (tx) => {
        const { binding_id, actor_id } = await bind(tx, token)
        await log(
          tx,
          note(actor_id, binding_id, {
            subjectId: run,
            seq: 1,
            lifecycle: 'payment_run',
            event: 'prepare',
            role: 'system',
            job: 'payments/send_run',
            from: null,
            to: 'prepared',
            prevHash: null,
          }),
        )
      })
      expect(await refusalOf(prepared)).toBe('a_duty_is_a_persons')
    })

    it('cannot name another job than the one that it is bound to', async () => {
      const { token } = await world.openJob()
      const posing = world.worker.transaction(async (tx) => {
        const { binding_id, actor_id } = await bind(tx, token)
        await log(tx, note(actor_id, binding_id, { role: 'system', job: 'payments/reconcile' }))
      })
      expect(await refusalOf(posing)).toBe('the_actor_is_bound')
    })

    it('alone writes what a verification of the log found', async () => {
      const { id } = await world.openJob()
      const write = `INSERT INTO log_verification (id, job_id, started_at, transitions, subjects, faults, intact) VALUES (gen_random_uuid(), $1, now(), 1, 1, 0, true)`
      expect(await refusalOf(world.api.query(write, [id]))).toMatch(/^42501: permission denied for table log_verification/)
      await world.worker.query(write, [id])
      expect(await refusalOf(world.worker.query('UPDATE log_verification SET intact = false'))).toMatch(/^42501/)
    })
  })
})
