import { describeError, InputPipe } from '@passage/platform'
import { IsString } from 'class-validator'

class Suspension {
  @IsString()
  reason: string
}

describe('What the hunts found once', () => {
  it.each([
    '{"reason": "a", "constructor": {}}',
    '{"reason": {"constructor": {}}}',
    '{"reason": [{"constructor": "x"}]}',
    '{"other": {"deep": {"constructor": null}}}',
  ])('stays a refusal: a body that brings a constructor, such as %s', async (body) => {
    const refused = new InputPipe().transform(JSON.parse(body), { type: 'body', metatype: Suspension })
    await expect(refused).rejects.toMatchObject({
      code: 'input.invalid',
      details: { field: expect.stringContaining('constructor') },
    })
  })

  it.each<[string, () => unknown]>([
    ['JavaScript', () => new Map(['Maung Maung' as unknown as [string, string]])],
    ['a parser', () => JSON.parse('Maung Maung')],
    ['a library', () => BigInt('Maung Maung')],
  ])('stays out of the log: a value that %s quotes in its error', (_, fail) => {
    let thrown: unknown
    try {
      fail()
    } catch (error) {
      thrown = error
    }
    expect(String(thrown)).toContain('Maung')
    expect(JSON.stringify(describeError(thrown))).not.toContain('Maung')
  })

  it('stays in the log: what our own code says of a fault, and where', () => {
    expect(describeError(new Error('a command needs a route'))).toMatchObject({ message: 'a command needs a route' })
  })
})
