/**
 * What the frame and the home page say, by group or by key; all other texts come with the pages that say them (docs/decisions/0020).
 * `test/browser/catalogue.spec.ts` finds what is missing here.
 */
export const ofTheFirstScreen: ReadonlySet<string> = new Set([
  ...[
    'account',
    'banner',
    'case',
    'cases',
    'common',
    'connection',
    'day',
    'digits',
    'due_kind',
    'filters',
    'form',
    'guard',
    'home',
    'job',
    'keys',
  ],
  ...[
    'language',
    'list',
    'login',
    'nav',
    'notfound',
    'pager',
    'palette',
    'pathway',
    'problem',
    'redacted',
    'refused_login',
    'role',
    'role_does',
  ],
  ...['service', 'session', 'state', 'unsaved', 'verify', 'viewing', 'waits'],
  ...['clock.title', 'clock.to_clock', 'glass.unseen_said', 'reminder.open_said', 'reminder.to_run', 'report.new', 'run.new'],
  ...['fund.committed', 'fund.free', 'fund.none', 'fund.spent'],
  ...['site.booked', 'site.free', 'site.none', 'site.occupied', 'site.out', 'site.places'],
])
