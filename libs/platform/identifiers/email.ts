import type { Span } from './finding'

/** An address, also with one space around the @ or with (at) and (dot), as people write it to hide it from machines. */
const address =
  // eslint-disable-next-line no-control-regex -- the character by which fold.ts marks what is blanked out
  /([^\s@<>()[\]{},;:"|\u0001]{1,64})(?: ?@ ?| ?[([{] ?at ?[)\]}] ?)([a-z0-9-]{1,63}(?:(?:\.| ?[([{] ?dot ?[)\]}] ?)[a-z0-9-]{1,63})*(?:\.| ?[([{] ?dot ?[)\]}] ?)(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59}))/gi

/** RFC 2606 and RFC 6761: domains that can never belong to a person. */
const reserved = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/

/** E-mail addresses outside the reserved domains. */
export function findEmail(text: string): Span[] {
  if (!/@|[([{] ?at ?[)\]}]/i.test(text)) return []
  const spans: Span[] = []
  for (const match of text.matchAll(address)) {
    const domain = (match[2] ?? '').toLowerCase().replace(/ ?[([{] ?dot ?[)\]}] ?/g, '.')
    const start = match.index ?? 0
    if (!reserved.test(domain)) spans.push({ start, end: start + match[0].length })
  }
  return spans
}
