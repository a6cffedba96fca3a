-- Made by `npm run passage -- schema-sql` from a migrated database. Do not edit: change a migration and make it anew.

CREATE TABLE access_log (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  actor_id uuid,
  roles text[] NOT NULL,
  act text NOT NULL,
  resource text NOT NULL,
  resource_id text,
  case_id uuid,
  fields text[] NOT NULL DEFAULT '{}'::text[],
  code text,
  request_id text,
  CONSTRAINT access_log_act_check CHECK ((act = ANY (ARRAY['read'::text, 'refused'::text, 'did'::text]))),
  CONSTRAINT access_log_pkey PRIMARY KEY (id)
);

CREATE INDEX access_log_of_case ON public.access_log USING btree (case_id, id DESC) WHERE (case_id IS NOT NULL);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON access_log TO passage_superuser;
GRANT INSERT ON access_log TO passage_login;
GRANT INSERT, SELECT ON access_log TO passage_app;

CREATE TABLE account (
  id uuid NOT NULL,
  username text NOT NULL,
  display_name text NOT NULL,
  password_hash text,
  site_id uuid,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT account_username_check CHECK ((username ~ '^[a-z][a-z0-9._-]{1,39}$'::text)),
  CONSTRAINT account_pkey PRIMARY KEY (id),
  CONSTRAINT account_username_key UNIQUE (username)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON account TO passage_superuser;
GRANT SELECT (created_at, disabled_at, display_name, id, site_id, username) ON account TO passage_app;
GRANT SELECT ON account TO passage_login;

CREATE TABLE account_role (
  account_id uuid NOT NULL,
  role text NOT NULL,
  CONSTRAINT account_role_role_check CHECK ((role = ANY (ARRAY['intake_officer'::text, 'vetting_officer'::text, 'vetting_approver'::text, 'registrar'::text, 'relocation_officer'::text, 'finance_officer'::text, 'finance_approver'::text, 'finance_controller'::text, 'equipment_assessor'::text, 'host_organisation'::text, 'programme_manager'::text, 'planner'::text, 'auditor'::text, 'trainer'::text, 'system'::text]))),
  CONSTRAINT account_role_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT account_role_pkey PRIMARY KEY (account_id, role)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON account_role TO passage_superuser;
GRANT SELECT ON account_role TO passage_app;
GRANT SELECT ON account_role TO passage_login;

CREATE TABLE allowance_rate (
  id uuid NOT NULL,
  country text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  days daterange NOT NULL,
  source text NOT NULL,
  CONSTRAINT allowance_rate_amount_check CHECK ((amount > 0)),
  CONSTRAINT allowance_rate_country_check CHECK ((country = ANY (ARRAY['MM'::text, 'TH'::text, 'IN'::text]))),
  CONSTRAINT allowance_rate_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT allowance_rate_days_check CHECK (((NOT isempty(days)) AND (NOT lower_inf(days)))),
  CONSTRAINT allowance_rate_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT allowance_rate_pkey PRIMARY KEY (id),
  CONSTRAINT rates_do_not_overlap EXCLUDE USING gist (country WITH =, currency WITH =, days WITH &&)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON allowance_rate TO passage_superuser;
GRANT INSERT, SELECT ON allowance_rate TO passage_app;
GRANT UPDATE (days) ON allowance_rate TO passage_app;

CREATE TABLE bound_actor (
  binding_id bigint NOT NULL,
  txid xid8 NOT NULL,
  actor_id uuid NOT NULL,
  role text NOT NULL,
  job text NOT NULL,
  session_id uuid,
  job_id uuid,
  bound_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT bound_actor_pkey PRIMARY KEY (binding_id, txid, actor_id, role, job)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON bound_actor TO passage_superuser;
GRANT SELECT ON bound_actor TO passage_app;

CREATE TABLE budget_line (
  id uuid NOT NULL,
  fund_id uuid NOT NULL,
  currency text NOT NULL,
  name text NOT NULL,
  purpose text NOT NULL,
  CONSTRAINT budget_line_purpose_check CHECK ((purpose = ANY (ARRAY['allowance'::text, 'reward'::text]))),
  CONSTRAINT budget_line_fund_id_currency_fkey FOREIGN KEY (fund_id, currency) REFERENCES fund(id, currency),
  CONSTRAINT budget_line_pkey PRIMARY KEY (id),
  CONSTRAINT budget_line_fund_id_name_key UNIQUE (fund_id, name),
  CONSTRAINT budget_line_id_fund_id_currency_key UNIQUE (id, fund_id, currency)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON budget_line TO passage_superuser;
GRANT INSERT, SELECT ON budget_line TO passage_app;

CREATE TABLE case_file (
  id uuid NOT NULL,
  reference text NOT NULL,
  service text NOT NULL,
  pathway text NOT NULL,
  channel text NOT NULL,
  opened_on date NOT NULL,
  holder_id uuid NOT NULL,
  household_size integer NOT NULL,
  state text NOT NULL,
  CONSTRAINT case_file_channel_check CHECK ((channel = ANY (ARRAY['messenger'::text, 'phone'::text, 'host_organisation'::text, 'in_person'::text]))),
  CONSTRAINT case_file_household_size_check CHECK ((household_size > 0)),
  CONSTRAINT case_file_pathway_check CHECK ((pathway = ANY (ARRAY['individual'::text, 'collective'::text, 'surrender'::text, 'in_service'::text]))),
  CONSTRAINT case_file_service_check CHECK ((service = ANY (ARRAY['soldier'::text, 'police'::text]))),
  CONSTRAINT case_file_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES account(id),
  CONSTRAINT case_file_id_state_fkey FOREIGN KEY (id, state) REFERENCES subject(id, state) ON UPDATE CASCADE,
  CONSTRAINT case_file_pkey PRIMARY KEY (id),
  CONSTRAINT case_file_reference_key UNIQUE (reference)
);

CREATE INDEX case_file_by_holder ON public.case_file USING btree (holder_id, opened_on, id);
CREATE INDEX case_file_by_opening ON public.case_file USING btree (opened_on, id);
CREATE INDEX case_file_by_state ON public.case_file USING btree (state, opened_on, id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON case_file TO passage_superuser;
GRANT INSERT, SELECT ON case_file TO passage_app;
GRANT UPDATE (holder_id, household_size) ON case_file TO passage_app;

CREATE TABLE clock_move (
  job_id uuid NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  reached date NOT NULL,
  CONSTRAINT clock_move_check CHECK (((to_day > from_day) AND (to_day <= (from_day + '1 year'::interval)))),
  CONSTRAINT clock_move_check1 CHECK (((reached >= from_day) AND (reached <= to_day))),
  CONSTRAINT clock_move_job_id_fkey FOREIGN KEY (job_id) REFERENCES job_request(id),
  CONSTRAINT clock_move_pkey PRIMARY KEY (job_id)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON clock_move TO passage_superuser;
GRANT INSERT, SELECT ON clock_move TO passage_app;
GRANT UPDATE (reached) ON clock_move TO passage_worker;

CREATE TABLE code (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  issued_on date NOT NULL,
  replaces uuid,
  CONSTRAINT a_code_begins_with_its_kind CHECK ((text ~ (
CASE kind
    WHEN 'cdm'::text THEN '^CDM'::text
    ELSE '^PRE'::text
END || '(-[2-9A-HJKMNP-Z]{6}){3}$'::text))),
  CONSTRAINT code_kind_check CHECK ((kind = ANY (ARRAY['cdm'::text, 'pre_cdm'::text]))),
  CONSTRAINT code_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT code_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT code_replaces_fkey FOREIGN KEY (replaces) REFERENCES code(id),
  CONSTRAINT code_pkey PRIMARY KEY (id),
  CONSTRAINT a_code_is_given_once UNIQUE (text),
  CONSTRAINT a_code_is_replaced_once UNIQUE (replaces)
);

CREATE INDEX code_of_case ON public.code USING btree (case_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON code TO passage_superuser;
GRANT INSERT, SELECT ON code TO passage_app;

CREATE TABLE code_lookup (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  actor_id uuid NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT code_lookup_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES account(id),
  CONSTRAINT code_lookup_pkey PRIMARY KEY (id)
);

CREATE INDEX code_lookup_of_actor ON public.code_lookup USING btree (actor_id, at);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON code_lookup TO passage_superuser;
GRANT INSERT (actor_id) ON code_lookup TO passage_app;
GRANT SELECT ON code_lookup TO passage_app;

CREATE TABLE command_receipt (
  actor_id uuid NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  answer text NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT command_receipt_key_check CHECK (((length(key) >= 8) AND (length(key) <= 128))),
  CONSTRAINT command_receipt_pkey PRIMARY KEY (actor_id, key)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON command_receipt TO passage_superuser;
GRANT INSERT, SELECT ON command_receipt TO passage_app;

CREATE TABLE due_item (
  due_on date NOT NULL,
  kind text NOT NULL,
  subject_id uuid,
  planned_on date NOT NULL,
  fired_on date,
  outcome text,
  fired_by uuid,
  fired_at timestamp with time zone,
  CONSTRAINT due_item_check CHECK (((fired_on IS NULL) = (outcome IS NULL))),
  CONSTRAINT due_item_kind_check CHECK ((kind ~ '^[a-z][a-z_]{2,39}$'::text)),
  CONSTRAINT due_item_outcome_check CHECK ((outcome = ANY (ARRAY['fired'::text, 'passed_by'::text]))),
  CONSTRAINT due_item_fired_by_fkey FOREIGN KEY (fired_by) REFERENCES job_request(id),
  CONSTRAINT due_item_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES subject(id),
  CONSTRAINT a_due_item_stands_once UNIQUE NULLS NOT DISTINCT (kind, subject_id, due_on)
);

CREATE INDEX due_item_of_job ON public.due_item USING btree (fired_by, kind) WHERE (fired_by IS NOT NULL);
CREATE INDEX due_item_open ON public.due_item USING btree (due_on, kind, subject_id) WHERE (fired_on IS NULL);
CREATE TRIGGER what_fired_stays_fired BEFORE UPDATE ON public.due_item FOR EACH ROW WHEN ((old.fired_on IS NOT NULL)) EXECUTE FUNCTION what_fired_stays_fired();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON due_item TO passage_superuser;
GRANT INSERT (due_on, kind, planned_on, subject_id) ON due_item TO passage_app;
GRANT SELECT ON due_item TO passage_app;
GRANT UPDATE (fired_at, fired_by, fired_on, outcome) ON due_item TO passage_worker;

CREATE TABLE entitlement (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  person_id uuid NOT NULL,
  payee_person_id uuid NOT NULL,
  country text NOT NULL,
  from_day date NOT NULL,
  until_day date,
  days daterange GENERATED ALWAYS AS (daterange(from_day, until_day)) STORED,
  CONSTRAINT entitlement_check CHECK ((until_day >= from_day)),
  CONSTRAINT entitlement_country_check CHECK ((country = ANY (ARRAY['MM'::text, 'TH'::text, 'IN'::text]))),
  CONSTRAINT entitlement_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT entitlement_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT entitlement_payee_person_id_fkey FOREIGN KEY (payee_person_id) REFERENCES person(id),
  CONSTRAINT entitlement_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT entitlement_pkey PRIMARY KEY (id),
  CONSTRAINT one_entitlement_a_person_and_day EXCLUDE USING gist (person_id WITH =, days WITH &&)
);

CREATE INDEX entitlement_by_country ON public.entitlement USING btree (country);
CREATE INDEX entitlement_of_case ON public.entitlement USING btree (case_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON entitlement TO passage_superuser;
GRANT INSERT, SELECT ON entitlement TO passage_app;
GRANT UPDATE (until_day) ON entitlement TO passage_app;

CREATE TABLE fund (
  id uuid NOT NULL,
  name text NOT NULL,
  currency text NOT NULL,
  CONSTRAINT fund_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT fund_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT fund_pkey PRIMARY KEY (id),
  CONSTRAINT fund_id_currency_key UNIQUE (id, currency),
  CONSTRAINT fund_name_key UNIQUE (name)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON fund TO passage_superuser;
GRANT INSERT, SELECT ON fund TO passage_app;

CREATE TABLE instance (
  singleton boolean NOT NULL DEFAULT true,
  demo boolean NOT NULL,
  marked_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT instance_singleton_check CHECK (singleton),
  CONSTRAINT instance_pkey PRIMARY KEY (singleton)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON instance TO passage_superuser;
GRANT SELECT ON instance TO passage_app;

CREATE TABLE job_request (
  id uuid NOT NULL,
  queue text NOT NULL,
  name text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  requested_by uuid NOT NULL,
  requested_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  enqueued_at timestamp with time zone,
  started_at timestamp with time zone,
  closed_at timestamp with time zone,
  cancel_asked_at timestamp with time zone,
  outcome text,
  done integer NOT NULL DEFAULT 0,
  total integer,
  problem text,
  CONSTRAINT job_request_check CHECK (((outcome IS NULL) = (closed_at IS NULL))),
  CONSTRAINT job_request_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'cancelled'::text, 'failed'::text]))),
  CONSTRAINT job_request_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES account(id),
  CONSTRAINT job_request_pkey PRIMARY KEY (id)
);

CREATE INDEX job_request_open ON public.job_request USING btree (requested_at) WHERE (closed_at IS NULL);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON job_request TO passage_superuser;
GRANT INSERT, SELECT ON job_request TO passage_app;
GRANT UPDATE (cancel_asked_at, closed_at, done, enqueued_at, outcome, problem, started_at, total) ON job_request TO passage_app;

CREATE TABLE ledger_account (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind text NOT NULL,
  fund_id uuid NOT NULL,
  budget_line_id uuid,
  currency text NOT NULL,
  balance bigint NOT NULL DEFAULT 0,
  CONSTRAINT a_budget_cannot_go_below_zero CHECK (((kind = 'source'::text) OR (balance >= 0))),
  CONSTRAINT ledger_account_check CHECK (((kind = ANY (ARRAY['source'::text, 'fund'::text])) = (budget_line_id IS NULL))),
  CONSTRAINT ledger_account_kind_check CHECK ((kind = ANY (ARRAY['source'::text, 'fund'::text, 'free'::text, 'committed'::text, 'spent'::text]))),
  CONSTRAINT ledger_account_budget_line_id_fund_id_currency_fkey FOREIGN KEY (budget_line_id, fund_id, currency) REFERENCES budget_line(id, fund_id, currency),
  CONSTRAINT ledger_account_fund_id_currency_fkey FOREIGN KEY (fund_id, currency) REFERENCES fund(id, currency),
  CONSTRAINT ledger_account_pkey PRIMARY KEY (id),
  CONSTRAINT ledger_account_fund_id_budget_line_id_kind_key UNIQUE NULLS NOT DISTINCT (fund_id, budget_line_id, kind),
  CONSTRAINT ledger_account_id_currency_key UNIQUE (id, currency)
);

CREATE INDEX ledger_account_of_line ON public.ledger_account USING btree (budget_line_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON ledger_account TO passage_superuser;
GRANT INSERT (budget_line_id, currency, fund_id, id, kind) ON ledger_account TO passage_app;
GRANT SELECT ON ledger_account TO passage_app;

CREATE TABLE ledger_transfer (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  key text NOT NULL,
  what text NOT NULL,
  debit uuid NOT NULL,
  credit uuid NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  subject_id uuid NOT NULL,
  payments integer NOT NULL DEFAULT 0,
  programme_date date NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT ledger_transfer_amount_check CHECK ((amount > 0)),
  CONSTRAINT ledger_transfer_check CHECK ((debit <> credit)),
  CONSTRAINT ledger_transfer_payments_check CHECK ((payments >= 0)),
  CONSTRAINT ledger_transfer_what_check CHECK ((what = ANY (ARRAY['receipt'::text, 'allocation'::text, 'commitment'::text, 'commitment_freed'::text, 'settlement'::text, 'failure'::text, 'bank_return'::text]))),
  CONSTRAINT ledger_transfer_credit_currency_fkey FOREIGN KEY (credit, currency) REFERENCES ledger_account(id, currency),
  CONSTRAINT ledger_transfer_debit_currency_fkey FOREIGN KEY (debit, currency) REFERENCES ledger_account(id, currency),
  CONSTRAINT ledger_transfer_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES subject(id),
  CONSTRAINT ledger_transfer_pkey PRIMARY KEY (id),
  CONSTRAINT ledger_transfer_key_key UNIQUE (key)
);

CREATE INDEX ledger_transfer_credit ON public.ledger_transfer USING btree (credit);
CREATE INDEX ledger_transfer_debit ON public.ledger_transfer USING btree (debit);
CREATE INDEX ledger_transfer_of_subject ON public.ledger_transfer USING btree (subject_id);
CREATE TRIGGER balances_follow_transfers AFTER INSERT ON public.ledger_transfer REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION balances_follow_transfers();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON ledger_transfer TO passage_superuser;
GRANT INSERT (amount, credit, currency, debit, key, payments, programme_date, subject_id, what) ON ledger_transfer TO passage_app;
GRANT SELECT ON ledger_transfer TO passage_app;

CREATE TABLE log_verification (
  id uuid NOT NULL,
  job_id uuid NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  transitions bigint NOT NULL,
  subjects bigint NOT NULL,
  faults bigint NOT NULL,
  first_fault jsonb,
  intact boolean NOT NULL,
  CONSTRAINT log_verification_check CHECK ((intact = (faults = 0))),
  CONSTRAINT log_verification_check1 CHECK ((intact = (first_fault IS NULL))),
  CONSTRAINT log_verification_faults_check CHECK ((faults >= 0)),
  CONSTRAINT log_verification_subjects_check CHECK ((subjects >= 0)),
  CONSTRAINT log_verification_transitions_check CHECK ((transitions >= 0)),
  CONSTRAINT log_verification_job_id_fkey FOREIGN KEY (job_id) REFERENCES job_request(id),
  CONSTRAINT log_verification_pkey PRIMARY KEY (id),
  CONSTRAINT log_verification_job_id_key UNIQUE (job_id)
);

CREATE INDEX log_verification_newest ON public.log_verification USING btree (finished_at DESC);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON log_verification TO passage_superuser;
GRANT INSERT ON log_verification TO passage_worker;
GRANT SELECT ON log_verification TO passage_app;

CREATE TABLE note (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  class text NOT NULL,
  author_id uuid NOT NULL,
  written_on date NOT NULL,
  written_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  nonce bytea NOT NULL,
  ciphertext bytea NOT NULL,
  salt bytea NOT NULL,
  CONSTRAINT note_class_check CHECK ((class = ANY (ARRAY['operational'::text, 'personal'::text, 'vetting'::text, 'financial'::text]))),
  CONSTRAINT note_author_id_fkey FOREIGN KEY (author_id) REFERENCES account(id),
  CONSTRAINT note_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT note_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES subject(id),
  CONSTRAINT note_pkey PRIMARY KEY (id)
);

CREATE INDEX note_of_case ON public.note USING btree (case_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON note TO passage_superuser;
GRANT INSERT, SELECT ON note TO passage_app;

CREATE TABLE notice (
  id uuid NOT NULL,
  kind text NOT NULL,
  due_on date NOT NULL,
  subject_id uuid,
  case_id uuid,
  site_id uuid,
  role text NOT NULL,
  made_on date NOT NULL,
  settled_on date,
  CONSTRAINT notice_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT notice_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT notice_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES subject(id),
  CONSTRAINT notice_pkey PRIMARY KEY (id),
  CONSTRAINT a_notice_stands_once UNIQUE NULLS NOT DISTINCT (kind, subject_id, due_on)
);

CREATE INDEX notice_open_for_role ON public.notice USING btree (role, due_on, id) WHERE (settled_on IS NULL);
CREATE INDEX notice_open_of_subject ON public.notice USING btree (subject_id) WHERE (settled_on IS NULL);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON notice TO passage_superuser;
GRANT INSERT ON notice TO passage_worker;
GRANT SELECT ON notice TO passage_app;
GRANT UPDATE (settled_on) ON notice TO passage_app;

CREATE TABLE paymaster_cursor (
  singleton boolean NOT NULL DEFAULT true,
  read_to text NOT NULL,
  CONSTRAINT paymaster_cursor_singleton_check CHECK (singleton),
  CONSTRAINT paymaster_cursor_pkey PRIMARY KEY (singleton)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON paymaster_cursor TO passage_superuser;
GRANT SELECT ON paymaster_cursor TO passage_app;
GRANT UPDATE (read_to) ON paymaster_cursor TO passage_app;

CREATE TABLE payment (
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  case_id uuid NOT NULL,
  payee_person_id uuid NOT NULL,
  source_id uuid NOT NULL,
  paid_for uuid NOT NULL,
  covers daterange NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  derivation jsonb NOT NULL,
  live boolean NOT NULL DEFAULT true,
  CONSTRAINT payment_amount_check CHECK ((amount > 0)),
  CONSTRAINT payment_covers_check CHECK ((NOT isempty(covers))),
  CONSTRAINT payment_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT payment_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT payment_payee_person_id_fkey FOREIGN KEY (payee_person_id) REFERENCES person(id),
  CONSTRAINT payment_run_id_currency_fkey FOREIGN KEY (run_id, currency) REFERENCES payment_run(id, currency),
  CONSTRAINT payment_source_id_fkey FOREIGN KEY (source_id) REFERENCES subject(id),
  CONSTRAINT payment_pkey PRIMARY KEY (id),
  CONSTRAINT nobody_is_paid_twice EXCLUDE USING gist (paid_for WITH =, covers WITH &&) WHERE (live)
);

CREATE INDEX payment_of_case ON public.payment USING btree (case_id);
CREATE INDEX payment_of_run ON public.payment USING btree (run_id, id);
CREATE INDEX payment_of_source ON public.payment USING btree (source_id);
CREATE TRIGGER only_what_is_off_frees_its_days BEFORE UPDATE OF live ON public.payment FOR EACH ROW EXECUTE FUNCTION only_what_is_off_frees_its_days();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON payment TO passage_superuser;
GRANT INSERT, SELECT ON payment TO passage_app;
GRANT UPDATE (live) ON payment TO passage_app;

CREATE TABLE payment_instruction (
  payment_id uuid NOT NULL,
  n integer NOT NULL,
  key text NOT NULL,
  message_id text NOT NULL,
  outcome text,
  reason text,
  answered_on date,
  prev_n integer GENERATED ALWAYS AS (NULLIF((n - 1), 0)) STORED,
  prev_outcome text,
  CONSTRAINT a_first_instruction_has_none_before CHECK (((n = 1) = (prev_outcome IS NULL))),
  CONSTRAINT payment_instruction_key_check CHECK ((length(key) <= 35)),
  CONSTRAINT payment_instruction_n_check CHECK ((n > 0)),
  CONSTRAINT payment_instruction_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'settled'::text, 'rejected'::text, 'returned'::text]))),
  CONSTRAINT payment_instruction_prev_outcome_check CHECK ((prev_outcome = ANY (ARRAY['rejected'::text, 'returned'::text]))),
  CONSTRAINT a_retry_needs_a_final_no FOREIGN KEY (payment_id, prev_n, prev_outcome) REFERENCES payment_instruction(payment_id, n, outcome),
  CONSTRAINT payment_instruction_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payment(id),
  CONSTRAINT payment_instruction_pkey PRIMARY KEY (payment_id, n),
  CONSTRAINT payment_instruction_key_key UNIQUE (key),
  CONSTRAINT payment_instruction_payment_id_n_outcome_key UNIQUE (payment_id, n, outcome)
);

CREATE INDEX payment_instruction_unanswered ON public.payment_instruction USING btree (message_id) WHERE (outcome IS NULL);
CREATE TRIGGER a_final_answer_stays BEFORE UPDATE OF outcome ON public.payment_instruction FOR EACH ROW EXECUTE FUNCTION a_final_answer_stays();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON payment_instruction TO passage_superuser;
GRANT INSERT, SELECT ON payment_instruction TO passage_app;
GRANT UPDATE (answered_on, outcome, reason) ON payment_instruction TO passage_app;

CREATE TABLE payment_run (
  id uuid NOT NULL,
  reference text NOT NULL,
  kind text NOT NULL,
  month date,
  budget_line_id uuid NOT NULL,
  currency text NOT NULL,
  prepared_on date NOT NULL,
  left_out jsonb NOT NULL,
  CONSTRAINT payment_run_check CHECK (((kind = 'allowance'::text) = (month IS NOT NULL))),
  CONSTRAINT payment_run_kind_check CHECK ((kind = ANY (ARRAY['allowance'::text, 'reward'::text]))),
  CONSTRAINT payment_run_month_check CHECK ((month = date_trunc('month'::text, (month)::timestamp with time zone))),
  CONSTRAINT payment_run_budget_line_id_fkey FOREIGN KEY (budget_line_id) REFERENCES budget_line(id),
  CONSTRAINT payment_run_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT payment_run_pkey PRIMARY KEY (id),
  CONSTRAINT payment_run_id_currency_key UNIQUE (id, currency),
  CONSTRAINT payment_run_reference_key UNIQUE (reference)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON payment_run TO passage_superuser;
GRANT INSERT, SELECT ON payment_run TO passage_app;

CREATE TABLE payment_run_job (
  run_id uuid NOT NULL,
  job_id uuid NOT NULL,
  CONSTRAINT payment_run_job_job_id_fkey FOREIGN KEY (job_id) REFERENCES job_request(id),
  CONSTRAINT payment_run_job_run_id_fkey FOREIGN KEY (run_id) REFERENCES payment_run(id),
  CONSTRAINT payment_run_job_pkey PRIMARY KEY (run_id, job_id)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON payment_run_job TO passage_superuser;
GRANT INSERT, SELECT ON payment_run_job TO passage_app;

CREATE TABLE person (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  relation text NOT NULL,
  since date NOT NULL,
  until date,
  CONSTRAINT person_check CHECK (((until IS NULL) OR (until >= since))),
  CONSTRAINT person_relation_check CHECK ((relation = ANY (ARRAY['applicant'::text, 'partner'::text, 'child'::text, 'parent'::text, 'sibling'::text, 'other'::text]))),
  CONSTRAINT person_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT person_pkey PRIMARY KEY (id)
);

CREATE INDEX person_of_case ON public.person USING btree (case_id);
CREATE UNIQUE INDEX one_applicant_a_case ON public.person USING btree (case_id) WHERE (relation = 'applicant'::text);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON person TO passage_superuser;
GRANT INSERT, SELECT ON person TO passage_app;
GRANT UPDATE (until) ON person TO passage_app;

CREATE TABLE person_key (
  person_id uuid NOT NULL,
  master_key integer NOT NULL,
  wrapped bytea NOT NULL,
  CONSTRAINT person_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT person_key_pkey PRIMARY KEY (person_id)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON person_key TO passage_superuser;
GRANT INSERT, SELECT ON person_key TO passage_app;

CREATE TABLE person_token (
  token bytea NOT NULL,
  person_id uuid NOT NULL,
  CONSTRAINT person_token_pkey PRIMARY KEY (token, person_id)
);

CREATE INDEX person_token_of_person ON public.person_token USING btree (person_id);
CREATE TRIGGER a_token_has_its_person AFTER INSERT ON public.person_token REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION a_token_has_its_person();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON person_token TO passage_superuser;
GRANT DELETE, INSERT, SELECT ON person_token TO passage_app;

CREATE TABLE person_version (
  person_id uuid NOT NULL,
  version integer NOT NULL,
  nonce bytea NOT NULL,
  ciphertext bytea NOT NULL,
  sealed_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  sealed_by uuid NOT NULL,
  CONSTRAINT person_version_version_check CHECK ((version > 0)),
  CONSTRAINT person_version_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT person_version_sealed_by_fkey FOREIGN KEY (sealed_by) REFERENCES account(id),
  CONSTRAINT person_version_pkey PRIMARY KEY (person_id, version)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON person_version TO passage_superuser;
GRANT INSERT, SELECT ON person_version TO passage_app;

CREATE TABLE placement (
  id uuid NOT NULL,
  since date NOT NULL,
  site_id uuid,
  household_size integer NOT NULL,
  days daterange,
  CONSTRAINT a_stay_has_a_site_and_days CHECK (((site_id IS NULL) = (days IS NULL))),
  CONSTRAINT placement_days_check CHECK (((NOT isempty(days)) AND (NOT lower_inf(days)))),
  CONSTRAINT placement_household_size_check CHECK ((household_size > 0)),
  CONSTRAINT placement_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT placement_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT placement_pkey PRIMARY KEY (id)
);

CREATE INDEX placement_by_last_day ON public.placement USING btree (upper(days));
CREATE INDEX placement_of_site ON public.placement USING btree (site_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON placement TO passage_superuser;
GRANT INSERT, SELECT ON placement TO passage_app;
GRANT UPDATE (days, household_size, site_id) ON placement TO passage_app;

CREATE TABLE programme_clock (
  singleton boolean NOT NULL DEFAULT true,
  today date NOT NULL,
  CONSTRAINT programme_clock_singleton_check CHECK (singleton),
  CONSTRAINT programme_clock_pkey PRIMARY KEY (singleton)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON programme_clock TO passage_superuser;
GRANT SELECT ON programme_clock TO passage_app;
GRANT SELECT ON programme_clock TO passage_login;

CREATE TABLE report (
  id uuid NOT NULL,
  kind text NOT NULL,
  params jsonb NOT NULL,
  requested_by uuid NOT NULL,
  requested_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  programme_date date,
  result json,
  finished_at timestamp with time zone,
  CONSTRAINT report_check CHECK ((((result IS NULL) = (finished_at IS NULL)) AND ((result IS NULL) = (programme_date IS NULL)))),
  CONSTRAINT report_kind_check CHECK ((kind = ANY (ARRAY['capacity'::text, 'budget'::text, 'pipeline'::text]))),
  CONSTRAINT report_id_fkey FOREIGN KEY (id) REFERENCES job_request(id),
  CONSTRAINT report_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES account(id),
  CONSTRAINT report_pkey PRIMARY KEY (id)
);

CREATE INDEX report_newest ON public.report USING btree (requested_at DESC, id DESC);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON report TO passage_superuser;
GRANT INSERT (id, kind, params, requested_by) ON report TO passage_app;
GRANT SELECT ON report TO passage_app;
GRANT UPDATE (finished_at, programme_date, result) ON report TO passage_worker;

CREATE TABLE report_secret (
  singleton boolean NOT NULL DEFAULT true,
  secret bytea NOT NULL,
  CONSTRAINT report_secret_secret_check CHECK ((length(secret) = 32)),
  CONSTRAINT report_secret_singleton_check CHECK (singleton),
  CONSTRAINT report_secret_pkey PRIMARY KEY (singleton)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON report_secret TO passage_superuser;
GRANT SELECT ON report_secret TO passage_worker;

CREATE TABLE reward_claim (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  received_on date NOT NULL,
  filed_on date NOT NULL,
  custody_on date,
  custody_by uuid,
  custody_site uuid,
  scheme text,
  amount bigint,
  currency text,
  CONSTRAINT reward_claim_amount_check CHECK ((amount > 0)),
  CONSTRAINT reward_claim_check CHECK (((custody_on IS NULL) = (custody_by IS NULL))),
  CONSTRAINT reward_claim_check1 CHECK ((((amount IS NULL) = (currency IS NULL)) AND ((amount IS NULL) = (scheme IS NULL)))),
  CONSTRAINT reward_claim_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT reward_claim_custody_by_fkey FOREIGN KEY (custody_by) REFERENCES account(id),
  CONSTRAINT reward_claim_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT the_handover_is_at_a_site FOREIGN KEY (custody_site) REFERENCES subject(id),
  CONSTRAINT reward_claim_pkey PRIMARY KEY (id)
);

CREATE INDEX reward_claim_of_case ON public.reward_claim USING btree (case_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON reward_claim TO passage_superuser;
GRANT INSERT, SELECT ON reward_claim TO passage_app;
GRANT UPDATE (amount, currency, custody_by, custody_on, scheme) ON reward_claim TO passage_app;

CREATE TABLE reward_item (
  claim_id uuid NOT NULL,
  category text NOT NULL,
  count integer NOT NULL,
  tariff_line_id uuid,
  CONSTRAINT reward_item_count_check CHECK (((count >= 1) AND (count <= 100))),
  CONSTRAINT reward_item_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES reward_claim(id),
  CONSTRAINT reward_item_tariff_line_id_fkey FOREIGN KEY (tariff_line_id) REFERENCES tariff_line(id),
  CONSTRAINT reward_item_pkey PRIMARY KEY (claim_id, category)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON reward_item TO passage_superuser;
GRANT INSERT, SELECT ON reward_item TO passage_app;
GRANT UPDATE (tariff_line_id) ON reward_item TO passage_app;

CREATE TABLE session (
  id uuid NOT NULL,
  token_hash bytea NOT NULL,
  csrf_token text NOT NULL,
  account_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT session_pkey PRIMARY KEY (id),
  CONSTRAINT session_token_hash_key UNIQUE (token_hash)
);

CREATE INDEX session_of_account ON public.session USING btree (account_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON session TO passage_superuser;
GRANT INSERT ON session TO passage_login;
GRANT SELECT (account_id, created_at, expires_at, id, revoked_at) ON session TO passage_login;
GRANT UPDATE (revoked_at) ON session TO passage_login;

CREATE TABLE site (
  id uuid NOT NULL,
  name text NOT NULL,
  country text NOT NULL,
  region text NOT NULL,
  organisation text NOT NULL,
  places integer NOT NULL,
  CONSTRAINT site_country_check CHECK ((country = ANY (ARRAY['MM'::text, 'TH'::text, 'IN'::text]))),
  CONSTRAINT site_name_check CHECK ((((length(name) >= 2) AND (length(name) <= 60)) AND (name !~ '[0-9၀-၉]'::text))),
  CONSTRAINT site_organisation_check CHECK ((((length(organisation) >= 2) AND (length(organisation) <= 80)) AND (organisation !~ '[0-9၀-၉]'::text))),
  CONSTRAINT site_places_check CHECK (((places >= 1) AND (places <= 10000))),
  CONSTRAINT site_region_check CHECK ((((length(region) >= 2) AND (length(region) <= 60)) AND (region !~ '[0-9၀-၉]'::text))),
  CONSTRAINT site_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT site_pkey PRIMARY KEY (id),
  CONSTRAINT a_site_name_is_given_once UNIQUE (name)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON site TO passage_superuser;
GRANT INSERT, SELECT ON site TO passage_app;
GRANT UPDATE (places) ON site TO passage_app;

CREATE TABLE site_outage (
  id uuid NOT NULL,
  site_id uuid NOT NULL,
  days daterange NOT NULL,
  places integer NOT NULL,
  reason text NOT NULL,
  lifted_on date,
  CONSTRAINT site_outage_days_check CHECK (((NOT isempty(days)) AND (NOT lower_inf(days)))),
  CONSTRAINT site_outage_places_check CHECK ((places > 0)),
  CONSTRAINT site_outage_reason_check CHECK ((reason = ANY (ARRAY['repair'::text, 'flood'::text, 'water_supply'::text, 'health'::text, 'safety'::text, 'host_withdrew'::text, 'closed'::text]))),
  CONSTRAINT site_outage_site_id_fkey FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT site_outage_pkey PRIMARY KEY (id)
);

CREATE INDEX site_outage_of_site ON public.site_outage USING btree (site_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON site_outage TO passage_superuser;
GRANT INSERT, SELECT ON site_outage TO passage_app;
GRANT UPDATE (lifted_on) ON site_outage TO passage_app;

CREATE TABLE subject (
  id uuid NOT NULL,
  case_id uuid,
  kind text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  head bytea NOT NULL,
  CONSTRAINT a_code_belongs_to_a_case CHECK (((kind <> 'code'::text) OR (case_id IS NOT NULL))),
  CONSTRAINT a_placement_belongs_to_a_case CHECK (((kind <> 'placement'::text) OR (case_id IS NOT NULL))),
  CONSTRAINT subject_check CHECK (((kind <> 'case'::text) OR (case_id = id))),
  CONSTRAINT subject_kind_check CHECK ((kind = ANY (ARRAY['case'::text, 'code'::text, 'placement'::text, 'entitlement'::text, 'payment_run'::text, 'payment'::text, 'reward_claim'::text, 'site'::text, 'rule'::text, 'fund'::text]))),
  CONSTRAINT subject_version_check CHECK ((version > 0)),
  CONSTRAINT a_state_needs_its_transition FOREIGN KEY (id, version, state, head) REFERENCES transition(subject_id, seq, to_state, hash) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT subject_case_id_fkey FOREIGN KEY (case_id) REFERENCES subject(id),
  CONSTRAINT subject_pkey PRIMARY KEY (id),
  CONSTRAINT subject_id_state_key UNIQUE (id, state),
  CONSTRAINT one_live_code_a_case EXCLUDE USING btree (case_id WITH =) WHERE (((kind = 'code'::text) AND (state = ANY (ARRAY['active'::text, 'suspended'::text])))) DEFERRABLE,
  CONSTRAINT one_live_placement_a_case EXCLUDE USING btree (case_id WITH =) WHERE (((kind = 'placement'::text) AND (state = ANY (ARRAY['waiting'::text, 'booked'::text, 'staying'::text])))) DEFERRABLE
);

CREATE INDEX subject_by_state ON public.subject USING btree (kind, state);
CREATE INDEX subject_of_case ON public.subject USING btree (case_id, kind);
CREATE TRIGGER a_state_never_goes_back BEFORE UPDATE ON public.subject FOR EACH ROW WHEN ((new.version <= old.version)) EXECUTE FUNCTION a_state_never_goes_back();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON subject TO passage_superuser;
GRANT INSERT, SELECT ON subject TO passage_app;
GRANT UPDATE (head, state, version) ON subject TO passage_app;

CREATE TABLE tariff_line (
  id uuid NOT NULL,
  scheme text NOT NULL,
  category text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  days daterange NOT NULL,
  source text NOT NULL,
  training_value boolean NOT NULL,
  CONSTRAINT tariff_line_amount_check CHECK ((amount > 0)),
  CONSTRAINT tariff_line_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT tariff_line_days_check CHECK (((NOT isempty(days)) AND (NOT lower_inf(days)))),
  CONSTRAINT tariff_line_id_fkey FOREIGN KEY (id) REFERENCES subject(id),
  CONSTRAINT tariff_line_pkey PRIMARY KEY (id),
  CONSTRAINT tariff_lines_do_not_overlap EXCLUDE USING gist (scheme WITH =, category WITH =, days WITH &&)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON tariff_line TO passage_superuser;
GRANT INSERT, SELECT ON tariff_line TO passage_app;
GRANT UPDATE (days) ON tariff_line TO passage_app;

CREATE TABLE term (
  name text NOT NULL,
  days integer NOT NULL,
  valid daterange NOT NULL,
  source text NOT NULL,
  CONSTRAINT a_run_is_due_on_a_day_of_every_month CHECK (((name <> 'allowance_run'::text) OR (days <= 28))),
  CONSTRAINT term_days_check CHECK ((days > 0)),
  CONSTRAINT term_name_check CHECK ((name ~ '^[a-z][a-z_]{2,39}$'::text)),
  CONSTRAINT term_valid_check CHECK ((NOT isempty(valid))),
  CONSTRAINT terms_do_not_overlap EXCLUDE USING gist (name WITH =, valid WITH &&)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON term TO passage_superuser;
GRANT SELECT ON term TO passage_app;

CREATE TABLE transition (
  subject_id uuid NOT NULL,
  seq integer NOT NULL,
  lifecycle text NOT NULL,
  lifecycle_version integer NOT NULL,
  event text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  actor_id uuid NOT NULL,
  role text NOT NULL,
  job text NOT NULL DEFAULT ''::text,
  reason text,
  programme_date date NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  payload text NOT NULL,
  bytes bytea NOT NULL,
  hash bytea NOT NULL,
  prev_hash bytea,
  prev_seq integer GENERATED ALWAYS AS (NULLIF((seq - 1), 0)) STORED,
  binding_id bigint NOT NULL,
  txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  duty text GENERATED ALWAYS AS (
CASE lifecycle
    WHEN 'case'::text THEN
    CASE
        WHEN (event = ANY (ARRAY['record_check'::text, 'recommend'::text])) THEN 'vet'::text
        WHEN (event = ANY (ARRAY['clear'::text, 'clear_with_conditions'::text, 'decline'::text, 'ask_for_more'::text])) THEN 'decide'::text
        WHEN (event = 'issue_code'::text) THEN 'register'::text
        ELSE NULL::text
    END
    WHEN 'payment_run'::text THEN
    CASE
        WHEN (event = ANY (ARRAY['prepare'::text, 'approve'::text, 'release'::text])) THEN event
        ELSE NULL::text
    END
    WHEN 'reward_claim'::text THEN
    CASE
        WHEN (event = ANY (ARRAY['verify'::text, 'value'::text])) THEN 'assess'::text
        WHEN (event = 'approve'::text) THEN 'approve'::text
        ELSE NULL::text
    END
    ELSE NULL::text
END) STORED,
  CONSTRAINT a_duty_is_a_persons CHECK (((duty IS NULL) OR (role <> 'system'::text))),
  CONSTRAINT system_is_named_with_its_job CHECK (((role = 'system'::text) = (job <> ''::text))),
  CONSTRAINT the_first_link_is_first CHECK ((((seq = 1) = (prev_hash IS NULL)) AND ((seq = 1) = (from_state IS NULL)))),
  CONSTRAINT the_hash_is_of_the_bytes CHECK ((hash = sha256(bytes))),
  CONSTRAINT transition_seq_check CHECK ((seq > 0)),
  CONSTRAINT a_link_follows_the_one_before FOREIGN KEY (subject_id, prev_seq, from_state, prev_hash) REFERENCES transition(subject_id, seq, to_state, hash),
  CONSTRAINT the_actor_is_bound FOREIGN KEY (binding_id, txid, actor_id, role, job) REFERENCES bound_actor(binding_id, txid, actor_id, role, job),
  CONSTRAINT transition_pkey PRIMARY KEY (subject_id, seq),
  CONSTRAINT transition_subject_id_seq_to_state_hash_key UNIQUE (subject_id, seq, to_state, hash),
  CONSTRAINT separated_duties EXCLUDE USING gist (subject_id WITH =, actor_id WITH =, duty WITH <>) WHERE ((duty IS NOT NULL))
);

CREATE INDEX transition_by_time ON public.transition USING btree (recorded_at, subject_id, seq);
CREATE INDEX transition_of_moved_case ON public.transition USING btree (subject_id, seq) INCLUDE (programme_date, from_state, to_state) WHERE ((lifecycle = 'case'::text) AND (from_state IS DISTINCT FROM to_state));
CREATE CONSTRAINT TRIGGER the_log_is_not_ahead AFTER INSERT ON public.transition DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION the_log_is_not_ahead();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON transition TO passage_superuser;
GRANT INSERT (actor_id, binding_id, bytes, event, from_state, hash, job, lifecycle, lifecycle_version, payload, prev_hash, programme_date, reason, recorded_at, role, seq, subject_id, to_state) ON transition TO passage_app;
GRANT SELECT ON transition TO passage_app;

CREATE TABLE vetting_check (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  seq integer NOT NULL,
  check_name text NOT NULL,
  result text NOT NULL,
  note_id uuid,
  CONSTRAINT vetting_check_result_check CHECK ((result = ANY (ARRAY['confirmed'::text, 'not_confirmed'::text, 'contradicted'::text, 'not_applicable'::text]))),
  CONSTRAINT a_check_has_its_transition FOREIGN KEY (case_id, seq) REFERENCES transition(subject_id, seq),
  CONSTRAINT vetting_check_case_id_round_fkey FOREIGN KEY (case_id, round) REFERENCES vetting_round(case_id, round),
  CONSTRAINT vetting_check_check_name_fkey FOREIGN KEY (check_name) REFERENCES vetting_check_kind(name),
  CONSTRAINT vetting_check_note_id_fkey FOREIGN KEY (note_id) REFERENCES note(id),
  CONSTRAINT vetting_check_pkey PRIMARY KEY (id),
  CONSTRAINT vetting_check_case_id_seq_key UNIQUE (case_id, seq)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON vetting_check TO passage_superuser;
GRANT INSERT, SELECT ON vetting_check TO passage_app;

CREATE TABLE vetting_check_kind (
  name text NOT NULL,
  place smallint NOT NULL,
  title text NOT NULL,
  about text NOT NULL,
  main_criterion boolean NOT NULL DEFAULT false,
  CONSTRAINT vetting_check_kind_name_check CHECK ((name ~ '^[a-z][a-z_]{2,59}$'::text)),
  CONSTRAINT vetting_check_kind_pkey PRIMARY KEY (name),
  CONSTRAINT vetting_check_kind_place_key UNIQUE (place)
);

CREATE UNIQUE INDEX one_main_criterion ON public.vetting_check_kind USING btree (main_criterion) WHERE main_criterion;
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON vetting_check_kind TO passage_superuser;
GRANT SELECT ON vetting_check_kind TO passage_app;

CREATE TABLE vetting_check_plan (
  check_name text NOT NULL,
  pathway text NOT NULL,
  service text NOT NULL,
  required boolean NOT NULL,
  valid daterange NOT NULL,
  source text NOT NULL,
  CONSTRAINT vetting_check_plan_pathway_check CHECK ((pathway = ANY (ARRAY['individual'::text, 'collective'::text, 'surrender'::text, 'in_service'::text]))),
  CONSTRAINT vetting_check_plan_service_check CHECK ((service = ANY (ARRAY['soldier'::text, 'police'::text]))),
  CONSTRAINT vetting_check_plan_valid_check CHECK ((NOT isempty(valid))),
  CONSTRAINT vetting_check_plan_check_name_fkey FOREIGN KEY (check_name) REFERENCES vetting_check_kind(name),
  CONSTRAINT one_plan_a_day EXCLUDE USING gist (check_name WITH =, pathway WITH =, service WITH =, valid WITH &&)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON vetting_check_plan TO passage_superuser;
GRANT SELECT ON vetting_check_plan TO passage_app;

CREATE TABLE vetting_decision (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  seq integer NOT NULL,
  decision text NOT NULL,
  note_id uuid,
  CONSTRAINT vetting_decision_decision_check CHECK ((decision = ANY (ARRAY['cleared'::text, 'cleared_with_conditions'::text, 'more_information'::text, 'declined'::text]))),
  CONSTRAINT a_decision_has_its_transition FOREIGN KEY (case_id, seq) REFERENCES transition(subject_id, seq),
  CONSTRAINT vetting_decision_case_id_round_fkey FOREIGN KEY (case_id, round) REFERENCES vetting_recommendation(case_id, round),
  CONSTRAINT vetting_decision_note_id_fkey FOREIGN KEY (note_id) REFERENCES note(id),
  CONSTRAINT vetting_decision_pkey PRIMARY KEY (id),
  CONSTRAINT one_decision_a_round UNIQUE (case_id, round)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON vetting_decision TO passage_superuser;
GRANT INSERT, SELECT ON vetting_decision TO passage_app;

CREATE TABLE vetting_recommendation (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  seq integer NOT NULL,
  recommendation text NOT NULL,
  note_id uuid,
  CONSTRAINT vetting_recommendation_recommendation_check CHECK ((recommendation = ANY (ARRAY['clear'::text, 'clear_with_conditions'::text, 'decline'::text]))),
  CONSTRAINT a_recommendation_has_its_transition FOREIGN KEY (case_id, seq) REFERENCES transition(subject_id, seq),
  CONSTRAINT vetting_recommendation_case_id_round_fkey FOREIGN KEY (case_id, round) REFERENCES vetting_round(case_id, round),
  CONSTRAINT vetting_recommendation_note_id_fkey FOREIGN KEY (note_id) REFERENCES note(id),
  CONSTRAINT vetting_recommendation_pkey PRIMARY KEY (id),
  CONSTRAINT one_recommendation_a_round UNIQUE (case_id, round)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON vetting_recommendation TO passage_superuser;
GRANT INSERT, SELECT ON vetting_recommendation TO passage_app;

CREATE TABLE vetting_round (
  case_id uuid NOT NULL,
  round integer NOT NULL,
  opened_on date NOT NULL,
  seq integer NOT NULL,
  CONSTRAINT vetting_round_round_check CHECK ((round > 0)),
  CONSTRAINT a_round_has_its_transition FOREIGN KEY (case_id, seq) REFERENCES transition(subject_id, seq),
  CONSTRAINT vetting_round_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT vetting_round_pkey PRIMARY KEY (case_id, round),
  CONSTRAINT vetting_round_case_id_seq_key UNIQUE (case_id, seq)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON vetting_round TO passage_superuser;
GRANT INSERT, SELECT ON vetting_round TO passage_app;

CREATE TABLE world (
  singleton boolean NOT NULL DEFAULT true,
  seed integer NOT NULL,
  cases integer NOT NULL,
  begun_at timestamp with time zone NOT NULL DEFAULT now(),
  finished_at timestamp with time zone,
  from_month text NOT NULL,
  to_month text NOT NULL,
  scenario text NOT NULL,
  through date,
  CONSTRAINT world_cases_check CHECK ((cases > 0)),
  CONSTRAINT world_singleton_check CHECK (singleton),
  CONSTRAINT world_pkey PRIMARY KEY (singleton)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON world TO passage_superuser;
GRANT SELECT ON world TO passage_app;

CREATE OR REPLACE FUNCTION public.a_final_answer_stays()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF OLD.outcome IS NULL OR (OLD.outcome = 'accepted' AND NEW.outcome IN ('settled', 'rejected'))
          OR (OLD.outcome = 'settled' AND NEW.outcome = 'returned') THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'instruction % was answered: %', OLD.key, OLD.outcome USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'a_final_answer_stays';
      END $function$
;

CREATE OR REPLACE FUNCTION public.a_state_never_goes_back()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION 'subject % would go back from version % to %', OLD.id, OLD.version, NEW.version
          USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'a_state_never_goes_back';
      END $function$
;

CREATE OR REPLACE FUNCTION public.a_token_has_its_person()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF EXISTS (SELECT FROM (SELECT DISTINCT person_id FROM written) t LEFT JOIN public.person p ON p.id = t.person_id WHERE p.id IS NULL) THEN
          RAISE EXCEPTION 'a token belongs to no person' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'a_token_has_its_person';
        END IF;
        RETURN NULL;
      END $function$
;

CREATE OR REPLACE FUNCTION public.balances_follow_transfers()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM FROM ledger_account a WHERE a.id IN (SELECT debit FROM posted UNION SELECT credit FROM posted) ORDER BY a.id FOR NO KEY UPDATE;
        UPDATE ledger_account a SET balance = a.balance + change.sum
        FROM (SELECT id, sum(amount) AS sum FROM (SELECT debit AS id, -amount AS amount FROM posted UNION ALL SELECT credit, amount FROM posted) x GROUP BY id) change
        WHERE a.id = change.id;
        RETURN NULL;
      END $function$
;

CREATE OR REPLACE FUNCTION public.begin_command(token text, command_key text)
 RETURNS TABLE(binding_id bigint, actor_id uuid, roles text[], job text, today date, now bigint, body_hash bytea, answer text)
 LANGUAGE plpgsql
AS $function$
      BEGIN
        SELECT b.binding_id, b.actor_id, b.roles, b.job INTO binding_id, actor_id, roles, job FROM bind_actor(token) b;
        IF command_key IS NOT NULL THEN
          PERFORM pg_advisory_xact_lock(hashtextextended(actor_id::text || command_key, 0));
          SELECT r.body_hash, r.answer INTO body_hash, answer FROM command_receipt r WHERE r.actor_id = begin_command.actor_id AND r.key = command_key;
        END IF;
        SELECT c.today INTO today FROM programme_clock c;
        now := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
        RETURN NEXT;
      END $function$
;

CREATE OR REPLACE FUNCTION public.begin_command_about(token text, command_key text, about uuid)
 RETURNS TABLE(binding_id bigint, actor_id uuid, roles text[], job text, today date, now bigint, body_hash bytea, answer text, id uuid, case_id uuid, kind text, version integer, state text, head bytea)
 LANGUAGE plpgsql
AS $function$
      DECLARE
        its_case uuid;
      BEGIN
        SELECT b.* INTO binding_id, actor_id, roles, job, today, now, body_hash, answer FROM begin_command(token, command_key) b;
        SELECT s.case_id INTO its_case FROM subject s WHERE s.id = about;
        IF its_case <> about THEN
          PERFORM FROM subject s WHERE s.id = its_case FOR NO KEY UPDATE;
        END IF;
        SELECT s.id, s.case_id, s.kind, s.version, s.state, s.head INTO id, case_id, kind, version, state, head
          FROM subject s WHERE s.id = about FOR NO KEY UPDATE;
        RETURN NEXT;
      END $function$
;

CREATE OR REPLACE FUNCTION public.bind_actor(token text)
 RETURNS TABLE(binding_id bigint, actor_id uuid, roles text[], job text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        binding bigint := nextval('binding_id_seq');
        who uuid; held text[]; of_session uuid; of_job uuid; job_name text := '';
      BEGIN
        IF left(token, 4) = 'job:' THEN
          IF session_user = 'passage_worker' THEN
            SELECT j.id, j.queue || '/' || j.name INTO of_job, job_name FROM job_request j
              WHERE j.id = substr(token, 5)::uuid AND j.closed_at IS NULL;
          END IF;
          IF of_job IS NULL THEN
            RAISE EXCEPTION 'no open job of this worker has that token' USING ERRCODE = 'PA001';
          END IF;
          who := '00000000-0000-4000-8000-000000000000';
          held := ARRAY['system'];
        ELSE
          -- The same as resolve_session, written out: a nested function with settings of its own costs half of this one.
          SELECT s.id, a.id, ARRAY(SELECT r.role FROM account_role r WHERE r.account_id = a.id ORDER BY r.role) INTO of_session, who, held
          FROM session s JOIN account a ON a.id = s.account_id
          WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.revoked_at IS NULL AND s.expires_at > pg_catalog.now() AND a.disabled_at IS NULL;
          IF who IS NULL OR 'system' = ANY (held) THEN
            RAISE EXCEPTION 'no live session has that token' USING ERRCODE = 'PA001';
          END IF;
        END IF;
        INSERT INTO bound_actor (binding_id, txid, actor_id, role, job, session_id, job_id)
          SELECT binding, pg_current_xact_id(), who, r, job_name, of_session, of_job FROM unnest(held) r;
        RETURN QUERY SELECT binding, who, held, job_name;
      END $function$
;

CREATE OR REPLACE FUNCTION public.move_programme_clock(to_day date, binding bigint)
 RETURNS date
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        stands date;
      BEGIN
        IF NOT EXISTS (SELECT FROM instance WHERE demo) THEN
          RAISE EXCEPTION 'this database is not marked as a demo' USING ERRCODE = 'PA002', CONSTRAINT = 'the_clock_moves_in_a_demo';
        END IF;
        IF NOT EXISTS (SELECT FROM bound_actor b WHERE b.binding_id = binding AND b.txid = pg_current_xact_id()
            AND (b.role = 'trainer' OR b.job IN ('training/move_clock', 'training/generate'))) THEN
          RAISE EXCEPTION 'neither a trainer nor the job that moves the clock acts here' USING ERRCODE = 'PA002', CONSTRAINT = 'a_trainer_moves_the_clock';
        END IF;
        SELECT c.today INTO stands FROM programme_clock c FOR UPDATE;
        IF to_day IS NULL OR to_day < stands THEN
          RAISE EXCEPTION 'the clock stands at % and never goes back', stands USING ERRCODE = 'PA002', CONSTRAINT = 'the_clock_never_goes_back';
        END IF;
        IF to_day > stands + interval '1 year' THEN
          RAISE EXCEPTION 'the clock stands at % and moves a year at most', stands USING ERRCODE = 'PA002', CONSTRAINT = 'the_clock_moves_a_year_at_most';
        END IF;
        UPDATE programme_clock c SET today = to_day WHERE c.today < to_day;
        RETURN to_day;
      END $function$
;

CREATE OR REPLACE FUNCTION public.only_what_is_off_frees_its_days()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NEW.live OR NOT EXISTS (SELECT FROM subject s WHERE s.id = NEW.id AND s.state IN ('excluded', 'cancelled', 'given_up')) THEN
          RAISE EXCEPTION 'payment % is not off', NEW.id USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'only_what_is_off_frees_its_days';
        END IF;
        RETURN NEW;
      END $function$
;

CREATE OR REPLACE FUNCTION public.resolve_session(token text)
 RETURNS TABLE(session_id uuid, account_id uuid, username text, display_name text, site_id uuid, roles text[], csrf_token text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
        SELECT s.id, a.id, a.username, a.display_name, a.site_id, ARRAY(SELECT r.role FROM account_role r WHERE r.account_id = a.id ORDER BY r.role), s.csrf_token
        FROM session s JOIN account a ON a.id = s.account_id
        WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL
      $function$
;

CREATE OR REPLACE FUNCTION public.term_days(term_name text, on_day date)
 RETURNS integer
 LANGUAGE sql
 STABLE
RETURN (SELECT t.days FROM term t WHERE ((t.name = term_days.term_name) AND (t.valid @> term_days.on_day)))
;

CREATE OR REPLACE FUNCTION public.the_log_is_not_ahead()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NOT EXISTS (SELECT FROM public.subject s WHERE s.id = NEW.subject_id AND s.version >= NEW.seq) THEN
          RAISE EXCEPTION 'transition % of subject % has no state that it leads to', NEW.seq, NEW.subject_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'the_log_is_not_ahead';
        END IF;
        RETURN NULL;
      END $function$
;

CREATE OR REPLACE FUNCTION public.what_fired_stays_fired()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION '% of % has fired', OLD.kind, OLD.due_on USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'what_fired_stays_fired';
      END $function$
;
