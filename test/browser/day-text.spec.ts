import { readDay, readMonth } from '../../apps/web/src/ui/day-text'

describe('A day that somebody types', () => {
  it.each([
    ['2024-06-30', '2024-06-30'],
    ['30/6/2024', '2024-06-30'],
    ['30.06.2024', '2024-06-30'],
    ['30 Jun 2024', '2024-06-30'],
    ['30 june 2024', '2024-06-30'],
    ['၃၀ ဇွန် ၂၀၂၄', '2024-06-30'],
    ['၁ ဇူလိုင် ၂၀၂၄', '2024-07-01'],
    ['၁ ဇန်နဝါရီ 2024', '2024-01-01'],
    ['၃၀/၆/၂၀၂၄', '2024-06-30'],
  ])('is understood in its usual forms, in either language and either digits: %s', (typed, day) => {
    expect(readDay(typed)).toBe(day)
  })

  it.each(['31/6/2024', '6/30/2024', '2024-13-01', '30 Foo 2024', '30/6/24', '', 'tomorrow'])(
    'is not guessed at where it is no day: %s',
    (typed) => {
      expect(readDay(typed)).toBeNull()
    },
  )
})

describe('A month that somebody types', () => {
  it.each([
    ['2024-06', '2024-06'],
    ['6/2024', '2024-06'],
    ['Jun 2024', '2024-06'],
    ['ဇွန် ၂၀၂၄', '2024-06'],
  ])('is understood in its usual forms: %s', (typed, month) => {
    expect(readMonth(typed)).toBe(month)
  })

  it.each(['13/2024', '2024', 'June'])('is not guessed at: %s', (typed) => {
    expect(readMonth(typed)).toBeNull()
  })
})
