import { policy, readersOf } from '@passage/access'

/** How a route shows a resource of the policy: one row, a page of rows, a stream of them, a file made of them; or it leads to another address. */
type Shape = 'one' | 'page' | 'stream' | 'file' | 'elsewhere'

/**
 * What each route that reads answers: the operation of the API's document → a resource of the policy table, and how it is shown. A route that
 * reads and does not stand here makes test/edge/document.spec.ts fail, and so does one that answers another resource.
 */
export const answers: Readonly<Record<string, readonly [resource: string, shape: Shape]>> = {
  'AccountsController.demo': ['demo_account', 'page'],
  'AccountsController.list': ['account', 'page'],
  'AllowanceController.list': ['entitlement', 'page'],
  'AllowanceController.listRates': ['rate', 'page'],
  'AuditController.accessLog': ['access_record', 'page'],
  'AuditController.latest': ['log_verification', 'one'],
  'AuditController.readers': ['case_reader', 'page'],
  'AuditController.transition': ['transition', 'one'],
  'AuditController.transitions': ['transition', 'page'],
  'BreakGlassController.list': ['break_glass', 'page'],
  'BreakGlassController.reads': ['glass_read', 'page'],
  'BulkPreviewController.preview': ['bulk_case', 'page'],
  'CaseController.counts': ['case_count', 'page'],
  'CaseController.list': ['case', 'page'],
  'CaseController.read': ['case', 'one'],
  'CaseController.readActions': ['action', 'page'],
  'CaseController.readNotes': ['note', 'page'],
  'CaseController.readTimeline': ['timeline_entry', 'page'],
  'ClaimsListController.counts': ['reward_claim_count', 'page'],
  'ClaimsListController.csv': ['reward_claim', 'file'],
  'ClaimsListController.list': ['reward_claim', 'page'],
  'ClaimsListController.xlsx': ['reward_claim', 'file'],
  'ClockController.moves': ['clock_move', 'page'],
  'ClockController.preview': ['clock_preview', 'one'],
  'CredentialsController.begin': ['second_factor', 'one'],
  'CredentialsController.confirm': ['second_factor', 'one'],
  'CredentialsController.read': ['second_factor', 'one'],
  'DelegationsController.list': ['delegation', 'page'],
  'ErasureController.erasures': ['erasure', 'page'],
  'ExportController.csv': ['case', 'file'],
  'ExportController.xlsx': ['case', 'file'],
  'FundsController.list': ['fund', 'page'],
  'JobsController.events': ['job', 'stream'],
  'JobsController.read': ['job', 'one'],
  'KeysController.list': ['master_key', 'page'],
  'LifecyclesController.list': ['lifecycle', 'page'],
  'LifecyclesController.pictures': ['lifecycle_picture', 'page'],
  'LogFilesController.accessesCsv': ['access_record', 'file'],
  'LogFilesController.accessesXlsx': ['access_record', 'file'],
  'LogFilesController.transitionsCsv': ['transition', 'file'],
  'LogFilesController.transitionsXlsx': ['transition', 'file'],
  'ManageAccountsController.events': ['account_event', 'page'],
  'ManageAccountsController.list': ['managed_account', 'page'],
  'NeedsController.list': ['need', 'page'],
  'NoticesController.csv': ['notice', 'file'],
  'NoticesController.list': ['notice', 'page'],
  'NoticesController.xlsx': ['notice', 'file'],
  'OidcController.callback': ['oidc', 'elsewhere'],
  'OidcController.read': ['oidc', 'one'],
  'OidcController.start': ['oidc', 'elsewhere'],
  'PaymentFilesController.paymentsCsv': ['payment', 'file'],
  'PaymentFilesController.paymentsXlsx': ['payment', 'file'],
  'PaymentFilesController.runsCsv': ['payment_run', 'file'],
  'PaymentFilesController.runsXlsx': ['payment_run', 'file'],
  'PaymentsController.counts': ['payment_run_count', 'page'],
  'PaymentsController.list': ['payment_run', 'page'],
  'PaymentsController.message': ['payment', 'file'],
  'PaymentsController.payments': ['payment', 'page'],
  'PaymentsController.preview': ['dry_run', 'one'],
  'PaymentsController.run': ['payment_run', 'one'],
  'PaymentsController.transfers': ['ledger_transfer', 'page'],
  'PeopleController.search': ['person_hit', 'page'],
  'PlacementsController.arrivals': ['placement', 'page'],
  'PlacementsController.ofCase': ['placement', 'page'],
  'PlacementsController.waitingList': ['placement', 'page'],
  'PolicyController.read': ['policy_resource', 'page'],
  'PreferencesController.read': ['preferences', 'one'],
  'PreferencesController.save': ['preferences', 'one'],
  'RegistrationController.check': ['code_check', 'one'],
  'RegistrationController.list': ['code', 'page'],
  'ReportsController.csv': ['report_result', 'file'],
  'ReportsController.history': ['report', 'page'],
  'ReportsController.kinds': ['report_kind', 'page'],
  'ReportsController.one': ['report', 'one'],
  'ReportsController.result': ['report_result', 'one'],
  'ReportsController.xlsx': ['report_result', 'file'],
  'RestorePointsController.list': ['restore_point', 'page'],
  'RewardController.ofCase': ['reward_claim', 'page'],
  'RewardController.tariffLines': ['tariff_line', 'page'],
  'SessionController.list': ['own_session', 'page'],
  'SessionController.read': ['session', 'one'],
  'SharedViewsController.list': ['shared_view', 'page'],
  'SitesController.calendars': ['site_calendar', 'page'],
  'SitesController.days': ['site_day', 'page'],
  'SitesController.list': ['site', 'page'],
  'SitesController.one': ['site', 'one'],
  'SitesController.placementsAt': ['placement', 'page'],
  'SitesController.shortages': ['shortage', 'page'],
  'SystemController.clock': ['clock', 'one'],
  'SystemController.live': ['health', 'one'],
  'SystemController.ready': ['health', 'one'],
  'VettingController.view': ['vetting', 'one'],
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** The schema of every resource, by its name: what of it may be redacted, and for whom it is not. */
export function resourceSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(policy).map(([resource, fields]) => [
      resource,
      {
        type: 'object',
        description: 'As the policy names its fields; an answer may hold fewer, and never another.',
        properties: Object.fromEntries(Object.entries(fields).map(([field, rule]) => [field, fieldSchema(rule)])),
        additionalProperties: false,
      },
    ]),
  )
}

function fieldSchema(rule: (typeof policy)[string][string]): object {
  const also = rule.also ? `; also ${rule.also.join(', ')}` : ''
  const follows = rule.follows ? '; and whoever reads the class that the row says of itself' : ''
  const readers = readersOf[rule.class].join(', ') || 'nobody'
  const shown = rule.of ? [reference(rule.of), { type: 'array', items: reference(rule.of) }] : [{}]
  return {
    description: `${rule.class}, for ${rule.class === 'open' ? 'every account' : `${readers}${also}${follows}`}.`,
    anyOf: rule.class === 'open' && !rule.follows ? shown : [...shown, reference('Redacted')],
  }
}

/** What an operation answers, where it reads. */
export function answerOf(operationId: string): { description: string; content?: object } | undefined {
  const answer = Object.hasOwn(answers, operationId) ? answers[operationId] : undefined
  if (!answer) return undefined
  const [resource, shape] = answer
  if (shape === 'file') return { description: `A file with what a ${words(resource)} shows.` }
  if (shape === 'elsewhere') return { description: 'Leads to another address.' }
  if (shape === 'stream') return { description: `A ${words(resource)}, as it changes.`, content: { 'text/event-stream': {} } }
  const row = reference(resource)
  const page = {
    type: 'object',
    properties: { items: { type: 'array', items: row }, nextCursor: { type: ['string', 'null'] } },
    required: ['items', 'nextCursor'],
  }
  return {
    description: shape === 'one' ? `A ${words(resource)}.` : `A page of rows: ${words(resource)}.`,
    content: { 'application/json': { schema: shape === 'one' ? row : page } },
  }
}

function words(resource: string): string {
  return resource.replaceAll('_', ' ')
}
