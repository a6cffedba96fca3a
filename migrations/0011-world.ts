import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Which synthetic world a demo holds, so that two never mix and a second start finds its own. Written by the owner alone. */
export class World0000000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE world (
        singleton   boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        seed        integer NOT NULL,
        cases       integer NOT NULL CHECK (cases > 0),
        begun_at    timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      GRANT SELECT ON world TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
