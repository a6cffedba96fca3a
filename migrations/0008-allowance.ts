import type { MigrationInterface, QueryRunner } from 'typeorm'

export class Allowance0000000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT 1')
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
