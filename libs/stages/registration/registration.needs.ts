import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules } from '@passage/case'

/** Vetted cases that wait for their code, from the day on which each was opened. */
@Injectable()
export class RegistrationNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    this.needs.register(
      'codes_to_issue',
      ['registrar'],
      // A registrar took no part in vetting (programme.md).
      ({ me }) => `SELECT f.opened_on AS since FROM case_file f WHERE f.state = 'vetted' AND NOT EXISTS (
        SELECT FROM transition t WHERE t.subject_id = f.id AND t.actor_id = ${me} AND t.duty IN ('vet', 'decide'))`,
    )
  }
}
