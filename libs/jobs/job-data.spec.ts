import { assertIdsOnly } from './job-data'

describe('What a job is told', () => {
  it('may be ids, days, months, codes, hashes, counts and lists of them', () => {
    expect(() =>
      assertIdsOnly({
        runId: '4f6f1a2e-7a5e-4a6e-9a54-0c7a3e0f3b11',
        ids: ['4f6f1a2e-7a5e-4a6e-9a54-0c7a3e0f3b11'],
        month: '2021-09',
        day: '2021-09-30',
        kind: 'payment_run',
        root: 'a'.repeat(64),
        count: 12,
        whole: true,
        nothing: null,
      }),
    ).not.toThrow()
  })

  it.each([
    ['a name', 'Aung Somebody'],
    ['an amount with a point', 12.5],
    ['a sentence', 'was seen at the river'],
    ['a name in a list', ['Aung Somebody']],
    ['nothing at all', ''],
  ])('may not be %s', (_what, value) => {
    expect(() => assertIdsOnly({ field: value as string })).toThrow('job data: field')
  })
})
