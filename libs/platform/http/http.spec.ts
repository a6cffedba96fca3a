import * as fc from 'fast-check'
import { Refused } from '../refused'
import { decodeCursor, encodeCursor } from './cursor'
import { statusOf } from './problem'
import { requestLine } from './request-log'
import { describeError, toRefusal } from './to-refusal'
import { isDay, isMinorUnits } from './validators'

describe('A day', () => {
  it.each(['2021-09-01', '2024-02-29', '2000-02-29', '1999-12-31'])('%s is one', (day) => expect(isDay(day)).toBe(true))
  it.each([
    '2021-02-29',
    '1900-02-29',
    '2021-13-01',
    '2021-00-10',
    '2021-04-31',
    '2021-9-1',
    '2021-09-01T00:00:00Z',
    '',
    null,
    20210901,
  ])('%s is none', (day) => expect(isDay(day)).toBe(false))
})

describe('An amount in minor units', () => {
  it.each(['1', '100000', '9223372036854775807'])('%s is one', (amount) => expect(isMinorUnits(amount)).toBe(true))
  it.each(['0', '-1', '1.5', '01', '1e3', ' 1', '', '9223372036854775808', 100, null])('%s is none', (amount) =>
    expect(isMinorUnits(amount)).toBe(false),
  )
  it('may be zero where that is said', () => expect(isMinorUnits('0', 0n)).toBe(true))
})

describe('A cursor', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 50 }).filter((s) => !s.includes('\u0000')),
        fc.maxSafeInteger(),
        (text, number) => {
          expect(decodeCursor('list', ['text', 'int'], encodeCursor('list', [text, number]))).toEqual([text, String(number)])
        },
      ),
    )
  })

  it('is refused where it is garbage, whatever garbage', () => {
    fc.assert(
      fc.property(fc.string(), (garbage) => {
        expect(() => decodeCursor('list', ['uuid', 'day'], garbage)).toThrow(Refused)
      }),
    )
  })
})

describe('A status', () => {
  it.each([
    ['input.invalid', 400],
    ['input.reason', 422],
    ['input.looks_like_real_identifier', 422],
    ['session.required', 401],
    ['session.throttled', 429],
    ['access.role', 403],
    ['actor.took_part_in_vetting', 403],
    ['case.not_found', 404],
    ['precondition.stale', 412],
    ['idempotency.key_missing', 400],
    ['idempotency.key_reused', 422],
    ['case.already_registered', 409],
    ['database.unavailable', 503],
    ['internal', 500],
  ])('of %s is %d', (code, status) => expect(statusOf(code)).toBe(status))
})

describe('An error', () => {
  const ofPostgres = (code: string, constraint?: string) =>
    Object.assign(new Error('value "Maung Maung" …'), { code, constraint })

  it.each([
    [ofPostgres('57P01'), 'database.unavailable'],
    [Object.assign(new Error(), { code: 'ECONNREFUSED' }), 'database.unavailable'],
    [new Error('Connection terminated unexpectedly'), 'database.unavailable'],
    [ofPostgres('40P01'), 'database.busy'],
    [ofPostgres('PA001'), 'session.ended'],
    [ofPostgres('23P01', 'separated_duties'), 'actor.separated_duties'],
    [ofPostgres('22003'), 'input.out_of_range'],
    [ofPostgres('23505', 'something_else'), 'internal'],
    [new Error('what'), 'internal'],
    ['not even an error', 'internal'],
  ])('%s means %s to a client, and never shows its message', (error, code) => {
    const refused = toRefusal(error)
    expect(refused.code).toBe(code)
    expect(JSON.stringify([refused.message, refused.details])).not.toContain('Maung')
  })

  it('of the database leaves no value in the log', () => {
    const described = describeError(ofPostgres('23505', 'a_name'))
    expect(described).toMatchObject({ sqlState: '23505', constraint: 'a_name' })
    expect(JSON.stringify({ ...described, at: [] })).not.toContain('Maung')
  })
})

describe('A line about a request', () => {
  it('holds the pattern of its route and nothing that came in', () => {
    const request = {
      id: 'r1',
      method: 'GET',
      url: '/api/v1/people?name=Maung',
      routeOptions: { url: '/api/v1/people' },
      viewer: { accountId: 'a1', displayName: 'Thiri', token: 'secret' },
      body: { name: 'Maung' },
    }
    const line = requestLine(request, 200, 12.345)
    expect(Object.keys(line)).toEqual(['at', 'level', 'method', 'route', 'status', 'ms', 'requestId', 'accountId'])
    expect(JSON.stringify(line)).not.toMatch(/Maung|Thiri|secret/)
    expect(line).toMatchObject({ route: '/api/v1/people', ms: 12.3, accountId: 'a1' })
  })
})
