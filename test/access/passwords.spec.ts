import { createDemoAccounts, demoPassword } from '@passage/access'
import { assertGoodPassword } from '../../libs/access/sign-in/password.rules'
import { startApi, type Answer, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

const taken = (password: string, username = 'thiri'): string => {
  try {
    assertGoodPassword(password, username)
    return 'taken'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('A new password', () => {
  it.each([
    'correct horse battery staple',
    'ကျွန်တော့်စကားဝှက်ရှည်',
    '83917502647182',
    'aaaa bbbb cccc dddd eeee ffff',
    '   leading and trailing   ',
    'Xq7#mP2!vLw9',
    '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧',
    'x'.repeat(100) + 'abstruse quartz',
    'k9 vw3 tz8 mq1 '.repeat(13),
  ])('is taken as it is, whatever it is made of: %s', (password) => expect(taken(password)).toBe('taken'))

  it.each([
    ['short', 'eleven char'],
    ['too long', 'k9 vw3 tz8 mq1 '.repeat(14)],
    ['a common word with digits', 'Password1234'],
    ['a common word in disguise', 'P@ssw0rd2024'],
    ['two common words', 'iloveyoumonkey'],
    ['keys in a row', 'qwertyuiop123'],
    ['keys in zigzag', '1qaz2wsx3edc'],
    ['one character again and again', 'aaaaaaaaaaaa'],
    ['two characters again and again', 'abababababab'],
    ['a year and a season', 'Summer2025!!'],
    ['on the list of common ones', 'unbelievable'],
    ['on that list, in other capitals', 'LeaveMeAlone'],
    ['on that list, and of another language', 'Weihnachtsbaum'],
    ['the username', 'my Thiri of the hills'],
    ['the word passage', 'a long passage of text'],
  ])('is refused where it is %s', (_why, password) => expect(taken(password)).toBe('input.password'))
})

describe('Changing a password', () => {
  let database: TestDatabase
  let api: TestApi
  beforeAll(async () => {
    database = await createTestDatabase()
    const owner = await database.open('owner', 1)
    await owner.transaction(createDemoAccounts)
    api = await startApi(database, { domain: [] })
  }, 120_000)
  afterAll(async () => {
    await api?.close()
    await database?.drop()
  })
  const told = ({ status, body }: Answer): unknown[] => [status, body?.code]

  it('needs the present one, ends the other sessions, and keeps this', async () => {
    const [here, there] = [await api.login('intake', demoPassword('intake')), await api.login('intake', demoPassword('intake'))]
    const change = (password: string, newPassword: string): Promise<Answer> =>
      here.client.post('/password', { password, newPassword }, { key: null })
    const next = 'correct horse battery staple'
    expect(told(await change('not this one', next))).toEqual([422, 'input.wrong_password'])
    expect(await change(demoPassword('intake'), 'Password1234')).toMatchObject({
      status: 422,
      body: { code: 'input.password', field: 'newPassword' },
    })
    expect((await there.client.get('/session')).status).toBe(200)
    expect((await change(demoPassword('intake'), next)).status).toBe(204)
    expect((await here.client.get('/session')).status).toBe(200)
    expect((await there.client.get('/session')).status).toBe(401)
    expect((await api.login('intake', demoPassword('intake'))).answer.status).toBe(401)
    expect((await api.login('intake', next)).answer.status).toBe(201)
    expect((await api.login('intake', `${next} `)).answer.status).toBe(401)
    expect((await api.login('intake', next.toUpperCase())).answer.status).toBe(401)
  })

  it('does not let somebody at an open browser find the present one by trying', async () => {
    const { client } = await api.login('registrar', demoPassword('registrar'))
    const codes: unknown[] = []
    for (let n = 0; n < 11; n += 1) {
      codes.push(
        told(await client.post('/password', { password: `guess ${n}`, newPassword: 'correct horse battery' }, { key: null }))[1],
      )
    }
    expect(codes).toEqual([...Array(10).fill('input.wrong_password'), 'session.throttled'])
  })

  it('takes the full length of 200 characters, none cut off', async () => {
    const { client } = await api.login('planner', demoPassword('planner'))
    const long = 'k9 vw3 tz8 mq1 '.repeat(14).slice(0, 200)
    expect((await client.post('/password', { password: demoPassword('planner'), newPassword: long }, { key: null })).status).toBe(
      204,
    )
    expect((await api.login('planner', `${long.slice(0, 199)}x`)).answer.status).toBe(401)
    expect((await api.login('planner', long)).answer.status).toBe(201)
  })
})
