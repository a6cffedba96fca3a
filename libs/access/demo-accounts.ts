import { createHash } from 'node:crypto'
import { hashPassword } from './passwords'
import type { Queries } from './person-vault'
import type { Role } from './roles'

/** A person of the demo. All names are made up. */
export interface DemoAccount {
  readonly username: string
  readonly displayName: string
  readonly roles: readonly Role[]
}

/**
 * The people of the demo: at least two for each role whose duties are separated, and three each in vetting and finance, so that a case can go
 * all the way, be appealed, and be worked by a class.
 */
export const demoAccounts: readonly DemoAccount[] = [
  { username: 'intake', displayName: 'Thiri, intake', roles: ['intake_officer'] },
  { username: 'intake2', displayName: 'Aung Lin, intake', roles: ['intake_officer'] },
  { username: 'vetting', displayName: 'Hnin Wai, vetting', roles: ['vetting_officer'] },
  { username: 'vetting2', displayName: 'Ko Latt, vetting', roles: ['vetting_officer'] },
  { username: 'vetting3', displayName: 'Su Myat, vetting', roles: ['vetting_officer'] },
  { username: 'approver', displayName: 'Daw Mya, vetting approver', roles: ['vetting_approver'] },
  { username: 'approver2', displayName: 'U Thein, vetting approver', roles: ['vetting_approver'] },
  { username: 'approver3', displayName: 'Nang Kham, vetting approver', roles: ['vetting_approver'] },
  { username: 'registrar', displayName: 'Zaw Min, registrar', roles: ['registrar'] },
  { username: 'registrar2', displayName: 'Ei Phyu, registrar', roles: ['registrar'] },
  { username: 'relocation', displayName: 'Naw Paw, relocation', roles: ['relocation_officer'] },
  { username: 'relocation2', displayName: 'Sai Aung, relocation', roles: ['relocation_officer'] },
  { username: 'finance', displayName: 'Khin Oo, finance officer', roles: ['finance_officer'] },
  { username: 'finance2', displayName: 'Htet Naing, finance officer', roles: ['finance_officer'] },
  { username: 'finapprover', displayName: 'Mar Lar, finance approver', roles: ['finance_approver'] },
  { username: 'finapprover2', displayName: 'Soe Win, finance approver', roles: ['finance_approver'] },
  { username: 'controller', displayName: 'Yi Yi, finance controller', roles: ['finance_controller'] },
  { username: 'controller2', displayName: 'Kyaw Zin, finance controller', roles: ['finance_controller'] },
  { username: 'equipment', displayName: 'Moe Kyaw, equipment', roles: ['equipment_assessor'] },
  { username: 'equipment2', displayName: 'Nilar, equipment', roles: ['equipment_assessor'] },
  { username: 'host', displayName: 'Saw Htoo, host organisation', roles: ['host_organisation'] },
  { username: 'host2', displayName: 'Mu Mu, host organisation', roles: ['host_organisation'] },
  { username: 'host3', displayName: 'Lian, host organisation', roles: ['host_organisation'] },
  { username: 'manager', displayName: 'Tin Tin, programme manager', roles: ['programme_manager'] },
  { username: 'manager2', displayName: 'Win Htut, programme manager', roles: ['programme_manager'] },
  { username: 'planner', displayName: 'Phyo, planner', roles: ['planner'] },
  { username: 'auditor', displayName: 'Wint, auditor', roles: ['auditor'] },
  { username: 'auditor2', displayName: 'Min Thu, auditor', roles: ['auditor'] },
  { username: 'trainer', displayName: 'Sandar, trainer', roles: ['trainer'] },
]

/** A demo account's password. It protects nothing: it is shown on the login page of every demo, and exists nowhere else. */
export function demoPassword(username: string): string {
  return `demo-${username}`
}

/** The same id in every demo, so that the same seed gives the same world. A UUID of version 8, made from the username. */
export function demoAccountId(username: string): string {
  const hex = createHash('sha256').update(`passage.demo_account:${username}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * Makes the demo accounts that are missing. Safe to repeat; what is there stays as it is.
 * @param tx as the role that owns the database: no other writes accounts
 * @throws Error on a database that is not marked as a demo
 */
export async function createDemoAccounts(tx: Queries): Promise<void> {
  const [instance] = await tx.query<{ demo: boolean }>('SELECT demo FROM instance')
  if (!instance?.demo) throw new Error('This database is not marked as a demo, so that it gets no demo accounts.')
  const there = await tx.query<{ username: string }>('SELECT username FROM account')
  const missing = demoAccounts.filter((account) => !there.some(({ username }) => username === account.username))
  const hashes = await Promise.all(missing.map((account) => hashPassword(demoPassword(account.username))))
  for (const [place, account] of missing.entries()) {
    const id = demoAccountId(account.username)
    await tx.query('INSERT INTO account (id, username, display_name, password_hash) VALUES ($1, $2, $3, $4)', [
      id,
      account.username,
      account.displayName,
      hashes[place],
    ])
    await tx.query('INSERT INTO account_role (account_id, role) SELECT $1, unnest($2::text[])', [id, account.roles])
  }
}
