/** What a spreadsheet passes over before it looks whether a cell is a formula. */
const passedOver = '[\\s\\u200B-\\u200D\\u2060]*'
/** What it takes for the beginning of one, also in the wide forms that some input methods make. */
const begins = '[=+\\-@\\uFF0B\\uFF0D\\uFF1D\\uFF20]'

const live = new RegExp(`^${passedOver}(${begins}|[\\t\\r])`)
/** Where a spreadsheet of another country, or one that reads line by line, cuts a cell in two. */
const liveBehindCut = new RegExp(`([;|\\t\\r\\n]${passedOver})(?=${begins})`, 'g')

/** A text as a spreadsheet may open it: what would run as a formula stands behind an apostrophe. */
export function harmless(text: string): string {
  const inside = text.replace(liveBehindCut, "$1'")
  return live.test(text) ? `'${inside}` : inside
}
