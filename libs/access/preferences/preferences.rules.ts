import { Refused } from '@passage/platform'

/** A view of a list that somebody saved: what stands in the address, under a name. */
export interface SavedView {
  readonly name: string
  readonly search: Readonly<Record<string, string>>
}

/** How somebody likes to see a list. */
export interface ListPreferences {
  /** The columns in their order; null for those that the list shows by itself. */
  readonly columns: readonly string[] | null
  readonly views: readonly SavedView[]
}

export const mostLists = 20
export const mostViews = 30
export const mostColumns = 40
export const mostSearchTexts = 20
export const longestViewName = 60
const longestSearchText = 200

/** Letters and an underscore: a name of ours, in which nothing of a person can hide. */
export const nameOfOurs = /^[a-z][A-Za-z_]{0,39}$/

/**
 * What may be kept of lists. Each list is told in part or whole; what is not told stays as it was. That no text looks like a real
 * identifier is seen to by the input pipe, as with every body.
 * @throws Refused `input.invalid` naming the place, such as `lists.cases.views.2.name`
 */
export function checkedLists(given: Readonly<Record<string, unknown>>): Record<string, Partial<ListPreferences>> {
  const lists = Object.entries(given)
  if (lists.length > mostLists) refuse('lists', `has more than ${mostLists} lists`, `Send ${mostLists} at most.`)
  return Object.fromEntries(lists.map(([name, value]) => [checkedName(name, 'lists'), checkedList(value, `lists.${name}`)]))
}

function checkedList(given: unknown, at: string): Partial<ListPreferences> {
  const list = objectOf(given, at)
  for (const key of Object.keys(list)) {
    if (key !== 'columns' && key !== 'views')
      refuse(`${at}.${key}`, 'is not a field that this takes', 'Send columns, views, or both.')
  }
  return {
    ...('columns' in list ? { columns: list.columns === null ? null : checkedColumns(list.columns, `${at}.columns`) } : {}),
    ...('views' in list ? { views: checkedViews(list.views, `${at}.views`) } : {}),
  }
}

function checkedColumns(given: unknown, at: string): string[] {
  const columns = listOf(given, at, mostColumns).map((column, n) => checkedName(column, `${at}.${n}`))
  const twice = columns.findIndex((column, n) => columns.indexOf(column) !== n)
  if (twice >= 0) refuse(`${at}.${twice}`, 'stands there twice', 'Name each column once.')
  return columns
}

function checkedViews(given: unknown, at: string): SavedView[] {
  const views = listOf(given, at, mostViews).map((view, n) => checkedView(view, `${at}.${n}`))
  const twice = views.findIndex(({ name }, n) => views.findIndex((other) => other.name === name) !== n)
  if (twice >= 0) refuse(`${at}.${twice}.name`, 'is the name of another view', 'Give each view of a list a name of its own.')
  return views
}

function checkedView(given: unknown, at: string): SavedView {
  const { name, search, ...more } = objectOf(given, at)
  for (const key of Object.keys(more)) refuse(`${at}.${key}`, 'is not a field that this takes', 'Send name and search.')
  if (typeof name !== 'string' || name.trim() === '' || name.length > longestViewName) {
    refuse(`${at}.name`, `is no text of 1 to ${longestViewName} characters`, 'Give the view a short name.')
  }
  const texts = Object.entries(objectOf(search, `${at}.search`))
  if (texts.length > mostSearchTexts)
    refuse(`${at}.search`, `has more than ${mostSearchTexts} texts`, `Send ${mostSearchTexts} at most.`)
  for (const [key, text] of texts) {
    checkedName(key, `${at}.search`)
    if (typeof text !== 'string' || text.length > longestSearchText) {
      refuse(
        `${at}.search.${key}`,
        `is no text of at most ${longestSearchText} characters`,
        'Send a short text, or leave it out.',
      )
    }
  }
  return { name: (name as string).trim(), search: Object.fromEntries(texts) as Record<string, string> }
}

function checkedName(given: unknown, at: string): string {
  if (typeof given === 'string' && nameOfOurs.test(given)) return given
  return refuse(at, 'holds a name that is none', 'Use letters and underscores, a small letter first, 40 at most.')
}

function objectOf(given: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Readonly<Record<string, unknown>>
  return refuse(at, 'is no object', 'Send an object.')
}

function listOf(given: unknown, at: string, most: number): unknown[] {
  if (Array.isArray(given) && given.length <= most) return given as unknown[]
  return refuse(at, `is no list of at most ${most}`, `Send a list of ${most} at most.`)
}

function refuse(field: string, what: string, fix: string): never {
  throw Refused.field(field, `${field} ${what}.`, fix)
}
