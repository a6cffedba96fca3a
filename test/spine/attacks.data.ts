import type { Role } from '@passage/access'

/** Statements that neither the API's nor the worker's role may even try: what it would do, and the SQL. */
export const forbiddenSql: readonly [what: string, sql: string][] = [
  ['update a transition', `UPDATE transition SET reason = 'duplicate'`],
  ['delete a transition', 'DELETE FROM transition'],
  ['empty the log', 'TRUNCATE transition'],
  [
    'merge into the log',
    `INSERT INTO transition (subject_id, seq) VALUES (gen_random_uuid(), 1) ON CONFLICT (subject_id, seq) DO UPDATE SET seq = 2`,
  ],
  ['delete a subject', 'DELETE FROM subject'],
  ['give a subject another kind', `UPDATE subject SET kind = 'code'`],
  ['give a subject to another case', 'UPDATE subject SET case_id = NULL'],
  ['switch the constraints off', 'ALTER TABLE transition DROP CONSTRAINT separated_duties'],
  ['switch the triggers off', 'ALTER TABLE transition DISABLE TRIGGER ALL'],
  ['let the triggers rest', 'SET session_replication_role = replica'],
  ['replace bind_actor', `CREATE OR REPLACE FUNCTION bind_actor(token text) RETURNS void LANGUAGE sql AS ''`],
  ['put a function before ours', `CREATE FUNCTION public.sha256(text) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'`],
  ['bind somebody by hand', `INSERT INTO bound_actor VALUES (1, pg_current_xact_id(), gen_random_uuid(), 'registrar', '')`],
  ['change a binding', `UPDATE bound_actor SET role = 'registrar'`],
  ['remove a binding', 'DELETE FROM bound_actor'],
  [
    'open a session',
    `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at) SELECT gen_random_uuid(), sha256('x'), 'c', id, now() + interval '1 day' FROM account LIMIT 1`,
  ],
  ['read the hashes of sessions', 'SELECT token_hash FROM session'],
  ['read the hashes of passwords', 'SELECT password_hash FROM account'],
  ['give itself a role', `INSERT INTO account_role SELECT id, 'finance_approver' FROM account`],
  ['make an account', `INSERT INTO account (id, username, display_name) VALUES (gen_random_uuid(), 'mallory', 'Mallory')`],
  ['change an account', 'UPDATE account SET disabled_at = NULL'],
  ['become the role that opens sessions', 'SET ROLE passage_login'],
  ['change the demo mark', 'UPDATE instance SET demo = true'],
  ['make a demo mark', 'INSERT INTO instance (demo) VALUES (true)'],
  ['remove the demo mark', 'DELETE FROM instance'],
  ['change a case file’s state by hand', `UPDATE case_file SET state = 'registered'`],
  ['write a balance', 'UPDATE ledger_account SET balance = 1000000'],
  [
    'open an account with a balance',
    `INSERT INTO ledger_account (kind, fund_id, currency, balance) VALUES ('fund', gen_random_uuid(), 'THB', 1000000)`,
  ],
  ['update a transfer', 'UPDATE ledger_transfer SET amount = 1'],
  ['delete a transfer', 'DELETE FROM ledger_transfer'],
  [
    'date a transfer back',
    `INSERT INTO ledger_transfer (key, what, debit, credit, amount, currency, subject_id, programme_date, recorded_at) SELECT 'k', 'receipt', id, id, 1, 'THB', id, now(), now() FROM subject`,
  ],
  ['remove the access log', 'DELETE FROM access_log'],
  ['change the access log', `UPDATE access_log SET fields = '{}'`],
]

type Step = [event: string, role: Role, to: string]

/** Duties that one person may not combine: what was done before, and the act that may not follow by the same person. */
export const separatedDuties: readonly [
  what: string,
  kind: 'payment_run' | 'reward_claim' | 'case',
  history: Step[],
  last: Step,
][] = [
  [
    'prepare and approve a payment run',
    'payment_run',
    [['prepare', 'finance_officer', 'prepared']],
    ['approve', 'finance_approver', 'approved'],
  ],
  [
    'prepare and release a payment run',
    'payment_run',
    [
      ['prepare', 'finance_officer', 'prepared'],
      ['exclude', 'finance_officer', 'prepared'],
    ],
    ['release', 'finance_controller', 'released'],
  ],
  [
    'approve and release a payment run',
    'payment_run',
    [['approve', 'finance_approver', 'approved']],
    ['release', 'finance_controller', 'released'],
  ],
  [
    'recommend and decide',
    'case',
    [['recommend', 'vetting_officer', 'awaiting_decision']],
    ['clear', 'vetting_approver', 'vetted'],
  ],
  [
    'carry out a check and decline',
    'case',
    [['record_check', 'vetting_officer', 'in_vetting']],
    ['decline', 'vetting_approver', 'declined'],
  ],
  ['vet and register', 'case', [['record_check', 'vetting_officer', 'in_vetting']], ['issue_code', 'registrar', 'registered']],
  ['decide and register', 'case', [['clear', 'vetting_approver', 'vetted']], ['issue_code', 'registrar', 'registered']],
  [
    'assess and approve a reward claim',
    'reward_claim',
    [
      ['verify', 'equipment_assessor', 'verified'],
      ['value', 'equipment_assessor', 'valued'],
    ],
    ['approve', 'finance_approver', 'approved'],
  ],
]
