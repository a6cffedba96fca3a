/** Words in Latin letters that are names, formats or codes in any language. */
const namesOfThings = new Set(
  (
    'Passage passage CDM PRE QR CSV XLSX XML JSON UTF-8 HTTP UUID ETag id npm run demo GET POST TOTP MB kB A-Z a-z true false ' +
    'YYYY-MM YYYY-MM-DD P-2021-000 P-2021-00042 P-2024-00012 issue_code pain.001 Idempotency-Key Dry-Run If-Match X-CSRF-Token csrfToken ' +
    'nextCursor Content-Type application json v1 Expect Host continue docs api session rotate-keys PASSAGE_MASTER_KEYS KEEPER_URL ' +
    'KEEPER_SECRET O I L Ctrl K https login.example.org name example.org 2021-09-30T18:00:00Z ZaZaZa N'
  ).split(' '),
)

/** Currencies, references, requests, views of the database: what has no Burmese. */
const codes =
  /^[A-Z]{3}$|^P-\d{4}-\d+$|^[0-9a-f]{4}-[0-9a-f]{4}$|^planning_\w+$|^site_stay$|^site_out_of_service$|^\d+(-continue|\.\d)$/

/** Words in Latin letters in a Burmese text that are neither names of things nor codes. */
export function latinIn(text: string): string[] {
  const words = text.replace(/\{\{\w+\}\}/g, ' ').match(/[A-Za-z0-9][A-Za-z0-9_.:-]*/g) ?? []
  return words
    .map((word) => word.replace(/[.:-]+$/, ''))
    .filter((word) => /[A-Za-z]/.test(word) && !namesOfThings.has(word) && !codes.test(word))
}

/** Fields of answers that hold what somebody typed or what has a name of its own; a screen shows them as they are. */
const fieldsOfData = new Set(
  (
    'name nameMy rank unit displayName username organisation region country reference caseReference runReference siteName fundName ' +
    'budgetLine fund line source text device address hash prevHash bytes requestId code issuer subject title job derivation before after payload id caseId ' +
    'subjectId site officer purpose month'
  ).split(' '),
)

/** What a page shows that is data: the values of such fields in the answers of the API, the longest first. */
export class SeenData {
  private readonly values = new Set<string>()

  /** Takes in an answer of the API. A lone small word is a code, and codes have words on the screens. */
  note(answer: unknown, field = ''): void {
    if (Array.isArray(answer)) answer.forEach((item) => this.note(item, field))
    else if (typeof answer === 'object' && answer !== null)
      Object.entries(answer).forEach(([key, value]) => this.note(value, /^\d+$/.test(key) ? field : key))
    else if (typeof answer === 'string' && fieldsOfData.has(field) && answer.length > 2) {
      // Ranks and names of accounts may be small words that somebody typed.
      if (field === 'username' || field === 'rank' || !/^[a-z_.]+$/.test(answer)) this.values.add(answer)
    }
  }

  without(text: string): string {
    return [...this.values]
      .sort((one, other) => other.length - one.length)
      .reduce((left, value) => left.replaceAll(value, ' '), text)
  }
}

/** A text that a reader of the page meets, and where: the visible text, or the name of an attribute. */
export interface Met {
  readonly text: string
  readonly at: string
}

/**
 * Runs in the page: every visible text and every label that is read aloud, but not what is marked as data (`translate="no"`), code, or
 * typed by somebody.
 */
export const textsOnThePage = `(() => {
  const marked = 'code, kbd, pre, script, style, textarea, [translate="no"], [lang="en"]'
  const met = []
  for (const folded of document.querySelectorAll('details:not([open])')) folded.open = true
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false })
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement
    const text = walker.currentNode.textContent.trim()
    if (text && holder && !holder.closest(marked) && (holder.tagName === 'TITLE' || seen(holder))) {
      met.push({ text, at: holder.tagName.toLowerCase() + (typeof holder.className === 'string' && holder.className ? '.' + holder.className.split(' ')[0] : '') })
    }
  }
  for (const name of ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt', 'data-label']) {
    for (const element of document.querySelectorAll('[' + name + ']')) {
      if (!element.closest(marked)) met.push({ text: element.getAttribute(name), at: element.tagName.toLowerCase() + '[' + name + ']' })
    }
  }
  return met
})()`
