import { Injectable } from '@nestjs/common'
import type { Redacted, SignedIn } from '@passage/access'
import { ListFiles, narrowedBy, orderSaid, type FiledList, type FileFormat } from '@passage/case'
import { accessSort, AccessRecords, type AccessFilters, type AccessRecord } from './access-records'
import { logSort, TransitionLog, type LogEntry, type TransitionFilters } from './transition-log'

/** The log as files know it: columns by the names under which the screen knows them. */
const filedTransitions = {
  resource: 'transition',
  title: 'Transitions',
  columns: {
    what: [{ title: 'Event', field: 'event' }],
    of: [
      { title: 'Kind', field: 'kind' },
      { title: 'Case', field: 'reference' },
      { title: 'Subject', field: 'subjectId' },
      { title: 'Place in its chain', field: 'seq' },
    ],
    moved: [
      { title: 'From', field: 'from' },
      { title: 'To', field: 'to' },
    ],
    who: [
      { title: 'Actor', field: 'actor', says: ({ actor }) => actor.displayName },
      { title: 'Role', field: 'role' },
      { title: 'Job', field: 'job' },
    ],
    reason: [{ title: 'Reason', field: 'reason' }],
    when: [
      { title: 'Programme date', field: 'programmeDate' },
      { title: 'Recorded at', field: 'recordedAt' },
    ],
  },
} as const satisfies FiledList<LogEntry>

const transitionTitles: Readonly<Record<keyof TransitionFilters, string>> = {
  kind: 'Only the kind',
  event: 'Only the event',
  case: 'Only of the case',
  subject: 'Only of the subject',
  actor: 'Only by',
  role: 'Only in the role',
  reason: 'Only for the reason',
  from: 'Only from the programme date',
  to: 'Only until the programme date',
}

/** The access log as files know it. */
const filedAccesses = {
  resource: 'access_record',
  title: 'Access records',
  columns: {
    at: [{ title: 'Recorded at', field: 'at' }],
    act: [
      { title: 'What', field: 'act' },
      { title: 'Code', field: 'code' },
    ],
    actor: [
      { title: 'Who', field: 'actor', says: ({ actor }) => actor?.displayName ?? '' },
      { title: 'Roles', field: 'roles', says: ({ roles }) => roles.join(', ') },
      { title: 'Viewed as', field: 'viewedAs' },
    ],
    resource: [
      { title: 'Of what', field: 'resource' },
      { title: 'Its id', field: 'resourceId' },
    ],
    fields: [
      { title: 'Fields', field: 'fields', says: ({ fields }) => fields.join(', ') },
      { title: 'Rows in the file', field: 'rows' },
    ],
    purpose: [{ title: 'On what basis', field: 'purpose' }],
    case: [{ title: 'Case', field: 'reference' }],
  },
} as const satisfies FiledList<AccessRecord>

const accessTitles: Readonly<Record<keyof AccessFilters, string>> = {
  case: 'Only of the case',
  actor: 'Only by',
  act: 'Only what was',
  resource: 'Only of',
}

/** The two logs as files. Who takes one is recorded in the access log, as with every list. */
@Injectable()
export class LogFiles {
  constructor(
    private readonly log: TransitionLog,
    private readonly records: AccessRecords,
    private readonly files: ListFiles,
  ) {}

  /** @throws Refused `input.column`, `input.too_many_rows`, `access.field` */
  async transitions(
    format: FileFormat,
    viewer: SignedIn,
    filters: TransitionFilters,
    columns?: string,
  ): Promise<Redacted<unknown>> {
    return this.files.made(format, viewer, filedTransitions, {
      columns,
      ...(await this.log.all(viewer, filters)),
      narrowed: narrowedBy(transitionTitles, await this.named(filters)),
      order: orderSaid(logSort),
    })
  }

  /** @throws Refused `input.column`, `input.too_many_rows`, `access.field` */
  async accesses(format: FileFormat, viewer: SignedIn, filters: AccessFilters, columns?: string): Promise<Redacted<unknown>> {
    return this.files.made(format, viewer, filedAccesses, {
      columns,
      ...(await this.records.all(viewer, filters)),
      narrowed: narrowedBy(accessTitles, await this.named(filters)),
      order: orderSaid(accessSort),
    })
  }

  /** The same filters, with the name of the account that they ask for. */
  private async named<Filters extends { readonly actor?: string | undefined }>(filters: Filters): Promise<Filters> {
    return filters.actor === undefined ? filters : { ...filters, actor: await this.files.nameOf(filters.actor) }
  }
}
