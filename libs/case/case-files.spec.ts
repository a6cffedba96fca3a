import { caseReference } from './case-files'

describe('A case reference', () => {
  it('has the year of the programme date and a number of at least five digits', () => {
    expect(caseReference('2021-09-01', 42n)).toBe('P-2021-00042')
    expect(caseReference('2024-01-31', 99_999n)).toBe('P-2024-99999')
    expect(caseReference('2024-01-31', 123_456n)).toBe('P-2024-123456')
  })
})
