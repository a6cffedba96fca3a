import type { WireAnswer } from '../support/raw-request'

/** What two worlds that never met may differ in: ids, tokens, times, and hashes over times, that were made after they parted. */
const volatile =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|\+00(?::00)?)?|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|(?<="nextCursor":")[A-Za-z0-9_-]+|(?<=passage_session=)[A-Za-z0-9_-]+/g
/** Headers of the moment and of the connection; how long a body is follows from the body, which is compared itself. */
const ofTheMoment = new Set([
  'date',
  'content-length',
  'x-request-id',
  'connection',
  'keep-alive',
  'retry-after',
  'ratelimit-reset',
  'x-ratelimit-reset',
])

export interface Answered extends WireAnswer {
  readonly statements: readonly string[]
}

/** Compares two answers to one request, as an asker sees them who holds both side by side. */
export class Sameness {
  /** @param shared ids and hashes that both worlds had before they parted @param parted when that was */
  constructor(
    private readonly shared: ReadonlySet<string>,
    private readonly parted: Date,
  ) {}

  /** @returns in what the answers differ; nothing where nobody could tell them apart */
  differences(a: Answered, b: Answered): string[] {
    const found: string[] = []
    if (a.status !== b.status) found.push(`status ${a.status} and ${b.status}`)
    const names = new Set([...Object.keys(a.headers), ...Object.keys(b.headers)])
    for (const name of names) {
      if (ofTheMoment.has(name)) continue
      const [left, right] = [a.headers[name], b.headers[name]].map((value) => (value === undefined ? '(none)' : String(value)))
      const apart = this.apart(left!, right!)
      if (apart) found.push(`header ${name}: ${apart}`)
    }
    // Where the bodies are alike but for times and ids of after the parting, those explain their lengths: a time may end in a nought.
    const body = a.body.equals(b.body) ? undefined : this.apart(a.body.toString('utf8'), b.body.toString('utf8'))
    if (body) found.push(`body: ${body}`, `sizes: ${a.body.length} and ${b.body.length} bytes`)
    if (a.statements.join('\n') !== b.statements.join('\n')) found.push(`statements: ${firstApart(a.statements, b.statements)}`)
    return found
  }

  /** Where two texts part, ids and times of after the parting aside; undefined where they do not. */
  private apart(a: string, b: string): string | undefined {
    const [left, right] = [piecesOf(a), piecesOf(b)]
    if (left.rest.join('\u0000') !== right.rest.join('\u0000')) return around(a, b)
    // One new id here stands for one new id there, wherever it comes again.
    const pairs = new Map<string, string>()
    for (const [place, mark] of left.marks.entries()) {
      const other = right.marks[place]!
      if (mark === other) continue
      if (!this.isNew(mark) || !this.isNew(other)) {
        const [inner, otherInner] = [decoded(mark), decoded(other)]
        if (inner === mark || this.apart(inner, otherInner) !== undefined) return `${mark} and ${other}`
      }
      if ((pairs.get(mark) ?? other) !== other) return `${mark} and ${other}, which was another before`
      pairs.set(mark, other)
    }
    return undefined
  }

  private isNew(mark: string): boolean {
    if (/^[0-9a-f]{8}-/.test(mark) || /^[0-9a-f]{64}$/.test(mark)) return !this.shared.has(mark)
    if (/^\d{4}-\d{2}-\d{2}[T ]/.test(mark)) return new Date(mark.replace(' ', 'T').replace(/\+00$/, 'Z')) >= this.parted
    return false
  }
}

function piecesOf(text: string): Pieces {
  return { rest: text.split(volatile), marks: text.match(volatile) ?? [] }
}

interface Pieces {
  readonly rest: readonly string[]
  readonly marks: readonly string[]
}

/** A cursor is base64url of a list of texts; anything else stays as it is. */
function decoded(mark: string): string {
  const text = Buffer.from(mark, 'base64url').toString('utf8')
  return text.startsWith('[') ? text : mark
}

function around(a: string, b: string): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const piece = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
  return `${piece(a)} and ${piece(b)}`
}

function firstApart(a: readonly string[], b: readonly string[]): string {
  const only = (these: readonly string[], others: readonly string[]): string =>
    these
      .find((text, place) => others[place] !== text)
      ?.replace(/\s+/g, ' ')
      .slice(0, 160) ?? 'nothing'
  return `${a.length} and ${b.length}; ${only(a, b)} against ${only(b, a)}`
}
