import type { ApiClient } from '../support/api'
import { csvOf, lastTaken, sheetsOf, workbookOf } from './export.support'
import { MoneyWorld, must, refusal } from './money.support'

interface Item {
  readonly id: string
  readonly caseReference: string
  readonly state: string
  readonly filedOn: string
  readonly receivedOn: string
  readonly items: readonly { category: string }[]
}

let world: MoneyWorld
let siteId: string
let host: ApiClient
const scheme = 'regional_2021'

const assessor = () => world.the('equipment_assessor')
const listed = async (query = '', who = assessor()): Promise<Item[]> => {
  const items: Item[] = []
  for (let cursor = ''; ;) {
    const page: { items: Item[]; nextCursor: string | null } = must(
      await who.get(`/reward-claims?limit=2${query}${cursor && `&cursor=${cursor}`}`),
    )
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}
const references = async (query = '', who = assessor()) => (await listed(query, who)).map((claim) => claim.caseReference)

/** Six claims of six cases: the first two at the host's site, the last of a boat, one verified, two valued. */
beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
  ;({ siteId, host } = await world.siteWithHost())
  must(
    await world.the('programme_manager').post('/tariff-lines', {
      scheme,
      category: 'vehicle',
      amount: '512345678',
      currency: 'MMK',
      from: '2021-01-01',
      source: 'DIIS',
      trainingValue: false,
    }),
  )
  const cases = await world.registered(6)
  const claims: string[] = []
  for (const [place, { caseId }] of cases.entries()) {
    await world.owner.query('UPDATE case_file SET reference = $2 WHERE id = $1', [caseId, `P-2021-0000${6 - place}`])
    await world.today(`2021-09-${10 + place}`)
    const items = [{ category: place === 5 ? 'boat' : 'vehicle', count: 1 + place }]
    const filed = { receivedOn: `2021-09-0${1 + ((place * 2) % 7)}`, items, ...(place < 2 ? { siteId } : {}) }
    claims.push(must<{ id: string }>(await world.the('intake_officer').post(`/cases/${caseId}/reward-claims`, filed)).id)
  }
  for (const id of claims.slice(2, 5)) {
    must(await assessor().post(`/reward-claims/${id}/custody-receipt`, { receivedOn: '2021-09-15' }))
    must(await assessor().post(`/reward-claims/${id}/verify`))
  }
  for (const id of claims.slice(3, 5)) must(await assessor().post(`/reward-claims/${id}/value`, { scheme }))
}, 120_000)
afterAll(() => world?.close())

describe('The list of claims', () => {
  it('is narrowed by state, category, the day of filing and the beginning of the case reference', async () => {
    expect(await references('&state=valued')).toEqual(['P-2021-00003', 'P-2021-00002'])
    expect(await references('&category=boat')).toEqual(['P-2021-00001'])
    expect(await references('&filed_from=2021-09-12&filed_to=2021-09-13')).toEqual(['P-2021-00004', 'P-2021-00003'])
    expect(await references('&reference=P-2021-00004')).toEqual(['P-2021-00004'])
    expect(await references('&state=valued,filed&sort=-reference')).toEqual(
      (await listed('&sort=-reference')).filter(({ state }) => state !== 'verified').map((claim) => claim.caseReference),
    )
    expect(await references('&category=vehicle&state=filed')).toEqual(['P-2021-00006', 'P-2021-00005'])
  })

  it('begins with what was filed first, and is ordered by filing, handover or reference, over its pages', async () => {
    const all = await listed()
    expect(all.map((claim) => claim.filedOn)).toEqual(all.map((claim) => claim.filedOn).sort())
    expect(all).toHaveLength(6)
    for (const [sort, field] of [
      ['filed_on', 'filedOn'],
      ['received_on', 'receivedOn'],
      ['reference', 'caseReference'],
    ] as const) {
      const forwards = await listed(`&sort=${sort}`)
      expect(forwards.map((claim) => claim[field])).toEqual(all.map((claim) => claim[field]).sort())
      expect((await listed(`&sort=-${sort}`)).map((claim) => claim.id)).toEqual(forwards.map((claim) => claim.id).reverse())
    }
  })

  it('is counted by state under its other filters', async () => {
    const counts = async (query: string) => must(await assessor().get(`/reward-claims/counts${query}`)).items
    expect(await counts('')).toEqual([
      { state: 'filed', count: 3 },
      { state: 'valued', count: 2 },
      { state: 'verified', count: 1 },
    ])
    expect(await counts('?category=vehicle&filed_to=2021-09-12')).toEqual([
      { state: 'filed', count: 2 },
      { state: 'verified', count: 1 },
    ])
  })

  it('shows a host what waits for a receipt of theirs, and takes no question about what a host does not read', async () => {
    expect(await references('', host)).toEqual(['P-2021-00006', 'P-2021-00005'])
    expect(await references('&state=valued', host)).toEqual(['P-2021-00006', 'P-2021-00005'])
    for (const query of ['filed_from=2021-09-01', 'filed_to=2021-09-30', 'sort=filed_on', 'sort=-filed_on']) {
      expect(refusal(await host.get(`/reward-claims?${query}`)).code).toBe('access.field')
    }
    // A cursor holds what the list is ordered by, which a host must be allowed to read too.
    const { nextCursor } = must(await host.get('/reward-claims?limit=1'))
    expect(Buffer.from(nextCursor, 'base64url').toString()).toContain('claims:received_on')
  })

  it('takes no filter that it does not know, and no cursor of another order', async () => {
    for (const query of [
      'state=lost',
      'state=filed,lost',
      'category=%27',
      'filed_from=yesterday',
      'reference=x',
      'sort=amount',
    ]) {
      expect([query, (await assessor().get(`/reward-claims?${query}`)).status]).toEqual([query, 400])
    }
    const { nextCursor } = must(await assessor().get('/reward-claims?limit=2'))
    expect(refusal(await assessor().get(`/reward-claims?sort=reference&cursor=${nextCursor}`)).code).toBe('input.cursor')
  })
})

describe('The list of claims as a file', () => {
  it('is just the view: its filters, its order, its columns', async () => {
    for (const query of [
      '',
      '&state=valued',
      '&state=valued,verified',
      '&category=vehicle&sort=-received_on',
      '&filed_from=2021-09-12&sort=reference',
    ]) {
      const { head, rows } = await csvOf(assessor(), `/reward-claims.csv?columns=reference,state,filed_on${query}`)
      expect(head).toEqual(['Case', 'State', 'Filed on'])
      expect(rows).toEqual((await listed(query)).map((claim) => [claim.caseReference, claim.state, claim.filedOn]))
      expect(rows.length).toBeGreaterThan(0)
    }
  })

  it('has all columns where nothing is said, money as decimals, and says what it was narrowed to', async () => {
    const { preface, head, rows } = await csvOf(assessor(), '/reward-claims.csv?state=valued&category=vehicle&sort=-filed_on')
    expect(preface[0]![0]).toBe('SYNTHETIC DATA')
    expect(preface.slice(1)).toEqual([
      ['List', 'Claims'],
      ['Programme date', '2021-09-15'],
      ['Asked for by', expect.stringContaining('equipment-assessor')],
      ['Only the state', 'valued'],
      ['Only with an item of', 'vehicle'],
      ['Order', 'filed_on, the last first'],
      ['Claims', '2'],
    ])
    expect(head).toEqual([
      'Case',
      'State',
      'Items',
      'Filed on',
      'Handed over on',
      'Custody receipt on',
      'Scheme',
      'Value',
      'Currency',
    ])
    const [last] = rows
    expect(last).toEqual([
      'P-2021-00002',
      'valued',
      '5 x vehicle',
      '2021-09-14',
      '2021-09-02',
      '2021-09-15',
      scheme,
      '25617283.90',
      'MMK',
    ])
  })

  it('is a workbook too, in which an amount is a number', async () => {
    const xml = sheetsOf(await workbookOf(assessor(), '/reward-claims.xlsx?state=valued'))
    expect(xml).toContain('SYNTHETIC DATA')
    expect(xml.match(/P-2021-\d{5}/g)).toHaveLength(2)
    expect(xml).toContain('<v>25617283.9</v>')
    expect(xml).not.toMatch(/<f[ >]|externalLink|ddeLink|t="str"/)
  })

  it('covers what the reader may not read, and holds no row that their list does not', async () => {
    const { rows } = await csvOf(host, '/reward-claims.csv?columns=reference,items,filed_on,scheme,value')
    expect(rows).toEqual([
      ['P-2021-00006', '1 x vehicle', 'redacted', 'redacted', 'redacted', 'redacted'],
      ['P-2021-00005', '2 x vehicle', 'redacted', 'redacted', 'redacted', 'redacted'],
    ])
    for (const query of ['filed_from=2021-09-01', 'sort=filed_on']) {
      expect(refusal(await host.get(`/reward-claims.csv?${query}`)).code).toBe('access.field')
    }
    const officer = await csvOf(world.the('finance_officer'), '/reward-claims.csv?columns=value&state=valued')
    expect(officer.rows.flat()).not.toContain('redacted')
  })

  it('stands in the access log with its columns and how many rows', async () => {
    await csvOf(assessor(), '/reward-claims.csv?columns=reference,value&state=valued')
    expect(await lastTaken(world.owner)).toEqual({
      actor_id: assessor().accountId,
      act: 'did',
      resource: 'reward_claim',
      resource_id: null,
      fields: ['caseReference', 'amount', 'currency'],
      row_count: 2,
      code: 'exported',
      purpose: null,
    })
  })

  it('is refused to those who may not read the list, and with columns that it has not', async () => {
    for (const role of ['intake_officer', 'registrar', 'programme_manager'] as const) {
      const client = role === 'registrar' ? await world.api.as(role) : world.the(role)
      for (const file of ['/reward-claims.csv', '/reward-claims.xlsx', '/reward-claims/counts']) {
        expect(refusal(await client.get(file)).code).toBe('access.role')
      }
    }
    const { code, fix } = refusal(await assessor().get('/reward-claims.csv?columns=reference,act'))
    expect(code).toBe('input.column')
    expect(fix).toContain('reference, state, items, filed_on, received_on, custody_on, scheme, value')
  })
})
