import { randomInt } from 'node:crypto'
import type { Role } from '@passage/access'

/** A text that stands in one place only, unless something leaked. */
export interface Marker {
  readonly text: string
  /** What it was given as: `person.name`, `note.text (vetting)`, `a password`. */
  readonly what: string
  /** Roles whose answers may hold it. */
  readonly readers: ReadonlySet<Role>
  /** Where it may stand as it is: a `table.column`, or another place by its name. Sealed it may stand anywhere, since nobody finds it there. */
  readonly place?: string
}

const latinStem = 'Zeqqa'
const burmeseStem = 'ဩဃဠ'
const shape = new RegExp(`${latinStem}[a-z]{14}|${burmeseStem}[က-မ]{12}`, 'gi')

/** Markers that nobody could guess, and the search for them. Letters only, so that the guard against real identifiers lets them pass. */
export class Markers {
  private readonly made = new Map<string, Marker>()
  /** Tokens, codes and secrets that the programme itself drew: found as they are. */
  private readonly drawn = new Map<string, Marker>()

  get count(): number {
    return this.made.size + this.drawn.size
  }

  /** How many there are of each kind. */
  kinds(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { what } of [...this.made.values(), ...this.drawn.values()]) counts[what] = (counts[what] ?? 0) + 1
    return counts
  }

  /** A new marker, to be given to the API. */
  latin(what: string, readers: ReadonlySet<Role>, place?: string): string {
    return this.keep(latinStem + letters(14, 'a', 26), { what, readers, ...(place ? { place } : {}) })
  }

  /** The same in Burmese letters. */
  burmese(what: string, readers: ReadonlySet<Role>): string {
    return this.keep(burmeseStem + letters(12, 'က', 26), { what, readers })
  }

  /** Something secret that the programme drew itself. */
  keepDrawn(text: string, what: string, readers: ReadonlySet<Role> = new Set(), place?: string): void {
    this.drawn.set(text, { text, what, readers, ...(place ? { place } : {}) })
  }

  /** The markers that stand in a text or in bytes: as they are, as base64, as hexadecimal digits, or encoded as in an address. */
  in(found: string | Buffer): Marker[] {
    const bytes = typeof found === 'string' ? Buffer.from(found, 'utf8') : found
    const text = bytes.toString('utf8')
    const seen = new Set<Marker>()
    for (const form of [text, ...unpacked(text)]) {
      for (const [match] of form.matchAll(shape)) {
        const marker = this.made.get(match.toLowerCase())
        if (marker) seen.add(marker)
      }
      for (const [drawn, marker] of this.drawn) if (form.includes(drawn)) seen.add(marker)
    }
    return [...seen]
  }

  private keep(text: string, of: Omit<Marker, 'text'>): string {
    this.made.set(text.toLowerCase(), { text, ...of })
    return text
  }
}

function letters(count: number, first: string, range: number): string {
  return Array.from({ length: count }, () => String.fromCodePoint(first.codePointAt(0)! + randomInt(range))).join('')
}

/** What a text may hold in another form: runs of base64 and of hexadecimal digits, percent signs, and what JSON writes as \u. */
function unpacked(text: string): string[] {
  const base64 = [...text.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g)].flatMap(([run]) =>
    // A marker inside a longer text may begin at any of four places.
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('utf8')),
  )
  const hex = [...text.matchAll(/(?:[0-9a-f]{2}){12,}/gi)].map(([run]) => Buffer.from(run, 'hex').toString('utf8'))
  const forms = [base64.join(' '), hex.join(' ')]
  if (/%[0-9a-f]{2}/i.test(text))
    forms.push(text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')))
  if (/\\u[0-9a-f]{4}/i.test(text))
    forms.push(text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))))
  return forms
}
