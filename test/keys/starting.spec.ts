import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { masterKeysFrom } from '@passage/access'
import { settingsFrom } from '../../apps/api/settings'
import { testMasterKeys } from '../support/api'

const ROOT = resolve(__dirname, '..', '..')
const drawn = `1:${randomBytes(32).toString('base64')}`
const ofADemo = `2:${Buffer.concat([Buffer.from('demo', 'base64'), randomBytes(29)]).toString('base64')}`

/** What a process needs to start, but for a database that answers. */
const complete = {
  DATABASE_API_URL: 'postgres://somebody:none@127.0.0.1:1/none',
  DATABASE_LOGIN_URL: 'postgres://somebody:none@127.0.0.1:1/none',
  DATABASE_WORKER_URL: 'postgres://somebody:none@127.0.0.1:1/none',
  PASSAGE_MASTER_KEYS: drawn,
  PASSAGE_SECURE_COOKIES: 'true',
}

describe('Outside a demo', () => {
  it('the API has all that it needs with keys that were drawn and cookies over HTTPS alone', () => {
    expect(settingsFrom(complete, undefined)).toMatchObject({ demo: false, secureCookies: true, masterKeys: drawn })
  })

  it.each([
    ['without keys', { PASSAGE_MASTER_KEYS: '' }, 'PASSAGE_MASTER_KEYS is not set'],
    ['with the keys of the tests', { PASSAGE_MASTER_KEYS: testMasterKeys }, 'Key 1 of PASSAGE_MASTER_KEYS was typed'],
    ["with a demo's key", { PASSAGE_MASTER_KEYS: ofADemo }, 'Key 2 of PASSAGE_MASTER_KEYS was drawn for a demo'],
    ["with a demo's key beside a good one", { PASSAGE_MASTER_KEYS: `${drawn},${ofADemo}` }, 'Key 2 of PASSAGE_MASTER_KEYS'],
    ['with cookies over plain HTTP', { PASSAGE_SECURE_COOKIES: 'false' }, 'PASSAGE_SECURE_COOKIES is not true'],
    ['without a word about cookies', { PASSAGE_SECURE_COOKIES: '' }, 'PASSAGE_SECURE_COOKIES is not true'],
    ['with a demo that is not quite one', { PASSAGE_DEMO: 'TRUE', PASSAGE_SECURE_COOKIES: 'false' }, 'neither is PASSAGE_DEMO'],
  ])('the API does not start %s', (_how, env, sentence) => {
    expect(() => settingsFrom({ ...complete, ...env }, undefined)).toThrow(sentence)
  })

  it('no refusal shows a key', () => {
    for (const keys of [testMasterKeys, ofADemo, '1:short', `${drawn},${drawn}`]) {
      try {
        masterKeysFrom({ PASSAGE_MASTER_KEYS: keys })
        throw new Error('it was taken')
      } catch (error) {
        for (const secret of keys.split(/[:,]/).filter((part) => part.length > 4))
          expect((error as Error).message).not.toContain(secret)
      }
    }
  })

  it('a key of a demo, and one of a test, do for a demo', () => {
    for (const keys of [ofADemo, testMasterKeys])
      expect(masterKeysFrom({ PASSAGE_MASTER_KEYS: keys, PASSAGE_DEMO: 'true' })).toBe(keys)
  })

  it.each([
    ['api', 'API'],
    ['worker', 'worker'],
  ])(
    'the process of the %s says so in one line, and ends with 1',
    (app, name) => {
      const program = ['--require', resolve(ROOT, 'apps/paymaster/testing/from-source.js'), resolve(ROOT, `apps/${app}/main.ts`)]
      const { status, stdout, stderr } = spawnSync(process.execPath, program, {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: 60_000,
        env: { PATH: process.env.PATH, ...complete, PASSAGE_MASTER_KEYS: testMasterKeys },
      })
      expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 1, stdout: '', lines: 1 })
      expect(stderr).toContain(`The ${name} cannot start: Key 1 of PASSAGE_MASTER_KEYS was typed`)
    },
    60_000,
  )
})
