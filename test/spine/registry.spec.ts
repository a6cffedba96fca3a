import { edgesOf, lifecycles, met, Registry, type ActTx } from '@passage/case'

const names = (of: 'when' | 'effects'): string[] => [
  ...new Set(Object.values(lifecycles).flatMap((l) => [...edgesOf(l)].flatMap(({ edge }) => edge[of] ?? []))),
]

function registryWithout(missing: string): Registry {
  const registry = new Registry()
  for (const name of names('when')) if (name !== missing) registry.condition(name, async (_tx, asked) => asked.map(() => met))
  for (const name of names('effects')) if (name !== missing) registry.effect(name, async () => undefined)
  return registry
}

const tx = {} as ActTx

describe('A process', () => {
  it('starts when every condition and effect that a lifecycle names is registered', () => {
    expect(() => registryWithout('nothing').assertComplete()).not.toThrow()
  })

  it.each(names('when'))('does not start without the condition %s', (name) => {
    expect(() => registryWithout(name).assertComplete()).toThrow(
      `The lifecycles name what no stage registered: condition ${name}`,
    )
  })

  it.each(names('effects'))('does not start without the effect %s', (name) => {
    expect(() => registryWithout(name).assertComplete()).toThrow(`The lifecycles name what no stage registered: effect ${name}`)
  })

  it('does not start when two stages claim the same condition or effect', () => {
    const registry = registryWithout('nothing')
    expect(() => registry.condition(names('when')[0]!, async () => [])).toThrow('is registered twice')
    expect(() => registry.effect(names('effects')[0]!, async () => undefined)).toThrow('is registered twice')
  })

  it('does not decide when a condition leaves one act without an answer', async () => {
    const registry = new Registry()
    registry.condition('site_is_empty', async () => [met])
    const asked = {
      kind: 'site',
      subjectId: 'a',
      event: 'close',
      caseId: null,
      state: 'open',
      version: 1,
      looking: false,
    } as const
    const edge = lifecycles.site.states.open!.close!
    await expect(
      registry.facts(tx, [
        { asked, edge },
        { asked: { ...asked, subjectId: 'b' }, edge },
      ]),
    ).rejects.toThrow('the condition site_is_empty did not answer every act')
  })

  it('asks a condition once for all acts that need it, and gives each act its own answer', async () => {
    const registry = new Registry()
    const calls: string[][] = []
    registry.condition('site_is_empty', async (_tx, asked) => {
      calls.push(asked.map((a) => a.subjectId))
      return asked.map((a) => ({ met: false, code: `test.${a.subjectId}`, because: '', fix: '' }))
    })
    const act = (subjectId: string, event: string) => ({
      asked: { kind: 'site', subjectId, event, caseId: null, state: 'open', version: 1, looking: false } as const,
      edge: lifecycles.site.states.open![event],
    })
    const facts = await registry.facts(tx, [act('a', 'close'), act('b', 'change'), act('c', 'close')])
    expect(calls).toEqual([['a', 'c']])
    expect(facts).toMatchObject([{ site_is_empty: { code: 'test.a' } }, {}, { site_is_empty: { code: 'test.c' } }])
  })
})
