import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a world was asked for, and how far it has come: a generation that was killed goes on, and another world is refused. */
export class Generator0000000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE world
        ADD COLUMN from_month text NOT NULL DEFAULT '2021-06',
        ADD COLUMN to_month   text NOT NULL DEFAULT '2022-03',
        ADD COLUMN scenario   text NOT NULL DEFAULT '',
        ADD COLUMN through    date;
      ALTER TABLE world
        ALTER COLUMN from_month DROP DEFAULT,
        ALTER COLUMN to_month DROP DEFAULT,
        ALTER COLUMN scenario DROP DEFAULT;
      -- The ids of a fund's accounts follow from the fund's, so that the same world has the same books.
      GRANT INSERT (id) ON ledger_account TO passage_app;

      -- Who asks what is free looks at stays that end from a day on, and in a large world most have ended.
      CREATE INDEX placement_by_last_day ON placement (upper(days));

      COMMENT ON COLUMN world.scenario IS 'The scenario as it was, word for word: a file that was changed meanwhile is another world.';
      COMMENT ON COLUMN world.through IS 'The last programme day that is lived to its end.';
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
