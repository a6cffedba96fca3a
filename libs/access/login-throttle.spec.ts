import { LoginThrottle } from './login-throttle'

describe('Tries to log in', () => {
  const tries = (throttle: LoginThrottle, count: number, username: string, address: string) => {
    for (let n = 0; n < count; n += 1) throttle.attempt(username, address)
  }

  it('are ten in five minutes for a username from an address', () => {
    let now = 0
    const throttle = new LoginThrottle(() => now)
    tries(throttle, 10, 'intake', '10.0.0.1')
    expect(() => throttle.attempt('intake', '10.0.0.1')).toThrow(expect.objectContaining({ code: 'session.throttled' }) as Error)
    expect(() => throttle.attempt('intake', '10.0.0.2')).not.toThrow()
    expect(() => throttle.attempt('intake2', '10.0.0.1')).not.toThrow()
    now = 5 * 60_000
    expect(() => throttle.attempt('intake', '10.0.0.1')).not.toThrow()
  })

  it('are a hundred in five minutes for an address, whatever the usernames', () => {
    const throttle = new LoginThrottle(() => 0)
    for (let n = 0; n < 100; n += 1) throttle.attempt(`user${n}`, '10.0.0.1')
    expect(() => throttle.attempt('another', '10.0.0.1')).toThrow('too many tries')
  })

  it('begin anew after the right password', () => {
    const throttle = new LoginThrottle(() => 0)
    tries(throttle, 9, 'intake', '10.0.0.1')
    throttle.succeeded('intake', '10.0.0.1')
    expect(() => tries(throttle, 10, 'intake', '10.0.0.1')).not.toThrow()
  })

  it('do not fill the memory of the process', () => {
    const throttle = new LoginThrottle(() => 0)
    for (let n = 0; n < 30_000; n += 1) throttle.attempt('intake', `address ${n}`)
    expect((throttle as unknown as { windows: Map<string, unknown> }).windows.size).toBeLessThanOrEqual(20_001)
  })
})
