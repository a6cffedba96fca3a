import type { TextKey } from '../../i18n'

const officers = [
  'intake_officer',
  'vetting_officer',
  'vetting_approver',
  'registrar',
  'relocation_officer',
  'finance_officer',
  'finance_approver',
  'finance_controller',
  'equipment_assessor',
  'auditor',
] as const

const finance = ['finance_officer', 'finance_approver', 'finance_controller'] as const

/** Every role that a person can have. */
export const people = [
  ...officers.filter((role) => role !== 'auditor'),
  'host_organisation',
  'programme_manager',
  'planner',
  'auditor',
  'trainer',
] as const

const remindedRoles = [
  'vetting_officer',
  'vetting_approver',
  'equipment_assessor',
  'host_organisation',
  'finance_officer',
] as const

export interface Area {
  readonly to: string
  readonly label: TextKey
  /** Roles that can use it. The server decides; this only keeps the menu honest. */
  readonly roles: readonly string[]
}

/** The menu, in its order. A role sees what it can use. */
export const areas = {
  home: { to: '/', label: 'nav.home', roles: ['planner'] },
  cases: { to: '/cases', label: 'nav.cases', roles: officers },
  reminders: { to: '/reminders', label: 'nav.reminders', roles: remindedRoles },
  claims: {
    to: '/claims',
    label: 'nav.claims',
    roles: ['equipment_assessor', 'host_organisation', ...finance, 'auditor'],
  },
  runs: { to: '/runs', label: 'nav.runs', roles: [...finance, 'auditor'] },
  sites: {
    to: '/sites',
    label: 'nav.sites',
    roles: ['relocation_officer', 'host_organisation', 'programme_manager', 'planner', 'intake_officer', 'auditor'],
  },
  reports: { to: '/reports', label: 'nav.reports', roles: ['planner', 'programme_manager', 'auditor'] },
  waiting: { to: '/waiting-list', label: 'nav.waiting', roles: ['relocation_officer'] },
  funds: { to: '/funds', label: 'nav.funds', roles: [...finance, 'planner', 'auditor'] },
  rules: { to: '/rules', label: 'nav.rules', roles: ['programme_manager', ...finance, 'equipment_assessor', 'auditor'] },
  clock: { to: '/clock', label: 'nav.clock', roles: ['trainer', 'auditor'] },
  log: { to: '/log', label: 'nav.log', roles: ['auditor'] },
  access: { to: '/access-log', label: 'nav.access', roles: ['auditor'] },
  glass: { to: '/break-glass', label: 'nav.glass', roles: officers },
  erasures: { to: '/erasures', label: 'nav.erasures', roles: ['intake_officer', 'registrar', 'auditor'] },
  accounts: { to: '/accounts', label: 'nav.accounts', roles: ['trainer'] },
  policy: { to: '/policy', label: 'nav.policy', roles: people },
} as const satisfies Record<string, Area>

export type AreaName = keyof typeof areas

export function mayUse(area: AreaName, roles: readonly string[]): boolean {
  return areas[area].roles.some((role) => roles.includes(role))
}

/** Where somebody lands after logging in: the first area that their roles can use. */
export function landing(roles: readonly string[]): string {
  const first = (Object.keys(areas) as AreaName[]).find((name) => mayUse(name, roles))
  return first ? areas[first].to : '/'
}
