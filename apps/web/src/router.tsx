import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router'
import { sessionQuery } from './api/session'
import { NotFound } from './features/shell/guard'
import { Shell } from './features/shell/shell'
import { client } from './query-client'
import { Loading, ProblemNote } from './ui/page'

/** The named filters of a screen's URL; anything else in it is dropped. */
function filters<const K extends string>(...names: K[]) {
  return (raw: Record<string, unknown>): { [Name in K]?: string } => {
    const kept: { [Name in K]?: string } = {}
    for (const name of names) {
      const value = raw[name]
      if (value !== undefined && value !== null && value !== '') kept[name] = String(value)
    }
    return kept
  }
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: filters('to', 'refused', 'secondFactor'),
  component: lazyRouteComponent(() => import('./features/session/login-page'), 'LoginPage'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const viewer = await client.ensureQueryData(sessionQuery)
    if (!viewer) throw redirect({ to: '/login', search: location.href === '/' ? {} : { to: location.href } })
  },
  component: Shell,
  errorComponent: ({ error, reset }) => <ProblemNote problem={error} retry={reset} />,
  notFoundComponent: NotFound,
})

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./features/home/home-page'), 'HomePage'),
})

const cases = createRoute({
  getParentRoute: () => shell,
  path: '/cases',
  validateSearch: filters('state', 'service', 'pathway', 'holder', 'opened_from', 'opened_to', 'reference', 'sort'),
  component: lazyRouteComponent(() => import('./features/cases/worklist-page'), 'WorklistPage'),
})
const newCase = createRoute({
  getParentRoute: () => shell,
  path: '/cases/new',
  component: lazyRouteComponent(() => import('./features/cases/new-contact-page'), 'NewContactPage'),
})
const oneCase = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$caseId',
  validateSearch: filters('tab', 'kind'),
  component: lazyRouteComponent(() => import('./features/case/case-page'), 'CasePage'),
})

const claims = createRoute({
  getParentRoute: () => shell,
  path: '/claims',
  validateSearch: filters('state', 'cursor'),
  component: lazyRouteComponent(() => import('./features/claims/claims-page'), 'ClaimsPage'),
})

const runs = createRoute({
  getParentRoute: () => shell,
  path: '/runs',
  validateSearch: filters('cursor'),
  component: lazyRouteComponent(() => import('./features/runs/runs-page'), 'RunsPage'),
})
const newRun = createRoute({
  getParentRoute: () => shell,
  path: '/runs/new',
  component: lazyRouteComponent(() => import('./features/runs/new-run-page'), 'NewRunPage'),
})
const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$runId',
  validateSearch: filters('state', 'cursor'),
  component: lazyRouteComponent(() => import('./features/runs/run-page'), 'RunPage'),
})

const sites = createRoute({
  getParentRoute: () => shell,
  path: '/sites',
  component: lazyRouteComponent(() => import('./features/sites/sites-page'), 'SitesPage'),
})
const site = createRoute({
  getParentRoute: () => shell,
  path: '/sites/$siteId',
  validateSearch: filters('from'),
  component: lazyRouteComponent(() => import('./features/sites/site-page'), 'SitePage'),
})
const waiting = createRoute({
  getParentRoute: () => shell,
  path: '/waiting-list',
  component: lazyRouteComponent(() => import('./features/sites/waiting-page'), 'WaitingPage'),
})

const reminders = createRoute({
  getParentRoute: () => shell,
  path: '/reminders',
  validateSearch: filters('kind', 'settled', 'cursor'),
  component: lazyRouteComponent(() => import('./features/reminders/reminders-page'), 'RemindersPage'),
})

const reports = createRoute({
  getParentRoute: () => shell,
  path: '/reports',
  validateSearch: filters('kind', 'cursor'),
  component: lazyRouteComponent(() => import('./features/reports/reports-page'), 'ReportsPage'),
})
const newReport = createRoute({
  getParentRoute: () => shell,
  path: '/reports/new',
  validateSearch: filters('kind'),
  component: lazyRouteComponent(() => import('./features/reports/new-report-page'), 'NewReportPage'),
})
const report = createRoute({
  getParentRoute: () => shell,
  path: '/reports/$reportId',
  component: lazyRouteComponent(() => import('./features/reports/report-page'), 'ReportPage'),
})

const clock = createRoute({
  getParentRoute: () => shell,
  path: '/clock',
  validateSearch: filters('cursor'),
  component: lazyRouteComponent(() => import('./features/clock/clock-page'), 'ClockPage'),
})

const funds = createRoute({
  getParentRoute: () => shell,
  path: '/funds',
  component: lazyRouteComponent(() => import('./features/funds/funds-page'), 'FundsPage'),
})
const rules = createRoute({
  getParentRoute: () => shell,
  path: '/rules',
  component: lazyRouteComponent(() => import('./features/rules/rules-page'), 'RulesPage'),
})

const log = createRoute({
  getParentRoute: () => shell,
  path: '/log',
  validateSearch: filters('case', 'actor', 'event', 'kind', 'from', 'to', 'cursor'),
  component: lazyRouteComponent(() => import('./features/log/log-page'), 'LogPage'),
})
const accessLog = createRoute({
  getParentRoute: () => shell,
  path: '/access-log',
  validateSearch: filters('case', 'actor', 'act', 'resource', 'cursor'),
  component: lazyRouteComponent(() => import('./features/log/access-log-page'), 'AccessLogPage'),
})

const glass = createRoute({
  getParentRoute: () => shell,
  path: '/break-glass',
  validateSearch: filters('unseen', 'cursor'),
  component: lazyRouteComponent(() => import('./features/glass/glass-page'), 'GlassPage'),
})
const erasures = createRoute({
  getParentRoute: () => shell,
  path: '/erasures',
  validateSearch: filters('state', 'cursor'),
  component: lazyRouteComponent(() => import('./features/erasures/erasures-page'), 'ErasuresPage'),
})
const policy = createRoute({
  getParentRoute: () => shell,
  path: '/policy',
  validateSearch: filters('role', 'class', 'text'),
  component: lazyRouteComponent(() => import('./features/policy/policy-page'), 'PolicyPage'),
})
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/account/account-page'), 'AccountPage'),
})
const accounts = createRoute({
  getParentRoute: () => shell,
  path: '/accounts',
  validateSearch: filters('role', 'name'),
  component: lazyRouteComponent(() => import('./features/accounts/accounts-page'), 'AccountsPage'),
})
const oneAccount = createRoute({
  getParentRoute: () => shell,
  path: '/accounts/$accountId',
  component: lazyRouteComponent(() => import('./features/accounts/one-account-page'), 'OneAccountPage'),
})

const gallery = createRoute({
  getParentRoute: () => shell,
  path: '/gallery',
  component: lazyRouteComponent(() => import('./features/gallery/gallery-page'), 'GalleryPage'),
})

// Under the shell, so that the banner and the menu stand around it too.
const elsewhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound })

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    shell.addChildren([
      home,
      cases,
      newCase,
      oneCase,
      claims,
      runs,
      newRun,
      run,
      sites,
      site,
      waiting,
      reminders,
      reports,
      newReport,
      report,
      clock,
      funds,
      rules,
      log,
      accessLog,
      glass,
      erasures,
      policy,
      account,
      accounts,
      oneAccount,
      gallery,
      elsewhere,
    ]),
  ]),
  // Every filter is text: `2021` in the URL stays as it is, without the quotes that JSON would put around it.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
  defaultPreload: false,
  defaultPendingComponent: () => <Loading />,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
