import { policyRows, type PolicyFieldShown, type ReaderShown } from './policy/policy-rows'
import { fieldClasses, glassReaders, readingRules, recordedClasses, type FieldClass } from './policy/table'
import type { Role } from './roles'

const meaning: Readonly<Record<FieldClass, string>> = {
  open: 'says nothing of a person and nothing that could be used against the programme',
  operational: 'what everybody who works on cases must know to do their part',
  personal: 'tells who somebody is, or what they need',
  vetting: 'what was found out about somebody, and what was made of it',
  financial: 'amounts, and what decides them',
  secret: 'opens a door to whoever knows it; read only where a field names the role',
}

/** docs/access.md: who sees what and when, from the policy table itself. */
export function accessDocument(): string {
  return [
    '# Who sees what',
    '',
    'From the policy table in `libs/access/policy/`, which also makes the projection of SQL, the redaction of every answer, the row-level security of',
    "the database (`reading_rule`; a process whose table differs from its database's does not start), the API's document and the page `/policy`. This",
    'page is generated: change the table, then run `npm run format`. That the API answers so, cell by cell, is tested by `test/access/cells.spec.ts`.',
    '',
    'A field that the table does not name is never sent. One that a viewer may not read is sent as `{"redacted": true}`. What a viewer may not read it',
    'may not filter, sort or search by.',
    '',
    '## Classes',
    '',
    '| class | means | reading is recorded | who reads it |',
    '| --- | --- | --- | --- |',
    ...fieldClasses.map((c) => `| ${c} | ${meaning[c]} | ${recordedClasses.includes(c) ? 'yes' : 'no'} | ${readersOfClass(c)} |`),
    '',
    'Before recorded fields leave, who read which fields of which case, in which role, and on what basis (`role`, `stage`, `held`, `own_site`,',
    '`glass:<id>`) stands in the access log; if it cannot be written, nothing is sent. Every refusal for want of a session or a right is recorded too.',
    '',
    '## Breaking the glass',
    '',
    'With a reason, for at most 60 minutes and for one case, these roles read what no rule lets them read; the auditors and whoever holds the case are',
    'told at once, and everything read under it is listed.',
    '',
    ...Object.entries(glassReaders).map(([c, roles]) => `- **${c}**: ${(roles as readonly Role[]).map(code).join(', ')}`),
    '',
    '## Resources',
    '',
    'Where a field lists nobody beside its class, the readers are those of the class, as above.',
    '',
    ...policyRows().flatMap(({ resource, fields }) => [
      `### ${resource.replaceAll('_', ' ')}`,
      '',
      '| field | class | who reads it beside the class |',
      '| --- | --- | --- |',
      ...fields.map((field) => `| \`${field.field}\` | ${classOf(field)} | ${beside(field)} |`),
      '',
    ]),
    '## The database agrees',
    '',
    '| role | may |',
    '| --- | --- |',
    '| the owner (migrations) | everything; no process that serves people connects as it |',
    '| `passage_api` | what `passage_app` is granted, and of sealed fields, notes, vetting, placements and claims only the rows that the viewer of the transaction may read |',
    '| `passage_worker` | the same grants for jobs, which act as the system and are named with their job |',
    '| `passage_login` | password hashes, second factors, sessions; nothing of cases |',
    '| `passage_reports` | the views for planning, which have no personal column; the report job becomes it while it counts |',
    '| `passage_audit` | the transition log and the ledger; the verification becomes it while it reads |',
    '',
  ].join('\n')
}

function readersOfClass(fieldClass: FieldClass): string {
  const rules = Object.entries(readingRules[fieldClass])
  if (rules.length === 0) return 'nobody'
  return rules
    .map(([role, rule]) =>
      rule === 'always'
        ? code(role)
        : `${code(role)} (case ${rule.states.map(words).join(', ')}${rule.held ? '; or holds it' : ''})`,
    )
    .join(', ')
}

function classOf({ class: fieldClass, follows, of }: PolicyFieldShown): string {
  return `${fieldClass}${follows ? ', and the class that the row says of itself' : ''}${of ? `; holds ${words(of)} rows` : ''}`
}

/** Only what the class does not say already. */
function beside({ class: fieldClass, readers }: PolicyFieldShown): string {
  const more = readers.filter(
    ({ role, when }) => when === 'own_site' || (when === 'always' && readingRules[fieldClass][role] !== 'always'),
  )
  return more.map(reader).join(', ')
}

function reader({ role, when }: ReaderShown): string {
  return when === 'own_site' ? `${code(role)} (own site)` : code(role)
}

const code = (role: string): string => `\`${role}\``
const words = (name: string): string => name.replaceAll('_', ' ')
