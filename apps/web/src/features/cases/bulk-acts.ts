/** What can be done to many cases at once: the API's name of it, the event that each case goes through, and where it is sent. */
export const bulkActs = [
  { act: 'assign', event: 'assign', path: '/bulk/assign' },
  { act: 'start_vetting', event: 'start_vetting', path: '/bulk/start-vetting' },
  { act: 'issue_codes', event: 'issue_code', path: '/bulk/issue-codes' },
] as const
export type BulkAct = (typeof bulkActs)[number]
