import type { MigrationInterface, QueryRunner } from 'typeorm'

export class Payments0000000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT 1')
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
