import { changesIn, type Told } from './timeline-changes'

const told = (seq: number, payload: Told['payload'], more: Partial<Told> = {}): Told => ({
  subjectId: 'one',
  seq,
  class: 'operational',
  payload,
  ...more,
})

describe('What an entry of the timeline changed', () => {
  it('is what its payload names, beside what was named before of the same subject', () => {
    const changes = changesIn([
      told(1, { holder: 'a', from: '2021-09-01' }),
      told(2, { on: '2021-09-02' }),
      told(3, { holder: 'b', from: '2021-09-01' }),
      told(1, { holder: 'c' }, { subjectId: 'other' }),
    ])
    expect(changes.get('one/1')).toEqual([
      { field: 'holder', before: null, after: 'a' },
      { field: 'from', before: null, after: '2021-09-01' },
    ])
    expect(changes.get('one/2')).toEqual([{ field: 'on', before: null, after: '2021-09-02' }])
    expect(changes.get('one/3')).toEqual([{ field: 'holder', before: 'a', after: 'b' }])
    expect(changes.get('other/1')).toEqual([{ field: 'holder', before: null, after: 'c' }])
  })

  it('lets what tells of an event alone replace nothing, and leaves out what points beside the log', () => {
    const check = (name: string) => ({
      check: name,
      result: 'confirmed',
      record: `record of ${name}`,
      note: 'n',
      commitment: 'c',
    })
    const changes = changesIn([told(1, check('identity')), told(2, check('unit'))])
    expect(changes.get('one/2')).toEqual([
      { field: 'check', before: null, after: 'unit' },
      { field: 'result', before: null, after: 'confirmed' },
    ])
  })

  it('says nothing of what an event of a narrower class named last, not even whether it is the same', () => {
    const ofVetting = { class: 'vetting' } as const
    for (const after of ['site-one', 'site-two']) {
      const changes = changesIn([
        told(1, { site: 'site-one' }, ofVetting),
        told(2, { site: after }),
        told(3, { site: 'last' }, ofVetting),
      ])
      expect(changes.get('one/2')).toEqual([])
      // Whoever reads vetting reads what is operational as well.
      expect(changes.get('one/3')).toEqual([{ field: 'site', before: after, after: 'last' }])
    }
    const unknown = changesIn([told(1, { site: 'one' }, { class: undefined }), told(2, { site: 'two' })])
    expect(unknown.get('one/2')).toEqual([])
  })
})
