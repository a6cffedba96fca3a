import { funnelRows, type ReachedCount } from './funnel'

const reached = (group: string, ...[contacted, vetted, registered, placed, paid]: number[]): ReachedCount =>
  ({ group, contacted, vetted, registered, placed, paid }) as ReachedCount

describe('The funnel of the pipeline', () => {
  it('tells at each step how many came so far, how many fewer than before, and their share', () => {
    const rows = funnelRows(
      'none',
      [reached('soldier', 60, 40, 30, 20, 10), reached('police', 40, 40, 30, 10, 25)],
      'none',
      [],
      '2021-09-01',
    )
    expect(rows).toEqual([
      { reached: 'contacted', group: 'all', cases: 100, lost: null, share: null },
      { reached: 'vetted', group: 'all', cases: 80, lost: 20, share: 80 },
      { reached: 'registered', group: 'all', cases: 60, lost: 20, share: 75 },
      { reached: 'placed', group: 'all', cases: 30, lost: 30, share: 50 },
      { reached: 'paid', group: 'all', cases: 35, lost: 25, share: 58 },
    ])
  })

  it('hides fewer than ten, and with them what would tell how many they are', () => {
    const rows = funnelRows(
      'none',
      [reached('soldier', 60, 9, 9, 0, 0), reached('police', 40, 30, 12, 9, 10)],
      'service',
      ['soldier', 'police'],
      '2021-09-01',
    )
    const of = (step: string, group: string) => rows.find((row) => row.reached === step && row.group === group)
    const hidden = { hidden: true }
    expect(of('vetted', 'soldier')).toMatchObject({ cases: hidden, lost: hidden, share: hidden })
    expect(of('registered', 'soldier')).toMatchObject({ cases: hidden, lost: hidden, share: hidden })
    expect(of('placed', 'police')).toMatchObject({ cases: hidden, lost: hidden, share: hidden })
    expect(of('paid', 'police')).toMatchObject({ cases: 10, lost: 2, share: 83 })
    expect(of('vetted', 'all')).toMatchObject({ cases: 39, lost: 61, share: 39 })
  })

  it('never says that more came further than had come so far, whatever the noise', () => {
    for (let day = 1; day < 30; day += 1) {
      const secret = Buffer.alloc(32, day)
      for (const { lost, share } of funnelRows(
        { secret },
        [reached('police', 50, 50, 50, 50, 50)],
        'none',
        [],
        `2021-09-${day}`,
      )) {
        if (typeof lost === 'number') expect(lost).toBeGreaterThanOrEqual(0)
        if (typeof share === 'number') expect(share).toBeLessThanOrEqual(100)
      }
    }
  })
})
