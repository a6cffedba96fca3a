import fc from 'fast-check'

/** What happens to a well-formed request on its way. Everything is data, so that fast-check can shrink it. */
export type Mutation =
  | { readonly kind: 'body_value'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'body_without'; readonly at: number }
  | { readonly kind: 'body_extra'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'body_raw'; readonly text: string }
  | { readonly kind: 'query_value'; readonly name: string; readonly value: string; readonly times: number }
  | { readonly kind: 'path_value'; readonly at: number; readonly value: string }
  | { readonly kind: 'address'; readonly add: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string | readonly string[] | null }
  | { readonly kind: 'method'; readonly method: string }

const long = (unit: string, times: number): string => unit.repeat(times)

/** Texts that have broken other systems. */
const nastyTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u001b[31m',
  '၁၂၃၄၅',
  '၂၀၂၁-၀၉-၀၁',
  'ဖုန်း ၀၉၄၅၀၀၁၂၃၄၅',
  '\ud800',
  'a\udfffb',
  '\u202e\u2066abc',
  '\ufeff',
  'e\u0301'.repeat(40),
  '𐍈𝒳👩‍👩‍👧‍👦',
  long('ျ', 300),
  long('x', 5_000),
  long('မ', 70_000),
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "'; DROP TABLE subject; --",
  '1 OR 1=1',
  '%',
  '_',
  '\\',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '=HYPERLINK("x")',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  'null',
  'NaN',
  'Infinity',
  '-1',
  '0',
  '00',
  '1e9',
  '0x10',
  '9223372036854775807',
  '9223372036854775808',
  '99999999999999999999999999',
  '0001-01-01',
  '1900-01-01',
  '2021-02-30',
  '9999-12-31',
  '10000-01-01',
  '2021-09-01T00:00:00Z',
  'infinity',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'P-2021-99999',
  'job:00000000-0000-4000-8000-000000000000',
]

/** Keys of an object that must never become its prototype; a literal would. */
const prototypeKeys = [
  '{"__proto__":{"roles":["trainer"]}}',
  '{"constructor":{"prototype":{"roles":["trainer"]}}}',
  '{"toString":1,"valueOf":null,"hasOwnProperty":[]}',
].map((json) => JSON.parse(json) as unknown)

function nested(depth: number, open: string, close: string): string {
  return `${long(open, depth)}1${long(close, depth)}`
}

export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(...nastyTexts) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      ...[null, true, false, 0, -0, -1, 1.5, 1e21, 1e308, 5e-324, 2 ** 31, 2 ** 53, -(2 ** 63)],
      ...[[], {}, [null], [[]], [[[[[[1]]]]]], { length: 3 }, { length: 1e9 }, { then: 1 }, { toJSON: 1 }],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...prototypeKeys) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 400 }).map((n) => Array.from({ length: n }, (_, i) => i)) },
  { weight: 1, arbitrary: fc.constantFrom(40, 200, 2_000).map((n) => JSON.parse(nested(n, '[', ']')) as unknown) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
)

const rawBodies = [
  '',
  '{',
  '{"a":1',
  '{"a":1}}',
  'null',
  'true',
  '7',
  '"text"',
  '[]',
  '[[],[]]',
  'NaN',
  "{'a':1}",
  '\ufeff{}',
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  '{"a":{"constructor":{"prototype":{"x":1}}}}',
  '{"\\u0000":1}',
  '{"a":"\\ud800"}',
  'a=1&b=2',
  '<xml/>',
  nested(20_000, '[', ']'),
  nested(20_000, '{"a":', '}'),
  nested(150_000, '{"a":', '}'),
  `{"params":${nested(60_000, '{"a":', '}')}}`,
  `{"applicant":${nested(100_000, '[', ']')}}`,
  `{"a":"${long('x', 1_100_000)}"}`,
  `[${long('1,', 400_000)}1]`,
  `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join()}}`,
  `${long('9', 5_000)}`,
]

const headerValues: Readonly<Record<string, readonly (string | readonly string[] | null)[]>> = {
  'dry-run': ['true', 'false', 'TRUE', '1', '', 'x'.repeat(2_000)],
  'content-type': [
    null,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
    'application/json;;;',
    'APPLICATION/JSON',
    'application/problem+json',
    'x'.repeat(2_000),
    'application/json\x80\xff',
  ],
  accept: ['text/event-stream', 'application/xml', '*/*;q=nonsense', '', 'image/avif'],
  'accept-encoding': ['br', 'gzip;q=nonsense', 'identity;q=0, *;q=0'],
  'content-encoding': ['gzip', 'br', 'nonsense'],
  'if-match': ['"1"', '"0"', '"-1"', '*', 'W/"1"', '1', '""', '"99999999999999999999"', '"1", "2"', '"a"', '', '"\xff"'],
  'if-none-match': ['"1"', '*', 'nonsense'],
  'if-modified-since': ['Tue, 01 Jan 2030 00:00:00 GMT', 'nonsense'],
  range: ['bytes=0-1', 'bytes=-1', 'bytes=99999999-', 'nonsense'],
  'idempotency-key': [null, '', 'short', 'k'.repeat(128), 'k'.repeat(129), 'with spaces in it', '........'],
  'x-csrf-token': [null, '', 'wrong', 'x'.repeat(5_000), '\xff\xfe'],
  cookie: [
    null,
    'passage_session=',
    'passage_session=wrong',
    'passage_session="; passage_session=a',
    'passage_session=%zz',
    'passage_session=job:00000000-0000-4000-8000-000000000000',
    `passage_session=${'x'.repeat(4_000)}`,
    '=; ;;=;a',
    '__proto__=1; constructor=2',
  ],
  authorization: ['Bearer x', 'Basic Og==', 'Bearer job:00000000-0000-4000-8000-000000000000'],
  host: ['passage.example', 'localhost:1', '127.0.0.1', 'a'.repeat(500)],
  origin: ['https://passage.example', 'null'],
  referer: ['https://passage.example/?token=x', 'nonsense'],
  'x-forwarded-for': ['127.0.0.1', '::1, 10.0.0.1', 'nonsense'],
  'x-http-method-override': ['DELETE', 'PUT'],
  'x-request-id': ['mine', '\xff'],
  'last-event-id': ['1', '-1', 'x'.repeat(2_000)],
  expect: ['100-continue', 'nonsense'],
  'accept-language': ['my', 'x'.repeat(2_000)],
  'sec-fetch-site': ['cross-site', 'same-site', 'nonsense'],
}

const headerNames = Object.keys(headerValues)
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'MKCOL', 'LOCK']
const addresses = [
  '/',
  '//',
  '?',
  '?&&&',
  '?=',
  '?a[b][c]=1',
  '?__proto__[x]=1',
  '?constructor=1',
  '?limit=1&limit=2',
  '%00',
  '%zz',
  '/..',
  '/%2e%2e/',
  ';x',
  '?' + 'a'.repeat(9_000),
  '?limit=%ff',
  '#x',
]

const queryNames = [
  'limit',
  'cursor',
  'sort',
  'state',
  'from',
  'to',
  'name',
  'case',
  'kind',
  'reference',
  'offset',
  'fields',
  '__proto__',
  'q',
  'role',
]

/** One change; those that are told of the document hit named parts more often. */
export function mutationOf(queries: readonly string[]): fc.Arbitrary<Mutation> {
  const names = [...queries, ...queries, ...queryNames]
  const nastyText = fc.oneof(
    fc.constantFrom(...nastyTexts.filter((text) => text.length < 6_000)),
    fc.string({ maxLength: 30, unit: 'binary' }),
  )
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('body_value' as const), at: fc.nat({ max: 40 }), value: nastyValue }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('body_without' as const), at: fc.nat({ max: 40 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('body_extra' as const),
        name: fc.constantFrom(
          'admin',
          'roles',
          '__proto__',
          'constructor',
          'state',
          'version',
          'id',
          'actorId',
          'class',
          'x\u0000y',
          '',
        ),
        value: nastyValue,
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('body_raw' as const), text: fc.constantFrom(...rawBodies) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('query_value' as const),
        name: fc.constantFrom(...names),
        value: nastyText,
        times: fc.constantFrom(1, 1, 1, 2),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('path_value' as const), at: fc.nat({ max: 2 }), value: nastyText }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('address' as const), add: fc.constantFrom(...addresses) }) },
    {
      weight: 5,
      arbitrary: fc.constantFrom(...headerNames).chain((name) =>
        fc.record({
          kind: fc.constant('header' as const),
          name: fc.constant(name),
          value: fc.constantFrom(...headerValues[name]!),
        }),
      ),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('method' as const), method: fc.constantFrom(...methods) }) },
  )
}

type Place = readonly (string | number)[]

/** Every place in a value that can be changed, the outermost last; what another mutation made deep is left as it is. */
function placesIn(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null || place.length > 5) return [place]
  return [...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...place, key])), place]
}

/** A copy of `value` that is changed at one place; only what leads there is copied, since a mutation before may have made the rest very deep. */
function changedAt(value: unknown, [step, ...rest]: Place, change: (holder: Holder, key: string | number) => void): unknown {
  const holder = (Array.isArray(value) ? [...(value as unknown[])] : copyOf(value as object)) as Holder
  if (rest.length === 0) change(holder, step!)
  else holder[step!] = changedAt(holder[step!], rest, change)
  return holder
}

type Holder = Record<string | number, unknown>

/** With keys such as `__proto__` kept as keys, which a spread would keep and an assignment would not. */
function copyOf(value: object): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(value))
}

/** The body with one value of it replaced, taken away, or one more put in. */
export function mutateBody(body: unknown, mutation: Mutation): unknown {
  if (mutation.kind === 'body_extra') {
    const plain = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}
    const extra = JSON.parse(JSON.stringify({ [`${mutation.name}`]: mutation.value ?? null })) as object
    // A plain assignment would set the prototype instead of a key of that name.
    return Object.defineProperty(copyOf(plain), mutation.name, {
      value: (extra as Record<string, unknown>)[mutation.name] ?? mutation.value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  if (mutation.kind !== 'body_value' && mutation.kind !== 'body_without') return body
  const places = placesIn(body)
  const place = places[mutation.at % places.length]!
  if (place.length === 0) return mutation.kind === 'body_without' ? undefined : mutation.value
  return changedAt(body, place, (holder, key) => {
    if (mutation.kind === 'body_without') delete holder[key]
    else holder[key] = mutation.value
  })
}
