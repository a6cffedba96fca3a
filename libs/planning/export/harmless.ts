/** What a spreadsheet takes for the beginning of a formula, also behind spaces. */
const live = /^\s*[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]|^[\t\r]/

/** A text as a spreadsheet may open it: what would run as a formula stands behind an apostrophe. */
export function harmless(text: string): string {
  return live.test(text) ? `'${text}` : text
}
