/** Writing XML by hand: two functions are all that our messages need, and a batch of 1,000 takes milliseconds. */

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', '\r': '&#13;' }

function escape(text: string): string {
  return text.replace(/[<>&"\r]/g, (character) => ESCAPES[character]!)
}

/** An element that holds text. */
export function leaf(name: string, text: string, attributes: Readonly<Record<string, string>> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`)
  return `<${name}${written.join('')}>${escape(text)}</${name}>`
}

/** An element that holds other elements, already written. */
export function group(name: string, ...children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`
}

/** The whole document of one message, under the message's namespace. */
export function documentOf(namespace: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">${message}</Document>\n`
}
