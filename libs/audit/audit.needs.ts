import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules } from '@passage/case'

const newest = 'SELECT * FROM log_verification ORDER BY finished_at DESC, id LIMIT 1'

/** What needs the auditor. All of it is dated by real time, which is no programme date. */
@Injectable()
export class AuditNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    this.needs.register(
      'glass_unseen',
      ['auditor'],
      ({ me }) => `SELECT NULL::date AS since FROM break_glass_told t WHERE t.account_id = ${me} AND t.seen_at IS NULL`,
    )
    this.needs.register(
      'findings',
      ['auditor'],
      () => `SELECT NULL::date AS since FROM (${newest}) v, generate_series(1, v.faults) fault`,
    )
    this.needs.register(
      'log_unverified',
      ['auditor'],
      () => `SELECT NULL::date AS since WHERE NOT EXISTS (
        SELECT FROM (${newest}) v WHERE v.intact AND v.finished_at > now() - interval '1 day')`,
    )
  }
}
