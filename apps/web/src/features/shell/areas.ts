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

/** The parts of the menu, in their order: by what somebody does there. */
export const areaGroups = ['casework', 'money', 'oversight', 'training'] as const
export type AreaGroup = (typeof areaGroups)[number]

export interface Area {
  readonly to: string
  readonly label: TextKey
  readonly group: AreaGroup
  /** The key that leads there after `g`. */
  readonly key: string
  /** Roles that can use it. The server decides; this only keeps the menu honest. */
  readonly roles: readonly string[]
}

/** The menu, in its order. A role sees what it can use. */
export const areas = {
  home: { to: '/', label: 'nav.home', group: 'casework', key: 'h', roles: people },
  cases: { to: '/cases', label: 'nav.cases', group: 'casework', key: 'c', roles: officers },
  reminders: { to: '/reminders', label: 'nav.reminders', group: 'casework', key: 'r', roles: remindedRoles },
  claims: {
    to: '/claims',
    label: 'nav.claims',
    group: 'casework',
    key: 'm',
    roles: ['equipment_assessor', 'host_organisation', ...finance, 'auditor'],
  },
  sites: {
    to: '/sites',
    label: 'nav.sites',
    group: 'casework',
    key: 's',
    roles: ['relocation_officer', 'host_organisation', 'programme_manager', 'planner', 'intake_officer', 'auditor'],
  },
  waiting: { to: '/waiting-list', label: 'nav.waiting', group: 'casework', key: 'w', roles: ['relocation_officer'] },
  runs: { to: '/runs', label: 'nav.runs', group: 'money', key: 'p', roles: [...finance, 'auditor'] },
  funds: { to: '/funds', label: 'nav.funds', group: 'money', key: 'f', roles: [...finance, 'planner', 'auditor'] },
  rules: {
    to: '/rules',
    label: 'nav.rules',
    group: 'money',
    key: 't',
    roles: ['programme_manager', ...finance, 'equipment_assessor', 'auditor'],
  },
  reports: {
    to: '/reports',
    label: 'nav.reports',
    group: 'oversight',
    key: 'o',
    roles: ['planner', 'programme_manager', 'auditor'],
  },
  log: { to: '/log', label: 'nav.log', group: 'oversight', key: 'l', roles: ['auditor'] },
  access: { to: '/access-log', label: 'nav.access', group: 'oversight', key: 'a', roles: ['auditor'] },
  glass: { to: '/break-glass', label: 'nav.glass', group: 'oversight', key: 'b', roles: officers },
  erasures: {
    to: '/erasures',
    label: 'nav.erasures',
    group: 'oversight',
    key: 'e',
    roles: ['intake_officer', 'registrar', 'auditor'],
  },
  policy: { to: '/policy', label: 'nav.policy', group: 'oversight', key: 'y', roles: people },
  clock: { to: '/clock', label: 'nav.clock', group: 'training', key: 'k', roles: ['trainer', 'auditor'] },
  accounts: { to: '/accounts', label: 'nav.accounts', group: 'training', key: 'u', roles: ['trainer'] },
} as const satisfies Record<string, Area>

export type AreaName = keyof typeof areas

export function mayUse(area: AreaName, roles: readonly string[]): boolean {
  return areas[area].roles.some((role) => roles.includes(role))
}

/** The areas that somebody's roles can use, in the menu's order. */
export function areasFor(roles: readonly string[]): AreaName[] {
  return (Object.keys(areas) as AreaName[]).filter((name) => mayUse(name, roles))
}
