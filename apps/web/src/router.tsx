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
import type { ComponentType } from 'react'
import { sessionQuery } from './api/session'
import { NotFound } from './features/shell/guard'
import { preferencesQuery } from './features/shell/preferences'
import { Shell } from './features/shell/shell'
import { client } from './query-client'
import { restOfTexts } from './i18n'
import { Loading, ProblemNote } from './ui/page'
import { AtOnce, Unhurried } from './ui/unhurried'

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

/** A page behind the first screen: it comes with the texts that it says. */
function page<Module extends Record<string, unknown>, Name extends keyof Module>(load: () => Promise<Module>, name: Name) {
  const Lazy = lazyRouteComponent(async () => (await Promise.all([load(), restOfTexts()]))[0], name as never)
  // The router asks for `preload` until it is gone, which is once the page has come.
  return Object.defineProperty(() => <PageOf component={Lazy} />, 'preload', { get: () => Lazy.preload })
}

/** Whoever goes back returns to the place on the page that they left, for which the page must be as long as it was. */
function PageOf({ component: Component }: { component: ComponentType }) {
  return (
    <AtOnce value={goesBack}>
      <Unhurried meanwhile={<Loading />}>
        <Component />
      </Unhurried>
    </AtOnce>
  )
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
    // How somebody likes a screen is known before it is drawn; without an answer it is drawn as it comes.
    await client.ensureQueryData(preferencesQuery).catch(() => undefined)
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
  component: page(() => import('./features/cases/worklist-page'), 'WorklistPage'),
})
const newCase = createRoute({
  getParentRoute: () => shell,
  path: '/cases/new',
  component: page(() => import('./features/cases/new-contact-page'), 'NewContactPage'),
})
const oneCase = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$caseId',
  validateSearch: filters('tab', 'kind', 'state', 'actor'),
  component: page(() => import('./features/case/case-page'), 'CasePage'),
})
const card = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$caseId/card/$codeId',
  component: page(() => import('./features/case/card/card-page'), 'CardPage'),
})
const summary = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$caseId/summary',
  component: page(() => import('./features/case/case-summary'), 'CaseSummaryPage'),
})

const claims = createRoute({
  getParentRoute: () => shell,
  path: '/claims',
  validateSearch: filters('state', 'category', 'filed_from', 'filed_to', 'reference', 'sort'),
  component: page(() => import('./features/claims/claims-page'), 'ClaimsPage'),
})

const runs = createRoute({
  getParentRoute: () => shell,
  path: '/runs',
  validateSearch: filters('state', 'kind', 'sort'),
  component: page(() => import('./features/runs/runs-page'), 'RunsPage'),
})
const newRun = createRoute({
  getParentRoute: () => shell,
  path: '/runs/new',
  component: page(() => import('./features/runs/new-run-page'), 'NewRunPage'),
})
const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$runId',
  validateSearch: filters('state', 'cause', 'sort'),
  component: page(() => import('./features/runs/run-page'), 'RunPage'),
})

const sites = createRoute({
  getParentRoute: () => shell,
  path: '/sites',
  validateSearch: filters('from'),
  component: page(() => import('./features/sites/sites-page'), 'SitesPage'),
})
const site = createRoute({
  getParentRoute: () => shell,
  path: '/sites/$siteId',
  validateSearch: filters('from', 'view'),
  component: page(() => import('./features/sites/site-page'), 'SitePage'),
})
const waiting = createRoute({
  getParentRoute: () => shell,
  path: '/waiting-list',
  component: page(() => import('./features/sites/waiting-page'), 'WaitingPage'),
})

const reminders = createRoute({
  getParentRoute: () => shell,
  path: '/reminders',
  validateSearch: filters('kind', 'settled', 'cursor'),
  component: page(() => import('./features/reminders/reminders-page'), 'RemindersPage'),
})

const reports = createRoute({
  getParentRoute: () => shell,
  path: '/reports',
  validateSearch: filters('kind', 'cursor'),
  component: page(() => import('./features/reports/reports-page'), 'ReportsPage'),
})
const newReport = createRoute({
  getParentRoute: () => shell,
  path: '/reports/new',
  validateSearch: filters('kind'),
  component: page(() => import('./features/reports/new-report-page'), 'NewReportPage'),
})
const report = createRoute({
  getParentRoute: () => shell,
  path: '/reports/$reportId',
  component: page(() => import('./features/reports/report-page'), 'ReportPage'),
})

const clock = createRoute({
  getParentRoute: () => shell,
  path: '/clock',
  validateSearch: filters('cursor'),
  component: page(() => import('./features/clock/clock-page'), 'ClockPage'),
})

const funds = createRoute({
  getParentRoute: () => shell,
  path: '/funds',
  validateSearch: filters('show', 'line'),
  component: page(() => import('./features/funds/funds-page'), 'FundsPage'),
})
const rules = createRoute({
  getParentRoute: () => shell,
  path: '/rules',
  component: page(() => import('./features/rules/rules-page'), 'RulesPage'),
})

const log = createRoute({
  getParentRoute: () => shell,
  path: '/log',
  validateSearch: filters('case', 'actor', 'event', 'kind', 'role', 'reason', 'from', 'to', 'subject', 'seq', 'entry'),
  component: page(() => import('./features/log/log-page'), 'LogPage'),
})
const accessLog = createRoute({
  getParentRoute: () => shell,
  path: '/access-log',
  validateSearch: filters('case', 'actor', 'act', 'resource', 'record'),
  component: page(() => import('./features/log/access-log-page'), 'AccessLogPage'),
})

const glass = createRoute({
  getParentRoute: () => shell,
  path: '/break-glass',
  validateSearch: filters('unseen', 'cursor'),
  component: page(() => import('./features/glass/glass-page'), 'GlassPage'),
})
const erasures = createRoute({
  getParentRoute: () => shell,
  path: '/erasures',
  validateSearch: filters('state', 'cursor'),
  component: page(() => import('./features/erasures/erasures-page'), 'ErasuresPage'),
})
const policy = createRoute({
  getParentRoute: () => shell,
  path: '/policy',
  validateSearch: filters('role', 'class', 'text'),
  component: page(() => import('./features/policy/policy-page'), 'PolicyPage'),
})
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: page(() => import('./features/account/account-page'), 'AccountPage'),
})
const accounts = createRoute({
  getParentRoute: () => shell,
  path: '/accounts',
  validateSearch: filters('role', 'name'),
  component: page(() => import('./features/accounts/accounts-page'), 'AccountsPage'),
})
const oneAccount = createRoute({
  getParentRoute: () => shell,
  path: '/accounts/$accountId',
  component: page(() => import('./features/accounts/one-account-page'), 'OneAccountPage'),
})

const gallery = createRoute({
  getParentRoute: () => shell,
  path: '/gallery',
  component: page(() => import('./features/gallery/gallery-page'), 'GalleryPage'),
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
      card,
      summary,
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

let goesBack = false
router.history.subscribe(({ action }) => (goesBack = action.type === 'BACK' || action.type === 'FORWARD'))

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
