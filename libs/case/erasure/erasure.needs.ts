import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules } from '../needs/need-rules'

/** Erasures that somebody else asked for: a registrar confirms them or calls them off. */
@Injectable()
export class ErasureNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    this.needs.register(
      'erasures_to_decide',
      ['registrar'],
      ({
        me,
      }) => `SELECT asked.programme_date AS since FROM erasure e JOIN transition asked ON asked.subject_id = e.id AND asked.seq = 1
        WHERE e.state = 'asked' AND asked.actor_id <> ${me}`,
    )
  }
}
