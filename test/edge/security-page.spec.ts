import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fieldClasses } from '@passage/access'
import { configVariables } from '@passage/platform'
import { edgeLimits } from '../../apps/api/edge/limits'
import { streamsOfAnAccount } from '../../apps/api/edge/rate-limits'
import { settingsFrom } from '../../apps/api/settings'
import { testMasterKeys } from '../support/api'

const root = join(__dirname, '..', '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const page = read('docs/security.md')

/** The text under a heading, up to the next. */
function under(heading: string): string {
  const [, ...sections] = page.split(/^## /m)
  const section = sections.find((text) => text.startsWith(`${heading}\n`))
  if (!section) throw new Error(`docs/security.md has no section "${heading}"`)
  return section.replace(/\s+/g, ' ')
}

/** The number that a constant has in the code, which the module keeps to itself. */
function constant(file: string, pattern: RegExp): number {
  const found = pattern.exec(read(file))?.[1]
  if (found === undefined) throw new Error(`${file} has no ${pattern.source}`)
  return Number(found.replaceAll('_', ''))
}

describe('The page on security', () => {
  it('says of what comes in what the code takes', () => {
    const text = under('What comes in')
    for (const said of ['*.dto.ts', '*.rules.ts', 'lifecycles', 'real person', 'Nobody can send a file'])
      expect(text).toContain(said)
    expect(text).toContain(
      `at most ${edgeLimits.bodyBytes / 1024 / 1024} MiB, ${edgeLimits.jsonDepth} levels and ${edgeLimits.jsonValues.toLocaleString('en')} values`,
    )
    expect(text).toContain(`${edgeLimits.addressCharacters.toLocaleString('en')} characters and ${edgeLimits.queryFields} fields`)
    expect(text).toContain(`all headers ${edgeLimits.headerBytes / 1024} KiB`)
  })

  it('says how much at once, and what is done with what takes long', () => {
    const text = under('How much at once')
    const { account, costly, nobody } = settingsFrom(
      { DATABASE_API_URL: 'x', DATABASE_LOGIN_URL: 'x', PASSAGE_MASTER_KEYS: testMasterKeys, PASSAGE_DEMO: 'true' },
      undefined,
    ).rates!
    expect(text).toContain(`| requests of an account | ${account} |`)
    expect(text).toContain(`| of them searches by name, reports asked for, exports | ${costly} |`)
    expect(text).toContain(`| requests from an address without a session | ${nobody} |`)
    expect(text).toContain(`| streams that an account holds open | ${streamsOfAnAccount} |`)
    const lookups = constant('libs/stages/registration/registration.rules.ts', /lookupsInTenMinutes = (\d+)/)
    expect(text).toContain(`in ten minutes (in the database) | ${lookups} |`)
    expect(text).toContain(
      `${edgeLimits.headersMs / 1000} seconds for its headers and ${edgeLimits.requestMs / 1000} for all of it`,
    )
    expect(text).toContain(`nothing for ${edgeLimits.idleMs / 1000} seconds`)
    expect(text).toContain(`a statement has ${edgeLimits.statementMs / 1000} seconds`)
    for (const job of ['reports', 'payment runs', 'verification']) expect(text).toContain(job)
  })

  it('says how people sign in, and how guessing is held back without locking anybody out', () => {
    const text = under('Signing in')
    const rules = 'libs/access/sign-in/password.rules.ts'
    const [least, most] = [constant(rules, /fewestCharacters = (\d+)/), constant(rules, /mostCharacters = (\d+)/)]
    expect(text).toContain(`${least} to ${most} characters`)
    expect(text).toContain(`keep ${constant(rules, /fewestOfItsOwn = (\d+)/)} different characters`)
    const mib = constant('libs/access/passwords.ts', /memoryCost: ([\d_]+)/) / 1024
    expect(text).toContain(`argon2id (${mib} MiB, ${constant('libs/access/passwords.ts', /timeCost: (\d+)/)} passes)`)
    const throttle = 'libs/access/sign-in/throttle.rules.ts'
    expect(text).toContain(`${constant(throttle, /pair: (\d+), address: \d+ }$/m)} in five minutes for a name from an address`)
    expect(text).toContain(`${constant(throttle, /pair: \d+, address: (\d+) }$/m)} in five minutes for an address`)
    expect(text).toContain(`one try in ${constant(throttle, /longestSeconds: (\d+)/)} seconds`)
    for (const way of ['the word "passage"', 'username and password', 'second factor', 'OIDC_ISSUER', 'demo accounts'])
      expect(text).toContain(way)
  })

  it('says how long a session lasts, how many there may be, and what ends it', () => {
    const text = under('Sessions')
    const sessions = 'libs/access/sessions.ts'
    expect(text).toContain(`${constant(sessions, /hoursOfASession = (\d+)/)} hours after it began`)
    expect(text).toContain(`${constant(sessions, /idleMinutes = (\d+)/)} minutes after its last request`)
    expect(text).toContain(`within ${constant(sessions, /minutesOfAPendingSession = (\d+)/)} minutes`)
    for (const said of ['any number of sessions', 'NIST SP 800-63B', 'OpenID provider']) expect(text).toContain(said)
  })

  it('names every key and secret, the algorithms, and how each is renewed', () => {
    const text = under('Keys, and what is done with which algorithm')
    const secrets = configVariables.filter((name) => /KEYS?$|SECRET$|PASSWORD$|TOKEN$/.test(name))
    expect(secrets.length).toBeGreaterThan(4)
    expect(secrets.filter((name) => !text.includes(name))).toEqual([])
    for (const said of ['AES-256-GCM', 'HMAC-SHA-256', 'SHA-256', 'argon2id', 'rotate-keys', 'once a year'])
      expect(text).toContain(said)
  })

  it('names every connection that a process opens or takes', () => {
    const text = under('Who talks to whom')
    const addresses = configVariables.filter((name) => /_URL$|^HOST$|_ISSUER$/.test(name) && name !== 'OIDC_REDIRECT_URL')
    expect(addresses.filter((name) => !text.includes(name))).toEqual([])
  })

  it('names every class of data and what holds for it', () => {
    const text = under('Data and what holds for them')
    expect(fieldClasses.filter((one) => !text.includes(`| \`${one}\` |`))).toEqual([])
  })

  it('names every log, what stands in it, who reads it and how long it is kept', () => {
    const text = under('What is written down')
    const migrations = readdirSync(join(root, 'migrations')).filter((file) => /^\d{4}-.*\.ts$/.test(file))
    const made = migrations.map((file) => read(`migrations/${file}`)).join('\n')
    for (const table of ['transition', 'access_log', 'account_event']) {
      expect(text).toContain(`\`${table}\``)
      expect(made).toContain(`CREATE TABLE ${table} (`)
    }
    for (const said of ['standard output', 'standard error', 'metrics', 'UTC']) expect(text).toContain(said)
  })

  it('says until when a package with a known hole is mended', () => {
    const text = under('Packages')
    expect(text).toMatch(/critical is mended within \d+ days and one that is high within \d+/)
    expect(text).toContain('tools/audit-exceptions.json')
  })
})
