import { noteConnection } from './connection'
import { endSession, csrfToken } from './session-state'

/** One field that the server did not accept, with the fix that it proposes. */
export interface FieldError {
  readonly field: string
  readonly message: string
  readonly fix?: string
}

/** A condition of the lifecycle that does not hold. */
export interface UnmetCondition {
  readonly condition: string
  readonly because: string
  readonly fix: string
}

interface ProblemDocument {
  title?: string
  status?: number
  detail?: string
  code?: string
  fix?: string
  field?: string
  errors?: FieldError[]
  conditions?: UnmetCondition[]
  requestId?: string
}

/** A problem document (RFC 9457) of the API, or the fact that it could not be reached (`status` 0). */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly fix: string
  readonly errors: readonly FieldError[]
  readonly conditions: readonly UnmetCondition[]
  readonly requestId: string

  constructor(status: number, document: ProblemDocument = {}) {
    super(document.detail ?? document.title ?? '')
    this.status = status
    this.code = document.code ?? (status === 0 ? 'network' : `http.${status}`)
    this.fix = document.fix ?? ''
    this.errors = document.errors ?? (document.field ? [{ field: document.field, message: this.message, fix: document.fix }] : [])
    this.conditions = document.conditions ?? []
    this.requestId = document.requestId ?? ''
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined | null>>

interface Options {
  readonly query?: Query
  readonly body?: unknown
  /** Idempotency key: one a submission, kept when the same body is sent again. */
  readonly key?: string
  /** The version that the user saw; the server refuses when it has moved on. */
  readonly seen?: number
  /** Only tried: the server answers with the effects and takes everything back. */
  readonly dryRun?: boolean
  /** Login and the first look at the session answer 401 without meaning that a session ended. */
  readonly quiet?: boolean
}

const base = '/api/v1'

/** The address of an endpoint with its query; empty filters are left out. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return `${base}${path}${text ? `?${text}` : ''}`
}

/** @throws Problem for every answer that is not a success, and when the server cannot be reached */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken()
  if (options.key) headers['Idempotency-Key'] = options.key
  if (options.seen !== undefined) headers['If-Match'] = `"${options.seen}"`
  if (options.dryRun) headers['Dry-Run'] = 'true'
  let response: Response
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    })
  } catch {
    noteConnection(false)
    throw new Problem(0)
  }
  noteConnection(true)
  const text = await response.text()
  const answer = parsed(text)
  if (response.ok) return answer as T
  if (response.status === 401 && !options.quiet) endSession()
  throw new Problem(response.status, (answer ?? {}) as ProblemDocument)
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

export function get<T>(path: string, query?: Query): Promise<T> {
  return call<T>('GET', path, { query })
}

/** A fresh idempotency key. `randomUUID` exists only in secure contexts; a trainer may open the demo by its address in the room. */
export function freshKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The items of a list, whether the endpoint pages or answers them all at once. */
export async function getItems<T>(path: string, query?: Query): Promise<T[]> {
  const answer = await get<T[] | { items: T[] }>(path, query)
  return Array.isArray(answer) ? answer : answer.items
}
