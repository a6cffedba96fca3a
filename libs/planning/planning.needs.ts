import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules } from '@passage/case'

/** Reports that the viewer asked for and that were done in the last seven days, by the programme date as of which each was counted. */
@Injectable()
export class PlanningNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    this.needs.register(
      'reports_ready',
      ['planner', 'programme_manager'],
      ({ me }) =>
        `SELECT r.programme_date AS since FROM report r WHERE r.requested_by = ${me} AND r.finished_at > now() - interval '7 days'`,
    )
  }
}
