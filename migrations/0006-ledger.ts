import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Funds, budget lines and double entry. One row is one transfer, so that the books balance by construction; balances follow the rows
 * through a trigger that the application cannot write around, and no budget line goes below zero.
 */
export class Ledger0000000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE fund (
        id       uuid PRIMARY KEY REFERENCES subject (id),
        name     text NOT NULL UNIQUE,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        UNIQUE (id, currency)
      );
      CREATE TABLE budget_line (
        id       uuid PRIMARY KEY,
        fund_id  uuid NOT NULL,
        currency text NOT NULL,
        name     text NOT NULL,
        purpose  text NOT NULL CHECK (purpose IN ('allowance', 'reward')),
        UNIQUE (fund_id, name),
        UNIQUE (id, fund_id, currency),
        FOREIGN KEY (fund_id, currency) REFERENCES fund (id, currency)
      );
      -- source: donors, the only account that may be negative; fund: received and not yet set aside; then a line's free, committed and spent money.
      CREATE TABLE ledger_account (
        id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind           text NOT NULL CHECK (kind IN ('source', 'fund', 'free', 'committed', 'spent')),
        fund_id        uuid NOT NULL,
        budget_line_id uuid,
        currency       text NOT NULL,
        balance        bigint NOT NULL DEFAULT 0,
        CONSTRAINT a_budget_cannot_go_below_zero CHECK (kind = 'source' OR balance >= 0),
        CHECK ((kind IN ('source', 'fund')) = (budget_line_id IS NULL)),
        UNIQUE NULLS NOT DISTINCT (fund_id, budget_line_id, kind),
        UNIQUE (id, currency),
        FOREIGN KEY (fund_id, currency) REFERENCES fund (id, currency),
        FOREIGN KEY (budget_line_id, fund_id, currency) REFERENCES budget_line (id, fund_id, currency)
      );
      CREATE INDEX ledger_account_of_line ON ledger_account (budget_line_id);
      CREATE TABLE ledger_transfer (
        id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        key            text NOT NULL UNIQUE,
        what           text NOT NULL CHECK (what IN ('receipt', 'allocation', 'commitment', 'commitment_freed', 'settlement', 'failure', 'bank_return')),
        debit          uuid NOT NULL,
        credit         uuid NOT NULL,
        amount         bigint NOT NULL CHECK (amount > 0),
        currency       text NOT NULL,
        subject_id     uuid NOT NULL REFERENCES subject (id),
        payments       integer NOT NULL DEFAULT 0 CHECK (payments >= 0),
        programme_date date NOT NULL,
        recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
        CHECK (debit <> credit),
        FOREIGN KEY (debit, currency) REFERENCES ledger_account (id, currency),
        FOREIGN KEY (credit, currency) REFERENCES ledger_account (id, currency)
      );
      COMMENT ON COLUMN ledger_transfer.key IS 'Names what is posted once and only once, e.g. settlement:<batch>; a repeated job breaks it and nothing is posted twice.';
      COMMENT ON COLUMN ledger_transfer.debit IS 'The account that gives.';
      CREATE INDEX ledger_transfer_of_subject ON ledger_transfer (subject_id);
      CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit);
      CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit);

      -- Accounts are touched in id order, so that two postings never wait for one another in a circle.
      CREATE FUNCTION balances_follow_transfers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM FROM ledger_account a WHERE a.id IN (SELECT debit FROM posted UNION SELECT credit FROM posted) ORDER BY a.id FOR NO KEY UPDATE;
        UPDATE ledger_account a SET balance = a.balance + change.sum
        FROM (SELECT id, sum(amount) AS sum FROM (SELECT debit AS id, -amount AS amount FROM posted UNION ALL SELECT credit, amount FROM posted) x GROUP BY id) change
        WHERE a.id = change.id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER balances_follow_transfers AFTER INSERT ON ledger_transfer REFERENCING NEW TABLE AS posted
        FOR EACH STATEMENT EXECUTE FUNCTION balances_follow_transfers();
      REVOKE ALL ON FUNCTION balances_follow_transfers() FROM PUBLIC;

      GRANT SELECT, INSERT ON fund, budget_line TO passage_app;
      GRANT SELECT, INSERT (kind, fund_id, budget_line_id, currency) ON ledger_account TO passage_app;
      GRANT SELECT, INSERT (key, what, debit, credit, amount, currency, subject_id, payments, programme_date) ON ledger_transfer TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
