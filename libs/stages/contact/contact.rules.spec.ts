import fc from 'fast-check'
import type { Role } from '@passage/access'
import { caseworkers, noteClasses, type NewPerson } from '@passage/case'
import type { Refused } from '@passage/platform'
import { ageOn, assertDay, assertMayWrite, faultsOfHousehold, faultsOfPerson, refuseFaults } from './contact.rules'

const today = '2021-09-01'
const person = (relation: NewPerson['relation'], bornOn: string): NewPerson => ({ relation, name: 'Test Person', bornOn })
const applicant = person('applicant', '1995-03-04')
const fields = (household: NewPerson[]): string[] => faultsOfHousehold(household, today).map((fault) => fault.field)

describe('A household as it is typed in', () => {
  it('is taken when everybody could be who they are said to be', () => {
    const household = [applicant, person('partner', '1996-01-01'), person('child', '2020-02-29'), person('parent', '1965-07-30')]
    expect(faultsOfHousehold(household, today)).toEqual([])
  })

  it('has one applicant, no more and no fewer', () => {
    expect(fields([person('partner', '1996-01-01')])).toEqual(['household'])
    expect(fields([applicant, person('applicant', '1990-01-01')])).toContain('household')
  })

  it.each([
    ['born tomorrow', '2021-09-02'],
    ['too young to have served', '2012-01-01'],
    ['older than anybody who serves', '1931-01-01'],
    ['born on a day that no calendar has', '1995-02-29'],
    ['born in a format of their own', '4/3/1995'],
  ])('has no applicant who is %s', (_, bornOn) => {
    expect(fields([person('applicant', bornOn)])).toEqual(['applicant.bornOn'])
  })

  it('names the member by the place in which the client sent them', () => {
    expect(fields([applicant, person('partner', '1996-01-01'), person('child', '2021-09-02')])).toEqual(['household.1.bornOn'])
  })

  it('has no child as old as the applicant and no parent as young', () => {
    expect(fields([applicant, person('child', '1996-01-01')])).toEqual(['household.0.bornOn'])
    expect(fields([applicant, person('parent', '1990-01-01')])).toEqual(['household.0.bornOn'])
    expect(fields([applicant, person('sibling', '1996-01-01')])).toEqual([])
  })

  it('has nobody of a hundred and eleven', () => {
    expect(faultsOfPerson(person('other', '1910-01-01'), applicant.bornOn, today, '')).toEqual([
      expect.objectContaining({ field: 'bornOn' }),
    ])
  })
})

describe('The days of a household', () => {
  const refusalOf = (day: string): string | undefined => {
    try {
      assertDay('until', day, '2021-08-20', today)
      return undefined
    } catch (error) {
      return (error as Refused).code
    }
  }

  it('lie between the beginning of the case and today', () => {
    expect(refusalOf('2021-08-20')).toBeUndefined()
    expect(refusalOf(today)).toBeUndefined()
    expect(refusalOf('2021-08-19')).toBe('input.before_case')
    expect(refusalOf('2021-09-02')).toBe('input.date')
    expect(refusalOf('soon')).toBe('input.date')
  })
})

describe('A household with several faults', () => {
  it('is refused once, with each fault and its fix', () => {
    const faults = faultsOfHousehold([person('applicant', '2012-01-01'), person('child', '2021-09-02')], today)
    expect(() => refuseFaults(faults)).toThrow(
      expect.objectContaining({
        code: 'input.implausible',
        details: expect.objectContaining({ field: 'applicant.bornOn', errors: faults }),
      }),
    )
    expect(faults).toHaveLength(2)
    expect(() => refuseFaults([])).not.toThrow()
  })
})

describe('Ages', () => {
  it('count a birthday from the day itself', () => {
    expect(ageOn('2000-09-01', today)).toBe(21)
    expect(ageOn('2000-09-02', today)).toBe(20)
    expect(ageOn('2000-02-29', '2021-02-28')).toBe(20)
  })

  it('never make anybody younger as time goes by', () => {
    const day = fc
      .date({ min: new Date('1930-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10))
    fc.assert(fc.property(day, day, day, (born, a, b) => ageOn(born, a < b ? a : b) <= ageOn(born, a < b ? b : a)))
  })
})

describe('Who may write which class of note', () => {
  const written = (...roles: Role[]) =>
    noteClasses.filter((noteClass) => {
      try {
        assertMayWrite(roles, noteClass, 'class')
        return true
      } catch {
        return false
      }
    })

  it('is who may read it', () => {
    expect(written('vetting_officer')).toContain('vetting')
    expect(written('relocation_officer')).toEqual(['operational', 'personal'])
    expect(written('finance_officer')).toEqual(['operational', 'personal', 'financial'])
    expect(written('planner')).toEqual([])
  })

  it('is told to whoever may not, with the classes that they may choose, or to leave out the note that comes with an act', () => {
    const refusal = (role: Role, field: 'class' | 'note') => {
      try {
        assertMayWrite([role], field === 'note' ? 'operational' : 'vetting', field)
      } catch (refused) {
        return refused
      }
      return undefined
    }
    expect(refusal('relocation_officer', 'class')).toMatchObject({
      code: 'access.note_class',
      details: { field: 'class', fix: 'Send class as one of: operational, personal.' },
    })
    expect(refusal('programme_manager', 'note')).toMatchObject({
      code: 'access.note_class',
      details: { field: 'note', fix: 'Leave the note out.' },
    })
    for (const role of caseworkers) expect(refusal(role, 'note')).toBeUndefined()
  })
})
