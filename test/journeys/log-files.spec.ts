import { ListFiles } from '@passage/case'
import { LogFiles } from '../../libs/audit/log-files'
import type { ApiClient } from '../support/api'
import { csvOf, lastTaken, madeFor, reader, sheetsOf, workbookOf } from './export.support'
import { MoneyWorld, must, refusal, type PaidCase } from './money.support'

interface Entry {
  readonly event: string
  readonly kind: string
  readonly reference: string | null
  readonly subjectId: string
  readonly seq: number
  readonly from: string | null
  readonly to: string
  readonly actor: { readonly displayName: string }
  readonly role: string
  readonly job: string
  readonly reason: string | null
  readonly programmeDate: string
  readonly recordedAt: string
}

interface Access {
  readonly id: string
  readonly at: string
  readonly act: string
  readonly code: string | null
  readonly actor: { readonly displayName: string } | null
  readonly roles: readonly string[]
  readonly viewedAs: string | null
  readonly resource: string
  readonly resourceId: string | null
  readonly fields: readonly string[]
  readonly rows: number | null
  readonly purpose: string | null
  readonly reference: string | null
}

let world: MoneyWorld
let auditor: ApiClient
let cases: PaidCase[]
let codeId: string
const reference = 'P-2021-00001'
/** A name that a spreadsheet would run. */
const registrarsName = '=cmd|/C calc'

/** All rows of a list, page by page. */
async function listed<Item>(path: string, query = ''): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor = ''; ;) {
    const { body } = await auditor.get(`${path}?limit=200${query}${cursor && `&cursor=${cursor}`}`)
    items.push(...body.items)
    if (body.nextCursor === null) return items
    cursor = body.nextCursor
  }
}

const harmless = (name: string): string => (name === registrarsName ? `'${name}` : name)

const entryCells = (entry: Entry): string[] => [
  entry.event,
  entry.kind,
  entry.reference ?? '',
  entry.subjectId,
  String(entry.seq),
  entry.from ?? '',
  entry.to,
  harmless(entry.actor.displayName),
  entry.role,
  entry.job,
  entry.reason ?? '',
  entry.programmeDate,
  entry.recordedAt,
]

const accessCells = (record: Access): string[] => [
  record.at,
  record.act,
  record.code ?? '',
  harmless(record.actor?.displayName ?? ''),
  record.roles.join(', '),
  record.viewedAs ?? '',
  record.resource,
  record.resourceId ?? '',
  record.fields.join(', '),
  record.rows === null ? '' : String(record.rows),
  record.purpose ?? '',
  record.reference ?? '',
]

/** What the access log holds now; whatever is asked for afterwards adds to it. */
async function newestAccess(): Promise<bigint> {
  const [row] = await world.owner.query<{ id: bigint }>('SELECT max(id) AS id FROM access_log')
  return row!.id
}

/** What somebody does between the moment at which a file is asked for and the one at which its rows are read. */
function meanwhile(done: () => Promise<unknown>): void {
  const files = world.api.app.get(ListFiles)
  const made = files.made.bind(files)
  jest.spyOn(files, 'made').mockImplementationOnce((async (...given: Parameters<typeof made>) => {
    await done()
    return made(...given)
  }) as typeof made)
}

/** Three cases that came as far as a code, of which one was suspended for a reason two days later; and a refusal of each of two officers. */
beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
  auditor = await world.api.as('auditor')
  cases = await world.registered(3)
  await world.owner.query('UPDATE case_file SET reference = $2 WHERE id = $1', [cases[0]!.caseId, reference])
  const [code] = await world.owner.query<{ id: string }>(`SELECT id FROM subject WHERE kind = 'code' AND case_id = $1`, [
    cases[0]!.caseId,
  ])
  codeId = code!.id
  await world.today('2021-09-03')
  await world.act('registrar', { kind: 'code', subjectId: codeId, event: 'suspend', reason: 'contact_lost' })
  await world.owner.query('UPDATE account SET display_name = $2 WHERE id = $1', [
    world.the('registrar').accountId,
    registrarsName,
  ])
  for (const role of ['registrar', 'intake_officer'] as const) {
    expect(refusal(await world.the(role).get('/transitions')).code).toBe('access.role')
  }
  must(await world.the('intake_officer').get(`/cases/${cases[0]!.caseId}`))
}, 90_000)

afterAll(() => world?.close())

describe('The transition log as a file', () => {
  it('is just the view: its filters, its order, its columns', async () => {
    for (const [query, count] of Object.entries({
      '': 19,
      '&kind=code': 4,
      '&event=clear': 3,
      '&kind=case&event=issue_code': 3,
      [`&case=${reference}`]: 7,
      [`&case=${cases[1]!.caseId}`]: 6,
      [`&subject=${codeId}`]: 2,
      [`&actor=${world.the('registrar').accountId}`]: 7,
      '&role=vetting_officer': 6,
      '&reason=contact_lost': 1,
      '&from=2021-09-02&to=2021-09-03': 1,
      '&to=2021-08-31': 0,
    })) {
      const { preface, rows } = await csvOf(auditor, `/transitions.csv?columns=what,of,moved,who,reason,when${query}`)
      expect([query, rows]).toEqual([query, (await listed<Entry>('/transitions', query)).map(entryCells)])
      expect([query, rows.length]).toEqual([query, count])
      expect(preface.at(-1)).toEqual(['Transitions', String(count)])
    }
    const { head, rows } = await csvOf(auditor, '/transitions.csv?columns=when,what&event=suspend')
    expect(head).toEqual(['Programme date', 'Recorded at', 'Event'])
    expect(rows).toEqual([['2021-09-03', expect.stringMatching(/^\d{4}-.*Z$/), 'suspend']])
  })

  it('has all columns where nothing is said, and says what it is and what it was narrowed to, by whichever order it was asked', async () => {
    const actor = world.the('registrar').accountId
    const query = `to=2021-09-03&reason=contact_lost&actor=${actor}&case=${reference}&kind=code`
    const { preface, head, rows } = await csvOf(auditor, `/transitions.csv?${query}`)
    expect(preface[0]![0]).toBe('SYNTHETIC DATA')
    expect(preface.slice(1)).toEqual([
      ['List', 'Transitions'],
      ['Programme date', '2021-09-03'],
      ['Asked for by', 'Test test-auditor-1'],
      ['Only the kind', 'code'],
      ['Only of the case', reference],
      ['Only by', `'${registrarsName}`],
      ['Only for the reason', 'contact_lost'],
      ['Only until the programme date', '2021-09-03'],
      ['Order', 'recorded_at, the last first'],
      ['Transitions', '1'],
    ])
    expect(head).toEqual([
      'Event',
      'Kind',
      'Case',
      'Subject',
      'Place in its chain',
      'From',
      'To',
      'Actor',
      'Role',
      'Job',
      'Reason',
      'Programme date',
      'Recorded at',
    ])
    expect(rows[0]!.slice(0, 12)).toEqual([
      'suspend',
      'code',
      reference,
      codeId,
      '2',
      'active',
      'suspended',
      `'${registrarsName}`,
      'registrar',
      '',
      'contact_lost',
      '2021-09-03',
    ])
    const { headers } = await auditor.get('/transitions.csv')
    expect(headers.get('content-disposition')).toBe('attachment; filename="passage-transitions-2021-09-03.csv"')
  })

  it('is a workbook too, that runs as no formula', async () => {
    const xml = sheetsOf(await workbookOf(auditor, `/transitions.xlsx?actor=${world.the('registrar').accountId}`))
    expect(xml).toContain('SYNTHETIC DATA')
    for (const { caseId } of cases) expect(xml).toContain(caseId)
    expect(xml).not.toContain('recommend')
    expect(xml).toContain('calc')
    expect(xml).not.toMatch(/<f[ >]|externalLink|ddeLink|t="str"/)
  })

  it('stands in the access log with its columns and how many rows', async () => {
    await csvOf(auditor, '/transitions.csv?columns=what,who&kind=code')
    expect(await lastTaken(world.owner)).toEqual({
      actor_id: auditor.accountId,
      act: 'did',
      resource: 'transition',
      resource_id: null,
      fields: ['event', 'actor', 'role', 'job'],
      row_count: 4,
      code: 'exported',
      purpose: null,
    })
  })

  it('is the log as it was when it was asked for, whatever is recorded while it is made', async () => {
    const before = await listed<Entry>('/transitions')
    meanwhile(() => world.act('registrar', { kind: 'code', subjectId: codeId, event: 'resume', reason: 'contact_restored' }))
    const { rows } = await csvOf(auditor, '/transitions.csv')
    expect(rows).toEqual(before.map(entryCells))
    expect(await listed<Entry>('/transitions')).toHaveLength(before.length + 1)
  })

  it('covers what vetting found for an officer who does not read it, and is refused to a planner, even if a route let them this far', async () => {
    const files = world.api.app.get(LogFiles)
    const { rows } = await madeFor(files.transitions('csv', reader('intake_officer'), {}, 'what,moved,reason,of'))
    const covered = rows.filter(([event]) => event === 'redacted')
    expect(covered.map((cells) => cells.slice(0, 5))).toEqual(cases.map(() => [...Array(4).fill('redacted'), 'case']))
    expect(rows.flat()).not.toContain('recommend')
    expect(rows.flat()).toContain('clear')
    for (const filters of [{}, { reason: 'contact_lost' }]) {
      await expect(files.transitions('csv', reader('planner'), filters)).rejects.toMatchObject({ code: 'access.field' })
    }
  })
})

describe('The access log as a file', () => {
  it('is just the view: its filters, its order, its columns, and never the export itself', async () => {
    for (const [query, least] of Object.entries({
      '': 5,
      '&act=refused': 2,
      '&act=did&resource=transition': 1,
      '&resource=person': 1,
      [`&actor=${world.the('registrar').accountId}`]: 1,
      [`&case=${reference}`]: 1,
      [`&case=${cases[0]!.caseId}&act=read`]: 1,
      '&resource=nothing_of_the_kind': 0,
    })) {
      const newest = await newestAccess()
      const { preface, rows } = await csvOf(auditor, `/access-log.csv?columns=at,act,actor,resource,fields,purpose,case${query}`)
      const then = (await listed<Access>('/access-log', query)).filter(({ id }) => BigInt(id) <= newest)
      expect([query, rows]).toEqual([query, then.map(accessCells)])
      expect(rows.length).toBeGreaterThanOrEqual(least)
      expect(preface.at(-1)).toEqual(['Access records', String(rows.length)])
    }
  })

  it('has all columns where nothing is said, and says what it is and what it was narrowed to', async () => {
    const actor = world.the('registrar').accountId
    const { preface, head, rows } = await csvOf(auditor, `/access-log.csv?act=refused&actor=${actor}`)
    expect(preface[0]![0]).toBe('SYNTHETIC DATA')
    expect(preface.slice(1)).toEqual([
      ['List', 'Access records'],
      ['Programme date', '2021-09-03'],
      ['Asked for by', 'Test test-auditor-1'],
      ['Only by', `'${registrarsName}`],
      ['Only what was', 'refused'],
      ['Order', 'at, the last first'],
      ['Access records', '1'],
    ])
    expect(head).toEqual([
      'Recorded at',
      'What',
      'Code',
      'Who',
      'Roles',
      'Viewed as',
      'Of what',
      'Its id',
      'Fields',
      'Rows in the file',
      'On what basis',
      'Case',
    ])
    expect(rows[0]!.slice(1, 7)).toEqual([
      'refused',
      'access.role',
      `'${registrarsName}`,
      'registrar',
      '',
      'GET /api/v1/transitions',
    ])
    const xml = sheetsOf(await workbookOf(auditor, `/access-log.xlsx?actor=${actor}`))
    expect(xml).toContain('SYNTHETIC DATA')
    expect(xml).toContain('calc')
    expect(xml).not.toMatch(/<f[ >]|externalLink|ddeLink|t="str"/)
  })

  it('is the log as it was when it was asked for, whatever is recorded while it is made', async () => {
    const newest = await newestAccess()
    meanwhile(() => world.the('intake_officer').get(`/cases/${cases[0]!.caseId}`))
    const { rows } = await csvOf(auditor, '/access-log.csv?resource=person')
    const now = await listed<Access>('/access-log', '&resource=person')
    expect(rows).toEqual(now.filter(({ id }) => BigInt(id) <= newest).map(accessCells))
    expect(now).toHaveLength(rows.length + 1)
  })

  it('stands in the access log twice: that an auditor took it, and that it was read; the next file tells of it', async () => {
    const { rows: taken } = await csvOf(auditor, '/access-log.csv?columns=act,actor&act=refused')
    const mine = { actor_id: auditor.accountId, resource: 'access_record', resource_id: null, row_count: taken.length }
    expect(taken.length).toBeGreaterThan(0)
    expect(await lastTaken(world.owner)).toEqual({
      ...mine,
      act: 'did',
      fields: ['act', 'code', 'actor', 'roles', 'viewedAs'],
      code: 'exported',
      purpose: null,
    })
    const [read] = await world.owner.query(
      `SELECT actor_id, resource, resource_id, row_count, purpose FROM access_log WHERE act = 'read' ORDER BY id DESC LIMIT 1`,
    )
    expect(read).toEqual({ ...mine, purpose: 'role' })
    const { rows } = await csvOf(auditor, '/access-log.csv?columns=act,resource,fields&act=did&resource=access_record')
    const fields = 'act, code, actor, roles, viewedAs'
    expect(rows[0]).toEqual(['did', 'exported', 'access_record', '', fields, String(taken.length)])
  })

  it('does not leave where that cannot be recorded', async () => {
    await world.owner.query(`ALTER TABLE access_log ADD CONSTRAINT the_log_is_full CHECK (code <> 'exported') NOT VALID`)
    const answers = [await auditor.get('/access-log.csv'), await auditor.get('/transitions.xlsx')]
    await world.owner.query('ALTER TABLE access_log DROP CONSTRAINT the_log_is_full')
    expect(answers.map((answer) => refusal(answer).code)).toEqual(['access.not_recorded', 'access.not_recorded'])
  })

  it('is refused to an officer, whatever they ask, even if a route let them this far', async () => {
    const files = world.api.app.get(LogFiles)
    for (const filters of [
      {},
      { actor: auditor.accountId },
      { act: 'read' },
      { resource: 'person' },
      { case: reference },
    ] as const) {
      const file = files.accesses('csv', reader('intake_officer'), filters)
      await expect(file).rejects.toMatchObject({ code: 'access.field' })
    }
  })
})

describe('Both logs as files', () => {
  it.each([
    ['/transitions.csv', 'what, of, moved, who, reason, when'],
    ['/access-log.csv', 'at, act, actor, resource, fields, purpose, case'],
  ])('%s names the columns that there are', async (file, columns) => {
    for (const asked of ['hash', 'payload', 'requestId', '']) {
      const { code, fix } = refusal(await auditor.get(`${file}?columns=${asked}`))
      expect(code).toBe('input.column')
      expect(fix).toContain(`: ${columns}.`)
    }
  })

  it('take no filter that the lists do not take', async () => {
    for (const path of ['/transitions.csv?kind=person', '/transitions.csv?cursor=x', '/transitions.csv?limit=5']) {
      expect([path, (await auditor.get(path)).status]).toEqual([path, 400])
    }
    for (const path of ['/access-log.csv?act=seen', '/access-log.csv?limit=5', '/access-log.csv?record=1']) {
      expect([path, (await auditor.get(path)).status]).toEqual([path, 400])
    }
  })

  describe('when they are long', () => {
    /** Past the spine, as the owner alone can write them: a list reads nothing but the rows. */
    beforeAll(async () => {
      await world.owner.transaction(async (tx) => {
        await tx.query('SET LOCAL session_replication_role = replica')
        await tx.query(
          `INSERT INTO transition (subject_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, actor_id, role, programme_date,
             recorded_at, payload, bytes, hash, prev_hash, binding_id)
           SELECT t.subject_id, 100 + n, t.lifecycle, 1, 'suspend', 'active', 'suspended', t.actor_id, t.role, t.programme_date,
             now(), '{}', n::text::bytea, sha256(n::text::bytea), t.hash, t.binding_id
           FROM transition t, generate_series(1, 20001) n WHERE t.subject_id = $1 AND t.seq = 1`,
          [codeId],
        )
        await tx.query(
          `INSERT INTO access_log (actor_id, roles, act, resource, resource_id)
           SELECT $1, '{auditor}', 'did', 'made_up', n FROM generate_series(1, 20001) n`,
          [auditor.accountId],
        )
      })
    }, 60_000)

    it.each([
      ['/transitions', 'event=suspend', 'kind=case', 'of', 20_002],
      ['/access-log', 'resource=made_up', 'resource=person', 'resource', 20_001],
    ])(
      '%s leaves whole as CSV, and is refused as a workbook, which says what to do',
      async (path, long, narrow, columns, count) => {
        const { rows } = await csvOf(auditor, `${path}.csv?columns=${columns}&${long}`)
        expect(rows).toHaveLength(count)
        expect(new Set(rows.map((cells) => cells.join())).size).toBe(count)
        const { code, detail, fix } = refusal(await auditor.get(`${path}.xlsx?${long}`))
        expect(code).toBe('input.too_many_rows')
        expect(detail).toContain(`${count} rows`)
        expect(fix).toContain('CSV')
        expect((await auditor.get(`${path}.xlsx?${narrow}`)).status).toBe(200)
      },
    )
  })
})
