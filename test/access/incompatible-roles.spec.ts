import { roles, type Role } from '@passage/access'
import { areIncompatible, standingAgainst } from '../../libs/access/accounts/incompatible-roles'
import { createTestDatabase, type TestDatabase } from '../support/database'

describe('Roles that nobody may hold at once', () => {
  it.each<[Role, Role[]]>([
    ['vetting_officer', ['vetting_approver', 'registrar', 'relocation_officer', 'intake_officer']],
    ['vetting_approver', ['vetting_officer', 'registrar', 'relocation_officer', 'intake_officer']],
    ['finance_officer', ['finance_approver', 'finance_controller', 'intake_officer']],
    ['finance_approver', ['finance_officer', 'finance_controller', 'equipment_assessor', 'intake_officer']],
    ['equipment_assessor', ['finance_approver']],
  ])('keep a %s from what would let one person decide alone, or see what is not theirs', (role, others) => {
    for (const other of others) expect([other, areIncompatible(role, other)]).toEqual([other, true])
  })

  it('leave an auditor, a trainer, a host organisation and the system nothing beside', () => {
    for (const lone of ['auditor', 'trainer', 'host_organisation', 'system'] as const) {
      expect(standingAgainst(lone, roles)).toEqual(roles.filter((role) => role !== lone))
    }
  })

  it('leave who makes the rules and who counts nothing but each other', () => {
    expect(roles.filter((role) => !areIncompatible('planner', role))).toEqual(['programme_manager', 'planner'])
    expect(roles.filter((role) => !areIncompatible('programme_manager', role))).toEqual(['programme_manager', 'planner'])
  })

  it('are the same from either side, and no role stands against itself', () => {
    for (const one of roles) {
      expect(areIncompatible(one, one)).toBe(false)
      for (const other of roles) expect(areIncompatible(one, other)).toBe(areIncompatible(other, one))
    }
  })

  it('let a small office share what harms nobody', () => {
    expect(standingAgainst('registrar', ['intake_officer', 'relocation_officer'])).toEqual([])
    expect(standingAgainst('equipment_assessor', ['finance_officer', 'registrar'])).toEqual([])
  })

  describe('in the database', () => {
    let database: TestDatabase
    beforeAll(async () => (database = await createTestDatabase()))
    afterAll(() => database.drop())

    it('are the same pairs', async () => {
      const owner = await database.open('owner', 1)
      const rows = await owner.query<{ pair: string }>(`SELECT role || ' ' || other AS pair FROM incompatible_role`)
      const expected = roles.flatMap((one) =>
        roles.filter((other) => areIncompatible(one, other)).map((other) => `${one} ${other}`),
      )
      expect(rows.map(({ pair }) => pair).sort()).toEqual(expected.sort())
    })
  })
})
