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
  purpose text,
  viewed_as text,
  row_count integer,
  CONSTRAINT access_log_act_check CHECK ((act = ANY (ARRAY['read'::text, 'refused'::text, 'did'::text]))),
  CONSTRAINT access_log_row_count_check CHECK ((row_count >= 0)),
  CONSTRAINT access_log_pkey PRIMARY KEY (id)
);

CREATE INDEX access_log_of_actor ON public.access_log USING btree (actor_id, id DESC);
CREATE INDEX access_log_of_case ON public.access_log USING btree (case_id, id DESC) WHERE (case_id IS NOT NULL);
CREATE INDEX access_log_of_glass ON public.access_log USING btree (purpose, id) WHERE (purpose ~~ 'glass:%'::text);
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

CREATE TRIGGER tell_of_access AFTER UPDATE OF disabled_at, site_id ON public.account FOR EACH ROW EXECUTE FUNCTION tell_of_access();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON account TO passage_superuser;
GRANT SELECT (created_at, disabled_at, display_name, id, site_id, username) ON account TO passage_app;
GRANT SELECT ON account TO passage_login;
GRANT UPDATE (password_hash) ON account TO passage_login;

CREATE TABLE account_event (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  actor_id uuid NOT NULL,
  account_id uuid NOT NULL,
  what text NOT NULL,
  role text,
  CONSTRAINT account_event_what_check CHECK ((what = ANY (ARRAY['created'::text, 'disabled'::text, 'enabled'::text, 'role_granted'::text, 'role_revoked'::text, 'site_set'::text, 'password_set'::text, 'password_changed'::text, 'sessions_revoked'::text, 'totp_on'::text, 'totp_off'::text, 'totp_reset'::text, 'recovery_code_used'::text, 'delegated'::text, 'delegation_ended'::text, 'viewing_began'::text, 'viewing_ended'::text, 'identity_bound'::text, 'identity_unbound'::text, 'view_shared'::text, 'shared_view_changed'::text, 'view_sharing_ended'::text]))),
  CONSTRAINT account_event_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT account_event_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES account(id),
  CONSTRAINT account_event_pkey PRIMARY KEY (id)
);

CREATE INDEX account_event_of_account ON public.account_event USING btree (account_id, id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON account_event TO passage_superuser;
GRANT INSERT (account_id, actor_id, role, what) ON account_event TO passage_login;
GRANT SELECT ON account_event TO passage_app;
GRANT SELECT ON account_event TO passage_login;

CREATE TABLE account_identity (
  issuer text NOT NULL,
  subject text NOT NULL,
  account_id uuid NOT NULL,
  CONSTRAINT account_identity_issuer_check CHECK (((length(issuer) >= 1) AND (length(issuer) <= 300))),
  CONSTRAINT account_identity_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 255))),
  CONSTRAINT account_identity_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT account_identity_pkey PRIMARY KEY (issuer, subject),
  CONSTRAINT account_identity_issuer_account_id_key UNIQUE (issuer, account_id)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON account_identity TO passage_superuser;
GRANT SELECT ON account_identity TO passage_login;

CREATE TABLE account_preference (
  account_id uuid NOT NULL,
  language text,
  digits text,
  theme text,
  lists jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT account_preference_digits_check CHECK ((digits = ANY (ARRAY['language'::text, 'latin'::text, 'burmese'::text]))),
  CONSTRAINT account_preference_language_check CHECK ((language = ANY (ARRAY['en'::text, 'my'::text]))),
  CONSTRAINT account_preference_lists_check CHECK ((jsonb_typeof(lists) = 'object'::text)),
  CONSTRAINT account_preference_theme_check CHECK ((theme = ANY (ARRAY['light'::text, 'dark'::text, 'auto'::text]))),
  CONSTRAINT preferences_are_few CHECK ((length((lists)::text) <= 200000)),
  CONSTRAINT account_preference_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT account_preference_pkey PRIMARY KEY (account_id)
);

CREATE TRIGGER shared_views_follow_their_owner AFTER UPDATE ON public.account_preference FOR EACH ROW WHEN ((old.lists IS DISTINCT FROM new.lists)) EXECUTE FUNCTION shared_views_follow_their_owner();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON account_preference TO passage_superuser;

CREATE TABLE account_role (
  account_id uuid NOT NULL,
  role text NOT NULL,
  CONSTRAINT account_role_role_check CHECK ((role = ANY (ARRAY['intake_officer'::text, 'vetting_officer'::text, 'vetting_approver'::text, 'registrar'::text, 'relocation_officer'::text, 'finance_officer'::text, 'finance_approver'::text, 'finance_controller'::text, 'equipment_assessor'::text, 'host_organisation'::text, 'programme_manager'::text, 'planner'::text, 'auditor'::text, 'trainer'::text, 'system'::text]))),
  CONSTRAINT account_role_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT account_role_pkey PRIMARY KEY (account_id, role)
);

CREATE TRIGGER tell_of_access AFTER INSERT OR DELETE ON public.account_role FOR EACH ROW EXECUTE FUNCTION tell_of_access();
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
GRANT SELECT ON bound_actor TO passage_audit;

CREATE TABLE break_glass (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  role text NOT NULL,
  case_id uuid NOT NULL,
  classes text[] NOT NULL,
  reason text NOT NULL,
  opened_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  ends_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  ended_by uuid,
  CONSTRAINT a_glass_is_broken_for_minutes CHECK (((ends_at > opened_at) AND (ends_at <= (opened_at + '01:00:01'::interval)))),
  CONSTRAINT break_glass_check CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
  CONSTRAINT break_glass_classes_check CHECK (((cardinality(classes) > 0) AND (classes <@ ARRAY['personal'::text, 'vetting'::text]))),
  CONSTRAINT break_glass_reason_check CHECK ((reason = ANY (ARRAY['danger_to_life'::text, 'complaint'::text, 'suspected_fraud'::text, 'audit_of_case'::text, 'colleague_absent'::text]))),
  CONSTRAINT break_glass_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT break_glass_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT break_glass_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES account(id),
  CONSTRAINT break_glass_pkey PRIMARY KEY (id)
);

CREATE INDEX break_glass_of_account ON public.break_glass USING btree (account_id, ends_at);
CREATE INDEX break_glass_of_case ON public.break_glass USING btree (case_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON break_glass TO passage_superuser;
GRANT SELECT ON break_glass TO passage_app;

CREATE TABLE break_glass_told (
  glass_id uuid NOT NULL,
  account_id uuid NOT NULL,
  seen_at timestamp with time zone,
  CONSTRAINT break_glass_told_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT break_glass_told_glass_id_fkey FOREIGN KEY (glass_id) REFERENCES break_glass(id),
  CONSTRAINT break_glass_told_pkey PRIMARY KEY (glass_id, account_id)
);

CREATE INDEX break_glass_told_unseen ON public.break_glass_told USING btree (account_id) WHERE (seen_at IS NULL);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON break_glass_told TO passage_superuser;
GRANT SELECT ON break_glass_told TO passage_app;

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
GRANT SELECT ON budget_line TO passage_audit;

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
GRANT SELECT ON case_file TO passage_audit;
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

CREATE TABLE delegation (
  id uuid NOT NULL,
  from_id uuid NOT NULL,
  to_id uuid NOT NULL,
  role text NOT NULL,
  reason text NOT NULL,
  begins_at timestamp with time zone NOT NULL DEFAULT now(),
  ends_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  ended_by uuid,
  CONSTRAINT a_delegation_ends_in_a_month CHECK (((ends_at > begins_at) AND (ends_at <= (begins_at + '30 days'::interval)))),
  CONSTRAINT a_delegation_is_to_another CHECK ((from_id <> to_id)),
  CONSTRAINT delegation_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 300))),
  CONSTRAINT delegation_role_check CHECK ((role <> ALL (ARRAY['system'::text, 'trainer'::text]))),
  CONSTRAINT delegation_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES account(id),
  CONSTRAINT delegation_from_id_fkey FOREIGN KEY (from_id) REFERENCES account(id),
  CONSTRAINT delegation_to_id_fkey FOREIGN KEY (to_id) REFERENCES account(id),
  CONSTRAINT delegation_pkey PRIMARY KEY (id)
);

CREATE INDEX delegation_from ON public.delegation USING btree (from_id) WHERE (ended_at IS NULL);
CREATE INDEX delegation_to ON public.delegation USING btree (to_id) WHERE (ended_at IS NULL);
CREATE TRIGGER tell_of_access AFTER INSERT OR UPDATE ON public.delegation FOR EACH ROW EXECUTE FUNCTION tell_of_access();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON delegation TO passage_superuser;
GRANT SELECT ON delegation TO passage_app;

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

CREATE TABLE erasure (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  person_id uuid NOT NULL,
  state text NOT NULL,
  CONSTRAINT erasure_case_id_fkey FOREIGN KEY (case_id) REFERENCES case_file(id),
  CONSTRAINT erasure_id_state_fkey FOREIGN KEY (id, state) REFERENCES subject(id, state) ON UPDATE CASCADE,
  CONSTRAINT erasure_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT erasure_pkey PRIMARY KEY (id)
);

CREATE INDEX erasure_by_state ON public.erasure USING btree (state, id);
CREATE UNIQUE INDEX one_erasure_a_person ON public.erasure USING btree (person_id) WHERE (state <> 'called_off'::text);
CREATE CONSTRAINT TRIGGER an_erasure_erases AFTER INSERT OR UPDATE ON public.erasure DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.state = 'erased'::text)) EXECUTE FUNCTION an_erasure_erases();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON erasure TO passage_superuser;
GRANT INSERT, SELECT ON erasure TO passage_app;

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
GRANT SELECT ON fund TO passage_audit;

CREATE TABLE incompatible_role (
  role text NOT NULL,
  other text NOT NULL,
  CONSTRAINT incompatible_role_pkey PRIMARY KEY (role, other)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON incompatible_role TO passage_superuser;
GRANT SELECT ON incompatible_role TO passage_app;

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

CREATE TABLE key_rotation (
  job_id uuid NOT NULL,
  newest integer NOT NULL,
  rewrapped bigint NOT NULL DEFAULT 0,
  still_needed integer[],
  finished_at timestamp with time zone,
  CONSTRAINT key_rotation_check CHECK (((still_needed IS NULL) = (finished_at IS NULL))),
  CONSTRAINT key_rotation_newest_check CHECK ((newest > 0)),
  CONSTRAINT key_rotation_rewrapped_check CHECK ((rewrapped >= 0)),
  CONSTRAINT key_rotation_job_id_fkey FOREIGN KEY (job_id) REFERENCES job_request(id),
  CONSTRAINT key_rotation_pkey PRIMARY KEY (job_id)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON key_rotation TO passage_superuser;
GRANT INSERT (job_id, newest) ON key_rotation TO passage_app;
GRANT SELECT ON key_rotation TO passage_app;
GRANT UPDATE (finished_at, still_needed) ON key_rotation TO passage_worker;

CREATE TABLE known_device (
  token_hash bytea NOT NULL,
  account_id uuid NOT NULL,
  last_used_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT known_device_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT known_device_pkey PRIMARY KEY (token_hash, account_id)
);

CREATE INDEX known_device_of_account ON public.known_device USING btree (account_id);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON known_device TO passage_superuser;
GRANT DELETE, INSERT, SELECT, UPDATE ON known_device TO passage_login;

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
GRANT SELECT ON ledger_account TO passage_audit;

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
GRANT SELECT ON ledger_transfer TO passage_audit;

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

CREATE TABLE login_try (
  key bytea NOT NULL,
  tries integer NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  held_until timestamp with time zone,
  CONSTRAINT login_try_pkey PRIMARY KEY (key)
);

CREATE INDEX login_try_by_end ON public.login_try USING btree (ends_at);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON login_try TO passage_superuser;
GRANT DELETE, INSERT, SELECT, UPDATE ON login_try TO passage_login;

CREATE TABLE name_token_key (
  id text NOT NULL,
  master_key integer NOT NULL,
  wrapped bytea NOT NULL,
  CONSTRAINT name_token_key_id_check CHECK ((id = 'name_tokens'::text)),
  CONSTRAINT name_token_key_master_key_check CHECK ((master_key > 0)),
  CONSTRAINT name_token_key_pkey PRIMARY KEY (id)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON name_token_key TO passage_superuser;
GRANT INSERT, SELECT ON name_token_key TO passage_app;

CREATE TABLE note (
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  class text NOT NULL,
  author_id uuid NOT NULL,
  written_on date NOT NULL,
  written_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  nonce bytea,
  ciphertext bytea,
  salt bytea,
  CONSTRAINT a_note_is_there_or_erased CHECK ((num_nulls(nonce, ciphertext, salt) = ANY (ARRAY[0, 3]))),
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

CREATE TABLE oidc_attempt (
  browser_hash bytea NOT NULL,
  state text NOT NULL,
  nonce text NOT NULL,
  verifier text NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  CONSTRAINT oidc_attempt_pkey PRIMARY KEY (browser_hash)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON oidc_attempt TO passage_superuser;
GRANT DELETE, INSERT, SELECT ON oidc_attempt TO passage_login;

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
  erased_on date,
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

CREATE TRIGGER who_is_erased_stays_so AFTER INSERT ON public.person_key REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION who_is_erased_stays_so();
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
GRANT SELECT ON programme_clock TO passage_reports;

CREATE TABLE reading_rule (
  class text NOT NULL,
  role text NOT NULL,
  states text[],
  held boolean NOT NULL DEFAULT false,
  CONSTRAINT reading_rule_class_check CHECK ((class = ANY (ARRAY['open'::text, 'operational'::text, 'personal'::text, 'vetting'::text, 'financial'::text, 'secret'::text]))),
  CONSTRAINT reading_rule_pkey PRIMARY KEY (class, role)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON reading_rule TO passage_superuser;
GRANT SELECT ON reading_rule TO passage_app;

CREATE TABLE recovery_code (
  account_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT recovery_code_pkey PRIMARY KEY (account_id, code_hash)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON recovery_code TO passage_superuser;
GRANT DELETE, INSERT, SELECT, UPDATE ON recovery_code TO passage_login;

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
  last_seen_at timestamp with time zone NOT NULL DEFAULT now(),
  idle_minutes integer NOT NULL DEFAULT 30,
  pending boolean NOT NULL DEFAULT false,
  device text NOT NULL DEFAULT 'Unknown device'::text,
  address text NOT NULL DEFAULT ''::text,
  view_as text,
  CONSTRAINT session_address_check CHECK ((length(address) <= 45)),
  CONSTRAINT session_device_check CHECK ((length(device) <= 60)),
  CONSTRAINT session_idle_minutes_check CHECK ((idle_minutes > 0)),
  CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT session_pkey PRIMARY KEY (id),
  CONSTRAINT session_token_hash_key UNIQUE (token_hash)
);

CREATE INDEX session_of_account ON public.session USING btree (account_id);
CREATE TRIGGER tell_of_access AFTER UPDATE OF revoked_at, expires_at, view_as ON public.session FOR EACH ROW EXECUTE FUNCTION tell_of_access();
CREATE TRIGGER tell_of_its_end AFTER DELETE ON public.session FOR EACH ROW EXECUTE FUNCTION tell_of_access();
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON session TO passage_superuser;
GRANT INSERT ON session TO passage_login;
GRANT SELECT (account_id, address, created_at, device, expires_at, id, idle_minutes, last_seen_at, pending, revoked_at) ON session TO passage_login;
GRANT UPDATE (last_seen_at, revoked_at) ON session TO passage_login;

CREATE TABLE shared_view (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  list text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  CONSTRAINT shared_view_role_check CHECK ((role <> 'system'::text)),
  CONSTRAINT shared_view_account_id_fkey FOREIGN KEY (account_id) REFERENCES account_preference(account_id),
  CONSTRAINT shared_view_pkey PRIMARY KEY (id),
  CONSTRAINT a_view_is_shared_with_one_role UNIQUE (account_id, list, name)
);

CREATE INDEX shared_view_with_role ON public.shared_view USING btree (role);
GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON shared_view TO passage_superuser;

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
  CONSTRAINT subject_kind_check CHECK ((kind = ANY (ARRAY['case'::text, 'code'::text, 'placement'::text, 'entitlement'::text, 'payment_run'::text, 'payment'::text, 'reward_claim'::text, 'site'::text, 'rule'::text, 'fund'::text, 'erasure'::text]))),
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
GRANT SELECT ON subject TO passage_audit;
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

CREATE TABLE totp (
  account_id uuid NOT NULL,
  master_key integer NOT NULL,
  wrapped bytea NOT NULL,
  nonce bytea NOT NULL,
  ciphertext bytea NOT NULL,
  confirmed_at timestamp with time zone,
  last_step bigint NOT NULL DEFAULT 0,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT totp_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  CONSTRAINT totp_pkey PRIMARY KEY (account_id)
);

GRANT DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON totp TO passage_superuser;
GRANT DELETE, INSERT, SELECT, UPDATE ON totp TO passage_login;

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
    WHEN 'erasure'::text THEN
    CASE
        WHEN (event = ANY (ARRAY['ask'::text, 'confirm'::text])) THEN event
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
GRANT SELECT ON transition TO passage_audit;

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

CREATE OR REPLACE FUNCTION public.account_sign_in()
 RETURNS TABLE(account_id uuid, has_password boolean, has_totp boolean, last_seen_at timestamp with time zone, live_sessions integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT a.id, a.password_hash IS NOT NULL, EXISTS (SELECT FROM totp t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL), s.seen, s.live
    FROM account a, LATERAL (
      SELECT max(s.last_seen_at) AS seen, count(*) FILTER (WHERE s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > now()
        AND s.last_seen_at > now() - make_interval(mins => s.idle_minutes))::int AS live
      FROM session s WHERE s.account_id = a.id) s
  $function$
;

CREATE OR REPLACE FUNCTION public.acting_as(binding bigint, wanted text)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid;
  BEGIN
    SELECT b.actor_id INTO who FROM bound_actor b
      WHERE b.binding_id = binding AND b.txid = pg_current_xact_id() AND b.job = '' AND (wanted IS NULL OR b.role = wanted) LIMIT 1;
    IF who IS NULL THEN
      RAISE EXCEPTION 'account.role_missing' USING ERRCODE = 'PA004';
    END IF;
    RETURN who;
  END $function$
;

CREATE OR REPLACE FUNCTION public.acts_in_this_transaction()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM bound_actor b WHERE b.binding_id = NULLIF(current_setting('passage.binding', true), '')::bigint
          AND b.txid = pg_current_xact_id_if_assigned())
      $function$
;

CREATE OR REPLACE FUNCTION public.an_erasure_erases()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    IF EXISTS (SELECT FROM public.person_key k WHERE k.person_id = NEW.person_id) THEN
      RAISE EXCEPTION 'erasure % left the key of its person', NEW.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'an_erasure_erases';
    END IF;
    RETURN NULL;
  END $function$
;

CREATE OR REPLACE FUNCTION public.assert_another_trainer(account uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('passage.trainers', 0));
    IF NOT EXISTS (
      SELECT FROM account_role r JOIN account a ON a.id = r.account_id
      WHERE r.role = 'trainer' AND a.disabled_at IS NULL AND a.id <> assert_another_trainer.account) THEN
      RAISE EXCEPTION 'account.last_trainer' USING ERRCODE = 'PA004';
    END IF;
  END $function$
;

CREATE OR REPLACE FUNCTION public.assert_compatible(account uuid, wanted text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  BEGIN
    IF EXISTS (
      SELECT FROM incompatible_role i WHERE i.role = wanted AND i.other IN (
        SELECT r.role FROM account_role r WHERE r.account_id = assert_compatible.account
        UNION SELECT d.role FROM delegation d WHERE d.to_id = assert_compatible.account AND d.ended_at IS NULL AND d.ends_at > now())) THEN
      RAISE EXCEPTION 'account.incompatible_roles' USING ERRCODE = 'PA004';
    END IF;
  END $function$
;

CREATE OR REPLACE FUNCTION public.assert_keys_rotate(binding bigint)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    its_job uuid;
  BEGIN
    SELECT b.job_id INTO its_job FROM bound_actor b
      WHERE b.binding_id = binding AND b.txid = pg_current_xact_id() AND b.job IN ('access/rotate_keys', 'operator/rotate_keys');
    IF its_job IS NULL THEN
      RAISE EXCEPTION 'no job that rotates the keys acts in this transaction'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'keys_are_rotated_by_their_job';
    END IF;
    RETURN its_job;
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
    who uuid; held text[]; of_session uuid; of_job uuid; job_name text := ''; seen_as text;
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
      -- Written out, not resolve_session: a nested function with settings of its own costs half of this one.
      SELECT s.id, a.id, roles_of(a.id), s.view_as INTO of_session, who, held, seen_as
      FROM session s JOIN account a ON a.id = s.account_id
      WHERE s.token_hash = session_hash(token) AND s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > pg_catalog.now()
        AND a.disabled_at IS NULL;
      IF who IS NULL OR 'system' = ANY (held) THEN
        RAISE EXCEPTION 'no live session has that token' USING ERRCODE = 'PA001';
      END IF;
      IF seen_as IS NOT NULL THEN
        RAISE EXCEPTION 'a session that views as a role changes nothing' USING ERRCODE = 'PA002';
      END IF;
    END IF;
    INSERT INTO bound_actor (binding_id, txid, actor_id, role, job, session_id, job_id)
      SELECT binding, pg_current_xact_id(), who, r, job_name, of_session, of_job FROM unnest(held) r;
    PERFORM set_config('passage.session', CASE WHEN of_job IS NULL THEN token ELSE '' END, true), set_config('passage.binding', binding::text, true);
    RETURN QUERY SELECT binding, who, held, job_name;
  END $function$
;

CREATE OR REPLACE FUNCTION public.bind_identity(binding bigint, account uuid, its_issuer text, its_subject text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF its_subject IS NULL THEN
      DELETE FROM account_identity i WHERE i.account_id = account AND i.issuer = its_issuer;
      RETURN note_account_event(who, account, 'identity_unbound', NULL);
    END IF;
    INSERT INTO account_identity (issuer, subject, account_id) VALUES (its_issuer, its_subject, account) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.identity_taken' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, account, 'identity_bound', NULL);
  END $function$
;

CREATE OR REPLACE FUNCTION public.break_the_glass(id uuid, of_case uuid, as_role text, what text[], why text, minutes integer)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        who uuid;
        until timestamptz := clock_timestamp() + make_interval(mins => minutes);
      BEGIN
        SELECT b.actor_id INTO who FROM bound_actor b
          WHERE b.binding_id = NULLIF(current_setting('passage.binding', true), '')::bigint AND b.txid = pg_current_xact_id() AND b.role = as_role;
        IF who IS NULL THEN
          RAISE EXCEPTION 'nobody with the role % is bound to this transaction', as_role USING ERRCODE = 'PA001';
        END IF;
        INSERT INTO break_glass (id, account_id, role, case_id, classes, reason, ends_at) VALUES (id, who, as_role, of_case, what, why, until);
        INSERT INTO break_glass_told (glass_id, account_id)
          SELECT break_the_glass.id, a.id FROM account a
          WHERE a.disabled_at IS NULL AND a.id <> who
            AND (EXISTS (SELECT FROM account_role r WHERE r.account_id = a.id AND r.role = 'auditor')
              OR a.id = (SELECT f.holder_id FROM case_file f WHERE f.id = of_case));
        IF NOT FOUND THEN
          RAISE EXCEPTION 'there is nobody who could be told' USING ERRCODE = 'PA003';
        END IF;
        RETURN until;
      END $function$
;

CREATE OR REPLACE FUNCTION public.create_account(binding bigint, account uuid, username text, display_name text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, NULL);
  BEGIN
    INSERT INTO account (id, username, display_name) VALUES (create_account.account, create_account.username, create_account.display_name)
      ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.username_taken' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, account, 'created', NULL);
  END $function$
;

CREATE OR REPLACE FUNCTION public.delegate_role(binding bigint, delegation uuid, account uuid, wanted text, until timestamp with time zone, why text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := acting_as(binding, wanted);
  BEGIN
    -- A role that is lent to the actor is bound like their own, and may not be passed on.
    IF wanted IN ('system', 'trainer') OR NOT EXISTS (SELECT FROM account_role r WHERE r.account_id = who AND r.role = wanted) THEN
      RAISE EXCEPTION 'delegation.not_yours' USING ERRCODE = 'PA004';
    END IF;
    IF who = account THEN
      RAISE EXCEPTION 'delegation.to_yourself' USING ERRCODE = 'PA004';
    END IF;
    IF until <= now() OR until > now() + interval '30 days' THEN
      RAISE EXCEPTION 'delegation.too_long' USING ERRCODE = 'PA004';
    END IF;
    PERFORM FROM account a WHERE a.id = delegate_role.account AND a.disabled_at IS NULL AND a.username <> 'system' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.not_found' USING ERRCODE = 'PA004';
    END IF;
    IF EXISTS (SELECT FROM account_role r WHERE r.account_id = account AND r.role = wanted) OR EXISTS (
      SELECT FROM delegation d WHERE d.to_id = account AND d.role = wanted AND d.ended_at IS NULL AND d.ends_at > now()) THEN
      RAISE EXCEPTION 'account.role_held' USING ERRCODE = 'PA004';
    END IF;
    PERFORM assert_compatible(account, wanted);
    INSERT INTO delegation (id, from_id, to_id, role, reason, ends_at) VALUES (delegate_role.delegation, who, account, wanted, why, until);
    RETURN note_account_event(who, account, 'delegated', wanted);
  END $function$
;

CREATE OR REPLACE FUNCTION public.end_delegation(binding bigint, delegation uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := acting_as(binding, NULL);
    lent record;
  BEGIN
    SELECT d.to_id, d.role INTO lent FROM delegation d
      WHERE d.id = end_delegation.delegation AND (who IN (d.from_id, d.to_id) OR EXISTS (
        SELECT FROM bound_actor b WHERE b.binding_id = binding AND b.txid = pg_current_xact_id() AND b.role = 'trainer')) FOR UPDATE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'delegation.not_found' USING ERRCODE = 'PA004';
    END IF;
    UPDATE delegation d SET ended_at = now(), ended_by = who WHERE d.id = end_delegation.delegation AND d.ended_at IS NULL AND d.ends_at > now();
    IF NOT FOUND THEN
      RAISE EXCEPTION 'delegation.ended' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, lent.to_id, 'delegation_ended', lent.role);
  END $function$
;

CREATE OR REPLACE FUNCTION public.end_the_glass(glass uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        who uuid;
      BEGIN
        SELECT b.actor_id INTO who FROM bound_actor b
          WHERE b.binding_id = NULLIF(current_setting('passage.binding', true), '')::bigint AND b.txid = pg_current_xact_id() LIMIT 1;
        UPDATE break_glass g SET ended_at = clock_timestamp(), ended_by = who
          WHERE g.id = glass AND g.ended_at IS NULL AND g.ends_at > clock_timestamp()
            AND (g.account_id = who OR EXISTS (SELECT FROM break_glass_told t WHERE t.glass_id = glass AND t.account_id = who));
        RETURN FOUND;
      END $function$
;

CREATE OR REPLACE FUNCTION public.erase_person(of_erasure uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    whom uuid; of_case uuid; applicant boolean;
  BEGIN
    IF NOT EXISTS (
      SELECT FROM transition confirmed JOIN transition asked ON asked.subject_id = confirmed.subject_id
      WHERE confirmed.subject_id = of_erasure AND confirmed.txid = pg_current_xact_id()
        AND confirmed.lifecycle = 'erasure' AND confirmed.event = 'confirm' AND confirmed.to_state = 'erased' AND confirmed.role = 'registrar'
        AND asked.seq = 1 AND asked.event = 'ask' AND asked.role = 'intake_officer' AND asked.actor_id <> confirmed.actor_id) THEN
      RAISE EXCEPTION 'nobody confirms in this transaction what another asked for'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'an_erasure_is_confirmed';
    END IF;
    SELECT p.id, p.case_id, p.relation = 'applicant' INTO whom, of_case, applicant
      FROM erasure e JOIN subject s ON s.id = e.id JOIN person p ON p.id = e.person_id AND p.case_id = s.case_id
        JOIN subject c ON c.id = p.case_id AND c.state = 'closed'
      WHERE e.id = of_erasure;
    IF whom IS NULL THEN
      RAISE EXCEPTION 'erasure % is of nobody in a closed case of its own', of_erasure
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'an_erasure_is_of_a_closed_case';
    END IF;
    DELETE FROM person_key k WHERE k.person_id = whom;
    DELETE FROM person_token t WHERE t.person_id = whom;
    DELETE FROM person_version v WHERE v.person_id = whom;
    IF applicant THEN
      UPDATE note n SET nonce = NULL, ciphertext = NULL, salt = NULL WHERE n.case_id = of_case;
    END IF;
    UPDATE person p SET erased_on = (SELECT c.today FROM programme_clock c) WHERE p.id = whom;
  END $function$
;

CREATE OR REPLACE FUNCTION public.grant_role(binding bigint, account uuid, wanted text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    IF wanted = 'system' THEN
      RAISE EXCEPTION 'account.system_role' USING ERRCODE = 'PA004';
    END IF;
    PERFORM assert_compatible(account, wanted);
    INSERT INTO account_role (account_id, role) VALUES (account, wanted) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.role_held' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, account, 'role_granted', wanted);
  END $function$
;

CREATE OR REPLACE FUNCTION public.household_of(session text, of_case uuid)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        reads boolean;
      BEGIN
        PERFORM set_config('passage.session', session, true);
        reads := viewer_reads('personal', of_case);
        RETURN (
          SELECT coalesce(json_agg(json_build_object('id', p.id, 'relation', p.relation, 'since', p.since, 'until', p.until,
              'erased', p.erased_on IS NOT NULL,
              'sealed', CASE WHEN k.person_id IS NOT NULL THEN json_build_object('masterKey', k.master_key, 'wrapped', encode(k.wrapped, 'base64'),
                'version', v.version, 'nonce', encode(v.nonce, 'base64'), 'ciphertext', encode(v.ciphertext, 'base64')) END)
            ORDER BY p.relation <> 'applicant', p.since, p.id), '[]')
          FROM person p
            LEFT JOIN person_key k ON reads AND k.person_id = p.id
            LEFT JOIN LATERAL (SELECT n.version, n.nonce, n.ciphertext FROM person_version n WHERE n.person_id = k.person_id
              ORDER BY n.version DESC LIMIT 1) v ON true
          WHERE p.case_id = of_case);
      END $function$
;

CREATE OR REPLACE FUNCTION public.kept_search(lists jsonb, list text, name text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT jsonb_path_query_first(lists -> list, '$.views[*] ? (@.name == $name).search', jsonb_build_object('name', name)) $function$
;

CREATE OR REPLACE FUNCTION public.master_keys_needed()
 RETURNS TABLE("table" text, master_key integer, rows bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT 'person_key', k.master_key, count(*) FROM person_key k GROUP BY k.master_key
    UNION ALL SELECT 'name_token_key', k.master_key, count(*) FROM name_token_key k GROUP BY k.master_key
    UNION ALL SELECT 'totp', k.master_key, count(*) FROM totp k GROUP BY k.master_key
  $function$
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

CREATE OR REPLACE FUNCTION public.note_account_event(who uuid, account uuid, what text, role text)
 RETURNS integer
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
    INSERT INTO account_event (actor_id, account_id, what, role) VALUES (who, account, what, role);
    SELECT count(*)::int FROM account_event e WHERE e.account_id = account;
  $function$
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

CREATE OR REPLACE FUNCTION public.own_preferences(session text)
 RETURNS SETOF account_preference
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT p.* FROM session_viewer(session) v JOIN account_preference p ON p.account_id = v.account_id $function$
;

CREATE OR REPLACE FUNCTION public.pending_session(token text)
 RETURNS TABLE(session_id uuid, account_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT s.id, a.id FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.pending AND s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL
  $function$
;

CREATE OR REPLACE FUNCTION public.reset_totp(binding bigint, account uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    DELETE FROM totp t WHERE t.account_id = account;
    DELETE FROM recovery_code c WHERE c.account_id = account;
    DELETE FROM known_device k WHERE k.account_id = account;
    PERFORM revoke_sessions(account);
    RETURN note_account_event(who, account, 'totp_reset', NULL);
  END $function$
;

CREATE OR REPLACE FUNCTION public.resolve_session(token text)
 RETURNS TABLE(session_id uuid, account_id uuid, username text, display_name text, site_id uuid, roles text[], view_as text, csrf_token text, glass jsonb, expires_at timestamp with time zone, idle_minutes integer, stale boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT s.id, a.id, a.username, a.display_name, a.site_id,
      CASE WHEN s.view_as IS NULL THEN roles_of(a.id) ELSE ARRAY[s.view_as] END, s.view_as, s.csrf_token,
      CASE WHEN s.view_as IS NULL THEN coalesce((
        SELECT jsonb_agg(jsonb_build_object('id', g.id, 'caseId', g.case_id, 'classes', g.classes) ORDER BY g.opened_at, g.id) FROM break_glass g
        WHERE g.account_id = a.id AND g.ended_at IS NULL AND g.ends_at > now()), '[]') ELSE '[]' END,
      s.expires_at, s.idle_minutes, s.last_seen_at < now() - interval '1 minute'
    FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > now()
      AND s.last_seen_at > now() - make_interval(mins => s.idle_minutes) AND a.disabled_at IS NULL
      AND (s.view_as IS NULL OR EXISTS (SELECT FROM account_role r WHERE r.account_id = a.id AND r.role = 'trainer'))
  $function$
;

CREATE OR REPLACE FUNCTION public.revoke_account_sessions(binding bigint, account uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    PERFORM revoke_sessions(account);
    RETURN note_account_event(who, account, 'sessions_revoked', NULL);
  END $function$
;

CREATE OR REPLACE FUNCTION public.revoke_role(binding bigint, account uuid, wanted text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    IF wanted = 'trainer' THEN
      PERFORM assert_another_trainer(account);
    END IF;
    DELETE FROM account_role r WHERE r.account_id = account AND r.role = wanted;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.role_not_held' USING ERRCODE = 'PA004';
    END IF;
    RETURN note_account_event(who, account, 'role_revoked', wanted);
  END $function$
;

CREATE OR REPLACE FUNCTION public.revoke_sessions(account uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
    UPDATE session s SET revoked_at = now() WHERE s.account_id = account AND s.revoked_at IS NULL
  $function$
;

CREATE OR REPLACE FUNCTION public.rewrap_sealed(binding bigint, of_table text, newest integer, ids text[], was bytea[], fresh bytea[])
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    its_job uuid := assert_keys_rotate(binding);
    written integer;
  BEGIN
    CASE of_table
      WHEN 'person_key' THEN
        UPDATE person_key k SET master_key = newest, wrapped = n.fresh FROM unnest(ids::uuid[], was, fresh) AS n (id, was, fresh)
          WHERE k.person_id = n.id AND k.wrapped = n.was AND k.master_key < newest;
      WHEN 'name_token_key' THEN
        UPDATE name_token_key k SET master_key = newest, wrapped = n.fresh FROM unnest(ids, was, fresh) AS n (id, was, fresh)
          WHERE k.id = n.id AND k.wrapped = n.was AND k.master_key < newest;
      WHEN 'totp' THEN
        UPDATE totp k SET master_key = newest, wrapped = n.fresh FROM unnest(ids::uuid[], was, fresh) AS n (id, was, fresh)
          WHERE k.account_id = n.id AND k.wrapped = n.was AND k.master_key < newest;
    END CASE;
    GET DIAGNOSTICS written = ROW_COUNT;
    UPDATE key_rotation r SET rewrapped = r.rewrapped + written WHERE r.job_id = its_job;
    RETURN written;
  END $function$
;

CREATE OR REPLACE FUNCTION public.roles_of(account uuid)
 RETURNS text[]
 LANGUAGE sql
 STABLE
RETURN ARRAY(SELECT r.role FROM (account_role r JOIN account a ON (((a.id = r.account_id) AND (a.disabled_at IS NULL)))) WHERE (r.account_id = roles_of.account) UNION SELECT d.role FROM (((delegation d JOIN account_role r ON (((r.account_id = d.from_id) AND (r.role = d.role)))) JOIN account l ON (((l.id = d.from_id) AND (l.disabled_at IS NULL)))) JOIN account b ON (((b.id = d.to_id) AND (b.disabled_at IS NULL)))) WHERE ((d.to_id = roles_of.account) AND (d.ended_at IS NULL) AND (d.ends_at > now())) ORDER BY 1)
;

CREATE OR REPLACE FUNCTION public.save_preferences(session text, given jsonb)
 RETURNS SETOF account_preference
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        who uuid;
        seen_as text;
      BEGIN
        SELECT v.account_id, s.view_as INTO who, seen_as FROM session_viewer(session) v JOIN session s ON s.token_hash = session_hash(save_preferences.session);
        IF who IS NULL THEN
          RAISE EXCEPTION 'no live session has that token' USING ERRCODE = 'PA001';
        END IF;
        IF seen_as IS NOT NULL THEN
          RAISE EXCEPTION 'a session that views as a role changes nothing' USING ERRCODE = 'PA002';
        END IF;
        RETURN QUERY INSERT INTO account_preference AS p (account_id, language, digits, theme, lists)
          VALUES (who, given ->> 'language', given ->> 'digits', given ->> 'theme', coalesce(given -> 'lists', '{}'))
          ON CONFLICT (account_id) DO UPDATE SET
            language = CASE WHEN given ? 'language' THEN excluded.language ELSE p.language END,
            digits = CASE WHEN given ? 'digits' THEN excluded.digits ELSE p.digits END,
            theme = CASE WHEN given ? 'theme' THEN excluded.theme ELSE p.theme END,
            lists = p.lists || (SELECT coalesce(jsonb_object_agg(l.key, coalesce(p.lists -> l.key, '{}') || l.value), '{}') FROM jsonb_each(excluded.lists) l)
          RETURNING p.*;
      END $function$
;

CREATE OR REPLACE FUNCTION public.sealed_under_older(binding bigint, of_table text, newest integer, after text, at_most integer)
 RETURNS TABLE(id text, master_key integer, wrapped bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  BEGIN
    PERFORM assert_keys_rotate(binding);
    CASE of_table
      WHEN 'person_key' THEN
        RETURN QUERY SELECT k.person_id::text, k.master_key, k.wrapped FROM person_key k
          WHERE k.person_id > coalesce(nullif(after, ''), '00000000-0000-0000-0000-000000000000')::uuid AND k.master_key < newest
          ORDER BY k.person_id LIMIT at_most;
      WHEN 'name_token_key' THEN
        RETURN QUERY SELECT k.id, k.master_key, k.wrapped FROM name_token_key k WHERE k.id > after AND k.master_key < newest
          ORDER BY k.id LIMIT at_most;
      WHEN 'totp' THEN
        RETURN QUERY SELECT k.account_id::text, k.master_key, k.wrapped FROM totp k
          WHERE k.account_id > coalesce(nullif(after, ''), '00000000-0000-0000-0000-000000000000')::uuid AND k.master_key < newest
          ORDER BY k.account_id LIMIT at_most;
    END CASE;
  END $function$
;

CREATE OR REPLACE FUNCTION public.see_the_glass(glass uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        UPDATE break_glass_told t SET seen_at = COALESCE(t.seen_at, clock_timestamp())
          WHERE t.glass_id = glass AND t.account_id = (SELECT b.actor_id FROM bound_actor b
            WHERE b.binding_id = NULLIF(current_setting('passage.binding', true), '')::bigint AND b.txid = pg_current_xact_id() LIMIT 1);
        RETURN FOUND;
      END $function$
;

CREATE OR REPLACE FUNCTION public.session_hash(token text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE
RETURN CASE WHEN (token ~ '^[0-9a-f]{64}$'::text) THEN decode(token, 'hex'::text) ELSE sha256(convert_to(token, 'UTF8'::name)) END
;

CREATE OR REPLACE FUNCTION public.session_viewer(token text)
 RETURNS TABLE(account_id uuid, roles text[], site_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT a.id, CASE WHEN s.view_as IS NULL THEN roles_of(a.id) ELSE ARRAY[s.view_as] END, a.site_id
    FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = session_hash(token) AND s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > now() AND a.disabled_at IS NULL
      AND (s.view_as IS NULL OR EXISTS (SELECT FROM account_role r WHERE r.account_id = a.id AND r.role = 'trainer'))
  $function$
;

CREATE OR REPLACE FUNCTION public.set_account_enabled(binding bigint, account uuid, enabled boolean)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    IF NOT enabled THEN
      PERFORM assert_another_trainer(account);
      PERFORM revoke_sessions(account);
    END IF;
    UPDATE account a SET disabled_at = CASE WHEN NOT enabled THEN coalesce(a.disabled_at, now()) END WHERE a.id = set_account_enabled.account;
    RETURN note_account_event(who, account, CASE WHEN enabled THEN 'enabled' ELSE 'disabled' END, NULL);
  END $function$
;

CREATE OR REPLACE FUNCTION public.set_account_password(binding bigint, account uuid, hash text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF who = account THEN
      RAISE EXCEPTION 'account.own' USING ERRCODE = 'PA004';
    END IF;
    UPDATE account a SET password_hash = hash WHERE a.id = set_account_password.account;
    PERFORM revoke_sessions(account);
    RETURN note_account_event(who, account, 'password_set', NULL);
  END $function$
;

CREATE OR REPLACE FUNCTION public.set_account_site(binding bigint, account uuid, site uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := trainer_over(binding, account);
  BEGIN
    IF site IS NOT NULL AND NOT EXISTS (SELECT FROM subject s WHERE s.id = site AND s.kind = 'site') THEN
      RAISE EXCEPTION 'site.not_found' USING ERRCODE = 'PA004';
    END IF;
    UPDATE account a SET site_id = site WHERE a.id = set_account_site.account;
    RETURN note_account_event(who, account, 'site_set', NULL);
  END $function$
;

CREATE OR REPLACE FUNCTION public.share_view(binding bigint, of_list text, called text, wanted text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        who uuid := acting_as(binding, NULL);
        its record;
      BEGIN
        IF NOT EXISTS (
          SELECT FROM bound_actor b WHERE b.binding_id = binding AND b.txid = pg_current_xact_id() AND b.role = wanted) THEN
          RAISE EXCEPTION 'shared_view.role_not_held' USING ERRCODE = 'PA004';
        END IF;
        -- Until this ends nobody drops the view, nor shares it with another role.
        PERFORM FROM account_preference p WHERE p.account_id = who AND kept_search(p.lists, of_list, called) IS NOT NULL FOR NO KEY UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'shared_view.not_kept' USING ERRCODE = 'PA004';
        END IF;
        SELECT s.id, s.role INTO its FROM shared_view s WHERE s.account_id = who AND s.list = of_list AND s.name = called;
        IF its.role = wanted THEN
          RETURN its.id;
        ELSIF its.role IS NOT NULL THEN
          RAISE EXCEPTION 'shared_view.with_another_role' USING ERRCODE = 'PA004';
        END IF;
        PERFORM note_account_event(who, who, 'view_shared', wanted);
        INSERT INTO shared_view AS s (id, account_id, list, name, role) VALUES (gen_random_uuid(), who, of_list, called, wanted) RETURNING s.id INTO its;
        RETURN its.id;
      END $function$
;

CREATE OR REPLACE FUNCTION public.shared_views(session text)
 RETURNS TABLE(id uuid, list text, name text, search jsonb, role text, account_id uuid, display_name text, own boolean, active boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
        SELECT s.id, s.list, s.name, kept_search(p.lists, s.list, s.name), s.role, a.id, a.display_name, a.id = v.account_id, h.holds
        FROM session_viewer(session) v
          JOIN shared_view s ON s.account_id = v.account_id OR s.role = ANY (v.roles)
          JOIN account_preference p ON p.account_id = s.account_id
          JOIN account a ON a.id = s.account_id
          CROSS JOIN LATERAL (SELECT s.role = ANY (roles_of(a.id)) AS holds) h
        WHERE a.id = v.account_id OR h.holds
      $function$
;

CREATE OR REPLACE FUNCTION public.shared_views_follow_their_owner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM note_account_event(s.account_id, s.account_id,
            CASE WHEN kept_search(NEW.lists, s.list, s.name) IS NULL THEN 'view_sharing_ended' ELSE 'shared_view_changed' END, s.role)
          FROM shared_view s
          WHERE s.account_id = NEW.account_id AND kept_search(NEW.lists, s.list, s.name) IS DISTINCT FROM kept_search(OLD.lists, s.list, s.name);
        DELETE FROM shared_view s WHERE s.account_id = NEW.account_id AND kept_search(NEW.lists, s.list, s.name) IS NULL;
        RETURN NULL;
      END $function$
;

CREATE OR REPLACE FUNCTION public.stop_sharing_view(binding bigint, sharing uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        who uuid := acting_as(binding, NULL);
        was text;
      BEGIN
        DELETE FROM shared_view s WHERE s.id = sharing AND s.account_id = who RETURNING s.role INTO was;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'shared_view.not_found' USING ERRCODE = 'PA004';
        END IF;
        PERFORM note_account_event(who, who, 'view_sharing_ended', was);
      END $function$
;

CREATE OR REPLACE FUNCTION public.tell_of_access()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  BEGIN
    IF TG_TABLE_NAME = 'delegation' THEN
      PERFORM pg_notify('passage_access', NEW.to_id::text);
    ELSIF TG_TABLE_NAME = 'account_role' THEN
      PERFORM pg_notify('passage_access', CASE TG_OP WHEN 'DELETE' THEN OLD.account_id ELSE NEW.account_id END::text);
      -- What was lent goes with what was held.
      IF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('passage_access', d.to_id::text) FROM delegation d WHERE d.from_id = OLD.account_id AND d.role = OLD.role AND d.ended_at IS NULL;
      END IF;
    ELSE
      PERFORM pg_notify('passage_access', CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END::text);
      IF TG_TABLE_NAME = 'account' THEN
        PERFORM pg_notify('passage_access', d.to_id::text) FROM delegation d WHERE d.from_id = NEW.id AND d.ended_at IS NULL;
      END IF;
    END IF;
    RETURN NULL;
  END $function$
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

CREATE OR REPLACE FUNCTION public.trainer_over(binding bigint, account uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    who uuid := acting_as(binding, 'trainer');
  BEGIN
    IF NOT EXISTS (SELECT FROM instance i WHERE i.demo) THEN
      RAISE EXCEPTION 'account.demo_only' USING ERRCODE = 'PA004';
    END IF;
    IF account IS NOT NULL THEN
      PERFORM FROM account a WHERE a.id = trainer_over.account AND a.username <> 'system' FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'account.not_found' USING ERRCODE = 'PA004';
      END IF;
    END IF;
    RETURN who;
  END $function$
;

CREATE OR REPLACE FUNCTION public.view_as(token text, wanted text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE
    its record;
  BEGIN
    SELECT s.id, s.account_id, s.view_as AS was INTO its FROM session s JOIN account a ON a.id = s.account_id
      JOIN account_role r ON r.account_id = a.id AND r.role = 'trainer'
      WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.revoked_at IS NULL AND NOT s.pending AND s.expires_at > now() AND a.disabled_at IS NULL
      FOR UPDATE OF s;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account.role_missing' USING ERRCODE = 'PA004';
    END IF;
    IF wanted IS NOT NULL AND NOT EXISTS (SELECT FROM instance i WHERE i.demo) THEN
      RAISE EXCEPTION 'account.demo_only' USING ERRCODE = 'PA004';
    END IF;
    IF wanted IN ('system', 'trainer', 'auditor') OR (wanted IS NOT NULL AND NOT EXISTS (SELECT FROM incompatible_role i WHERE i.role = wanted)) THEN
      RAISE EXCEPTION 'access.view_as_role' USING ERRCODE = 'PA004';
    END IF;
    IF its.was IS NOT DISTINCT FROM wanted THEN
      RETURN;
    END IF;
    UPDATE session s SET view_as = wanted WHERE s.id = its.id;
    INSERT INTO account_event (actor_id, account_id, what, role)
      SELECT its.account_id, its.account_id, what, role
      FROM (VALUES (1, 'viewing_ended', its.was), (2, 'viewing_began', wanted)) e (place, what, role) WHERE role IS NOT NULL ORDER BY place;
  END $function$
;

CREATE OR REPLACE FUNCTION public.viewer_reads(asked_class text, of_case uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
        SELECT EXISTS (
          SELECT FROM session_viewer(current_setting('passage.session', true)) v
          JOIN reading_rule r ON r.class = asked_class AND r.role = ANY (v.roles)
          LEFT JOIN case_file f ON f.id = of_case
          WHERE r.states IS NULL OR f.state = ANY (r.states) OR (r.held AND f.holder_id = v.account_id)
        ) OR EXISTS (
          SELECT FROM session_viewer(current_setting('passage.session', true)) v JOIN break_glass g ON g.account_id = v.account_id
          WHERE g.case_id = of_case AND asked_class = ANY (g.classes) AND g.ended_at IS NULL AND g.ends_at > now()
        )
      $function$
;

CREATE OR REPLACE FUNCTION public.viewer_sees_every_site()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
        SELECT COALESCE(bool_or(NOT ('host_organisation' = ANY (v.roles)) OR v.roles && ARRAY(SELECT r.role FROM reading_rule r WHERE r.class = 'operational')), false)
        FROM session_viewer(current_setting('passage.session', true)) v
      $function$
;

CREATE OR REPLACE FUNCTION public.viewer_site()
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT v.site_id FROM session_viewer(current_setting('passage.session', true)) v $function$
;

CREATE OR REPLACE FUNCTION public.what_fired_stays_fired()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION '% of % has fired', OLD.kind, OLD.due_on USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'what_fired_stays_fired';
      END $function$
;

CREATE OR REPLACE FUNCTION public.who_is_erased_stays_so()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    IF EXISTS (SELECT FROM written w JOIN public.person p ON p.id = w.person_id WHERE p.erased_on IS NOT NULL) THEN
      RAISE EXCEPTION 'an erased person gets no key' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'who_is_erased_stays_so';
    END IF;
    RETURN NULL;
  END $function$
;
