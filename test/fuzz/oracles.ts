import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { WireAnswer } from '../support/raw-request'
import type { Write } from './writes'

const ROOT = resolve(__dirname, '..', '..')

/** What a refused request may write: the record of the refusal itself, and what counts tries. */
const refusalsWrite = new Set([
  'INSERT access_log',
  'INSERT code_lookup',
  'INSERT login_try',
  'UPDATE login_try',
  'DELETE login_try',
])

const securityHeaders = [
  'content-security-policy',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'x-request-id',
]
const banners = ['server', 'x-powered-by', 'via', 'x-aspnet-version']
const problemFields = new Set(['type', 'title', 'status', 'detail', 'code', 'fix', 'field', 'errors', 'conditions', 'requestId'])
/** What an answer says only when it tells of its inside. */
const insides =
  /\n\s+at |node_modules|\/(libs|apps|dist)\/[a-z]|\.(ts|js):\d+|syntax error at|violates|relation "|column "|SQLSTATE|TypeError|RangeError|ECONN|Cannot read propert/

let codes: readonly (string | RegExp)[] | undefined

/**
 * Whether a code stands in the sources as a text of its own, or as one with a place for the kind of thing, as in `${kind}.illegal_transition`.
 * One that is made of anything else would be none that a client can know.
 */
export function isKnownCode(code: string): boolean {
  codes ??= codesInSources()
  return codes.some((known) => (typeof known === 'string' ? known === code : known.test(code)))
}

function codesInSources(): (string | RegExp)[] {
  const found = new Set<string>(['internal'])
  const patterns: RegExp[] = []
  for (const folder of ['libs', 'apps/api', 'apps/keeper']) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/(?<!\.spec)\.ts$/.test(entry.name)) continue
      const source = readFileSync(join(entry.parentPath, entry.name), 'utf8')
      for (const [, code] of source.matchAll(/['"`]([a-z][a-z_]*\.[a-z][a-z_]*)['"`]/g)) found.add(code!)
      for (const [, thing] of source.matchAll(/notFound\(\s*['"`]([a-z_]+)['"`]/g)) found.add(`${thing}.not_found`)
      for (const [, rest] of source.matchAll(/`\$\{[^}]+\}\.([a-z][a-z_]*)`/g)) patterns.push(new RegExp(`^[a-z_]+\\.${rest}$`))
    }
  }
  return [...found, ...patterns]
}

/** What is wrong with an answer, whoever asked for whatever; nothing where it is as it must be. */
export function faultsOf(method: string, address: string, answer: WireAnswer): string[] {
  const { status, headers } = answer
  const text = answer.body.toString('utf8')
  const faults: string[] = []
  if (status >= 500) faults.push(`status ${status}: ${text.slice(0, 200)}`)
  const missing = securityHeaders.filter((name) => !headers[name])
  if (missing.length > 0) faults.push(`${status} without the headers ${missing.join(', ')}`)
  for (const name of banners) if (headers[name]) faults.push(`the header ${name}: ${String(headers[name])}`)
  if (/^\/api\/v1\b/.test(address) && !/no-store/.test(headers['cache-control'] ?? ''))
    faults.push(`${status} may be stored by a cache`)
  if (answer.body.length > 0 && !headers['content-type']) faults.push(`${status} with a body and no content-type`)
  if (method === 'HEAD' && answer.body.length > 0) faults.push('an answer to HEAD has a body')
  if (insides.test(text) && !address.startsWith('/api/docs'))
    faults.push(`an answer tells of its inside: ${insides.exec(text)?.[0]}`)
  if (status >= 400 && method !== 'HEAD') faults.push(...problemFaults(answer, text))
  if (status < 300 && /json/.test(headers['content-type'] ?? '') && method !== 'HEAD' && !isJson(text))
    faults.push('JSON that is none')
  return faults
}

function problemFaults({ status, headers }: WireAnswer, text: string): string[] {
  if (headers['content-type'] !== 'application/problem+json; charset=utf-8')
    return [`${status} is no problem document: ${String(headers['content-type'])} ${text.slice(0, 120)}`]
  if (!isJson(text)) return [`${status}: the problem is not JSON`]
  const problem = JSON.parse(text) as Record<string, unknown>
  const faults: string[] = []
  const { code } = problem
  if (typeof code !== 'string' || !isKnownCode(code)) faults.push(`the code ${String(code)} is not known`)
  if (problem.status !== status) faults.push(`the problem says ${String(problem.status)} and the answer ${status}`)
  if (problem.type !== `urn:passage:problem:${String(code)}`)
    faults.push(`the type ${String(problem.type)} does not name the code`)
  if (problem.requestId !== headers['x-request-id']) faults.push('the request id of the problem is not that of the answer')
  for (const name of ['title', 'detail', 'fix']) {
    const said = problem[name]
    if (said === undefined && name === 'fix') continue
    if (typeof said !== 'string' || said.length === 0 || said.length > 4_000)
      faults.push(`${String(code)}: its ${name} is no sentence`)
  }
  for (const name of Object.keys(problem)) if (!problemFields.has(name)) faults.push(`a problem holds ${name}`)
  return faults
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** What a request wrote although it was refused. Asking is no change either, but for what counts tries and lists who looked. */
export function writingFaults(method: string, status: number, writes: readonly Write[]): string[] {
  const refused = status >= 400
  if (!refused && !['GET', 'HEAD', 'OPTIONS'].includes(method)) return []
  return writes
    .filter(({ table, op }) => !refusalsWrite.has(`${op} ${table}`))
    .map(
      ({ table, op, rows }) =>
        `${refused ? `refused with ${status}` : `only asked (${method})`}, and yet ${op} of ${rows} in ${table}`,
    )
}
