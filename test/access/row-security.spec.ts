import { literal, type Database } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { livedWorld, type ClonableDatabase } from '../support/lived-world'

const sealed = [
  'person_version',
  'note',
  'vetting_check',
  'vetting_recommendation',
  'vetting_decision',
  'placement',
  'reward_claim',
] as const

describe('The database itself', () => {
  let database: ClonableDatabase
  let owner: Database
  let application: Database
  let worker: Database
  let api: TestApi
  let registrar: ApiClient
  let host: ApiClient
  let ownSite: string

  beforeAll(async () => {
    database = await livedWorld()
    owner = await database.open('owner', 2)
    application = await database.open('passage_api', 2)
    worker = await database.open('passage_worker', 2)
    api = await startApi(database)
    registrar = await api.as('registrar')
    const [site] = await owner.query<{ id: string }>(
      'SELECT site_id AS id FROM placement WHERE site_id IS NOT NULL GROUP BY site_id ORDER BY count(*) DESC, site_id LIMIT 1',
    )
    ownSite = site!.id
    host = await api.withRoles('own-host', ['host_organisation'], ownSite)
    // The generator writes no notes.
    const [inVetting] = await owner.query<{ id: string }>(
      `SELECT id FROM case_file WHERE state = 'in_vetting' ORDER BY id LIMIT 1`,
    )
    for (const noteClass of ['operational', 'personal', 'vetting']) {
      const vetting = await api.as('vetting_officer')
      const { status } = await vetting.post(`/cases/${inVetting!.id}/notes`, {
        class: noteClass,
        text: 'Called back, all is well.',
      })
      expect([noteClass, status]).toEqual([noteClass, 201])
    }
  }, 240_000)

  afterAll(async () => {
    await api?.close()
    await database?.drop()
  })

  /** What a statement gives to whoever has the application's role and this session's token, or none. */
  async function lookingAs<Row>(token: string | null, sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return application.transaction(
      (tx) => tx.query<Row>(sql, parameters),
      token === null ? '' : `SELECT set_config('passage.session', ${literal(token)}, true)`,
    )
  }

  it.each(sealed)('shows nothing of %s to a statement that comes without anybody’s session', async (table) => {
    const [there] = await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)
    expect(there!.n).toBeGreaterThan(0)
    for (const token of [null, '', 'made-up', 'a'.repeat(43)])
      expect(await lookingAs(token, `SELECT 1 FROM ${table}`)).toEqual([])
  })

  it('shows a viewer the persons, and the notes of a class, that the policy says and no others', async () => {
    const seen = await lookingAs<{ state: string }>(
      registrar.token,
      'SELECT DISTINCT f.state FROM person_version v JOIN person p ON p.id = v.person_id JOIN case_file f ON f.id = p.case_id ORDER BY 1',
    )
    expect(seen.map(({ state }) => state).filter((state) => !['registered', 'vetted'].includes(state))).toEqual([])
    expect(seen.length).toBeGreaterThan(0)
    const classes = await lookingAs<{ class: string }>(registrar.token, 'SELECT DISTINCT class FROM note ORDER BY 1')
    // Neither vetting's, nor those of a person whose case is not the registrar's business yet.
    expect(classes.map((row) => row.class)).toEqual(['operational'])
    expect(await lookingAs(registrar.token, 'SELECT 1 FROM vetting_check')).toEqual([])
    expect(await lookingAs((await api.as('planner')).token, 'SELECT 1 FROM person_version')).toEqual([])
  })

  it('gives the sealed fields of a household to those only who may read them in that case', async () => {
    const cases = await owner.query<{ id: string; state: string }>('SELECT id, state FROM case_file ORDER BY id')
    const sealedFor = async (token: string): Promise<string[]> => {
      const states = await Promise.all(
        cases.map(async ({ id, state }) => {
          const [row] = await application.query<{ household: { sealed: unknown }[] }>(
            'SELECT household_of($1, $2) AS household',
            [token, id],
          )
          return row!.household.some((member) => member.sealed !== null) ? state : ''
        }),
      )
      return [...new Set(states)].filter((state) => state !== '').sort()
    }
    expect(await sealedFor(registrar.token)).toEqual(
      [...new Set(cases.map(({ state }) => state))].filter((s) => ['registered', 'vetted'].includes(s)).sort(),
    )
    for (const token of ['', 'made-up', (await api.as('planner')).token, (await api.as('auditor')).token, host.token]) {
      expect(await sealedFor(token)).toEqual([])
    }
  })

  it('shows nothing any more to a session that has ended', async () => {
    const leaving = await api.withRoles('leaving', ['intake_officer'])
    expect((await lookingAs(leaving.token, 'SELECT 1 FROM person_version LIMIT 1')).length).toBe(1)
    await leaving.delete('/session')
    expect(await lookingAs(leaving.token, 'SELECT 1 FROM person_version LIMIT 1')).toEqual([])
  })

  it('is not taken in by a binding that somebody makes up', async () => {
    const [bound] = await owner.query<{ id: bigint }>('SELECT max(binding_id) AS id FROM bound_actor')
    const rows = await application.transaction(
      (tx) => tx.query('SELECT 1 FROM person_version'),
      `SELECT set_config('passage.binding', '${bound!.id}', true)`,
    )
    expect(rows).toEqual([])
  })

  it('shows a host organisation the placements and claims of its own site and no others', async () => {
    for (const [table, column] of [
      ['placement', 'site_id'],
      ['reward_claim', 'custody_site'],
    ] as const) {
      const rows = await lookingAs<{ site: string }>(host.token, `SELECT ${column} AS site FROM ${table}`)
      const [own] = await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${column} = $1`, [ownSite])
      expect([table, rows.length, rows.every(({ site }) => site === ownSite)]).toEqual([table, own!.n, true])
    }
    const [elsewhere] = await owner.query<{ id: string }>('SELECT id FROM placement WHERE site_id <> $1 LIMIT 1', [ownSite])
    const updated = await application.transaction(
      (tx) => tx.query('UPDATE placement SET household_size = household_size WHERE id = $1 RETURNING id', [elsewhere!.id]),
      `SELECT * FROM begin_command(${literal(host.token)}, NULL)`,
    )
    expect(updated).toEqual([])
  })

  it('keeps the index of a site and of a case under its policies', async () => {
    for (const [sql, index] of [
      ['SELECT id FROM placement WHERE site_id = $1', 'placement_of_site'],
      ['SELECT id FROM note WHERE case_id = $1', 'note_of_case'],
    ] as const) {
      const plan = await application.transaction(
        async (tx) => {
          await tx.query('SET LOCAL enable_seqscan = off')
          return tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, [ownSite])
        },
        `SELECT set_config('passage.session', ${literal(host.token)}, true)`,
      )
      expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain(`${index}`)
    }
  })

  it('lets a report that counts read the views for planning, and nothing of a person', async () => {
    const counting = (sql: string) => worker.transaction((tx) => tx.query(sql), 'SET LOCAL ROLE passage_reports')
    expect((await counting('SELECT count(*) FROM planning_case')).length).toBe(1)
    for (const table of ['person', 'person_version', 'case_file', 'transition', 'note', 'account', 'payment', 'access_log']) {
      await expect(counting(`SELECT 1 FROM ${table} LIMIT 1`)).rejects.toThrow('permission denied')
    }
  })

  it('lets the verification read the log and the ledger, and nothing of a person', async () => {
    const verifying = (sql: string) => worker.transaction((tx) => tx.query(sql), 'SET LOCAL ROLE passage_audit')
    expect((await verifying('SELECT count(*) FROM transition')).length).toBe(1)
    for (const table of ['person', 'person_version', 'person_key', 'note', 'account', 'session', 'access_log']) {
      await expect(verifying(`SELECT 1 FROM ${table} LIMIT 1`)).rejects.toThrow('permission denied')
    }
    await expect(application.query('SET ROLE passage_audit')).rejects.toThrow('permission denied')
  })

  it('lets nobody change or remove what the access log says', async () => {
    for (const role of [application, worker]) {
      for (const sql of ['UPDATE access_log SET actor_id = NULL', 'DELETE FROM access_log', 'TRUNCATE access_log']) {
        await expect(role.query(sql)).rejects.toThrow('permission denied')
      }
    }
  })

  it('does not serve a process whose policy is another', async () => {
    await owner.query(`UPDATE reading_rule SET states = '{registered}' WHERE class = 'personal' AND role = 'registrar'`)
    await expect(startApi(database)).rejects.toThrow(
      'The policy of this process and that of its database differ: registrar reads personal in registered, vetted',
    )
    await owner.query(`UPDATE reading_rule SET states = '{vetted,registered}' WHERE class = 'personal' AND role = 'registrar'`)
  })
})
