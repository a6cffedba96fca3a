/**
 * A small, strict reader of the XML that payment messages use.
 *
 * Why our own: xmlbuilder2 4.0.3 takes `<a><b></a></b>`, an unclosed element, text after the root and a DOCTYPE without a word, and
 * needs half a second for a batch of 1,000. A payment must never rest on a guess about where an element ends. What is not needed
 * (DOCTYPE, entities of one's own, processing instructions, prefixes) is refused, so that there is nothing to expand or to fetch.
 */

/** A message that is not what it should be; `element` says where, so that somebody can find it. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'

  constructor(
    readonly element: string,
    readonly fault: string,
  ) {
    super(`${element} ${fault}`)
  }
}

export interface XmlElement {
  readonly name: string
  readonly path: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  readonly text: string
}

const DEEPEST = 32
const DECLARATION =
  /<\?xml\s+version=(?:"1\.0"|'1\.0')(?:\s+encoding=(?:"utf-8"|'utf-8'))?(?:\s+standalone=(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/iy
const OPENING = /<([A-Za-z_][\w.-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const CLOSING = /<\/([A-Za-z_][\w.-]*)\s*>/y
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** True when every character may stand in XML 1.0: no control characters but tab and line ends, no half of a surrogate pair. */
export function isXmlText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what we look for
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/u.test(text)
}

function decode(raw: string, path: string): string {
  if (!raw.includes('&')) return raw
  const decoded = raw.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+))?;?/g, (whole: string, decimal, hex, name) => {
    if (!whole.endsWith(';')) throw new MalformedMessage(path, 'holds a bare "&"; write &amp;')
    if (name !== undefined) {
      const character = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined
      if (character === undefined) throw new MalformedMessage(path, `refers to an entity that is not known: &${name};`)
      return character
    }
    const point = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? 'none', 16)
    if (!(point <= 0x10ffff)) throw new MalformedMessage(path, `holds a character reference that is none: ${whole}`)
    return String.fromCodePoint(point)
  })
  if (!isXmlText(decoded)) throw new MalformedMessage(path, 'refers to a character that XML does not allow')
  return decoded
}

interface Open {
  name: string
  path: string
  attributes: Map<string, string>
  children: XmlElement[]
  text: string
  counts: Map<string, number>
}

/** The path of a child; from the second of the same name on with its number, as in `CdtTrfTxInf[2]/Amt`. */
function childPath(parent: Open | undefined, name: string): string {
  if (parent === undefined) return name
  const count = (parent.counts.get(name) ?? 0) + 1
  parent.counts.set(name, count)
  return `${parent.path}/${name}${count > 1 ? `[${count}]` : ''}`
}

function attributesOf(raw: string, path: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name, double, single] of raw.matchAll(ATTRIBUTE)) {
    if (attributes.has(name!)) throw new MalformedMessage(path, `has the attribute ${name} twice`)
    attributes.set(name!, decode(double ?? single ?? '', path))
  }
  return attributes
}

function close(open: Open): XmlElement {
  if (open.children.length > 0) {
    if (open.text.trim() !== '') throw new MalformedMessage(open.path, 'mixes text with elements')
    open.text = ''
  }
  return open
}

/**
 * Reads a document into its elements.
 * @throws MalformedMessage that names the element, for anything that is not well formed or not of the small language above
 */
export function readXml(source: string): XmlElement {
  const xml = (source.startsWith('\ufeff') ? source.slice(1) : source).replace(/\r\n?/g, '\n')
  if (!isXmlText(xml)) throw new MalformedMessage('the document', 'holds a character that XML does not allow')
  const stack: Open[] = []
  let root: XmlElement | undefined
  let at = 0

  const here = (): string => stack.at(-1)?.path ?? 'the document'
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(xml)
    if (found) at = pattern.lastIndex
    return found
  }
  const finish = (open: Open): void => {
    const element = close(open)
    const parent = stack.at(-1)
    if (parent) parent.children.push(element)
    else root = element
  }
  const skipTo = (end: string, what: string): string => {
    const stop = xml.indexOf(end, at)
    if (stop < 0) throw new MalformedMessage(here(), `has ${what} that does not end`)
    const inside = xml.slice(at, stop)
    at = stop + end.length
    return inside
  }

  match(DECLARATION)
  while (at < xml.length) {
    const next = xml.indexOf('<', at)
    const raw = xml.slice(at, next < 0 ? xml.length : next)
    at = next < 0 ? xml.length : next
    if (raw !== '') {
      const top = stack.at(-1)
      if (raw.includes(']]>')) throw new MalformedMessage(here(), 'holds "]]>" in its text')
      if (top) top.text += decode(raw, top.path)
      else if (raw.trim() !== '') throw new MalformedMessage('the document', 'has text outside its root element')
    }
    if (next < 0) break

    if (xml.startsWith('<!--', at)) {
      at += 4
      if (skipTo('-->', 'a comment').includes('--')) throw new MalformedMessage(here(), 'has a comment with "--" in it')
    } else if (xml.startsWith('<![CDATA[', at) && stack.length > 0) {
      at += 9
      stack.at(-1)!.text += skipTo(']]>', 'a CDATA section')
    } else if (xml.startsWith('<!', at) || xml.startsWith('<?', at)) {
      throw new MalformedMessage(
        here(),
        'has a DOCTYPE, a second declaration or a processing instruction; a payment message has none',
      )
    } else if (xml.startsWith('</', at)) {
      const closing = match(CLOSING)
      const open = stack.pop()
      if (!closing || !open) throw new MalformedMessage(open?.path ?? 'the document', 'has a closing tag where none can be')
      if (closing[1] !== open.name) throw new MalformedMessage(open.path, `is closed by </${closing[1]}>`)
      finish(open)
    } else {
      const opening = match(OPENING)
      if (!opening) throw new MalformedMessage(here(), `has a broken tag: ${JSON.stringify(xml.slice(at, at + 30))}`)
      if (root !== undefined && stack.length === 0) throw new MalformedMessage('the document', 'has a second root element')
      if (stack.length >= DEEPEST) throw new MalformedMessage(here(), `lies deeper than ${DEEPEST} elements`)
      const path = childPath(stack.at(-1), opening[1]!)
      const open: Open = {
        name: opening[1]!,
        path,
        attributes: attributesOf(opening[2]!, path),
        children: [],
        text: '',
        counts: new Map(),
      }
      if (opening[3] === '/') finish(open)
      else stack.push(open)
    }
  }
  if (stack.length > 0) throw new MalformedMessage(here(), 'is not closed')
  if (root === undefined) throw new MalformedMessage('the document', 'is empty')
  return root
}

/** Walks through an element's children in the order that the message definition gives; what is left over at the end is refused. */
export class Children {
  private next = 0

  constructor(
    private readonly parent: XmlElement,
    attributes: readonly string[] = [],
  ) {
    refuseAttributesBut(parent, attributes)
  }

  /** The next child, which must be there and have this name. */
  one(name: string): XmlElement {
    const child = this.maybe(name)
    if (child) return child
    const found = this.parent.children[this.next]
    throw new MalformedMessage(
      `${this.parent.path}/${name}`,
      found ? `is missing; ${found.name} stands in its place` : 'is missing',
    )
  }

  /** The next child when it has this name. */
  maybe(name: string): XmlElement | undefined {
    const child = this.parent.children[this.next]
    if (child?.name !== name) return undefined
    this.next += 1
    return child
  }

  /** All the next children of this name. */
  many(name: string): XmlElement[] {
    const found: XmlElement[] = []
    for (let child = this.maybe(name); child; child = this.maybe(name)) found.push(child)
    return found
  }

  /** Says that nothing may follow. */
  end(): void {
    const left = this.parent.children[this.next]
    if (left) throw new MalformedMessage(left.path, 'is not expected here')
    if (this.parent.text.trim() !== '') throw new MalformedMessage(this.parent.path, 'holds text where elements belong')
  }
}

function refuseAttributesBut(element: XmlElement, allowed: readonly string[]): void {
  for (const name of element.attributes.keys()) {
    if (!allowed.includes(name)) throw new MalformedMessage(element.path, `has an attribute that is not expected: ${name}`)
  }
}

/** The text of an element that has neither children nor (but for those named) attributes. */
export function textOf(element: XmlElement, attributes: readonly string[] = []): string {
  refuseAttributesBut(element, attributes)
  if (element.children.length > 0) throw new MalformedMessage(element.path, 'holds elements where text belongs')
  return element.text
}

/** Follows single children down, `only(acct, 'Id', 'Othr', 'Id')`, each of which must be the only one at its level. */
export function only(element: XmlElement, ...names: string[]): XmlElement {
  return names.reduce((parent, name) => {
    const children = new Children(parent)
    const child = children.one(name)
    children.end()
    return child
  }, element)
}
