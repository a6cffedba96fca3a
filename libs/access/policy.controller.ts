import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { policyRows, type PolicyResourceShown } from './policy/policy-rows'
import type { Redacted } from './redacted'
import { Redaction, type Page } from './redaction'
import { AnyAccount } from './route-access'
import { Viewer, type SignedIn } from './signed-in'

/** Who sees what, for everybody who has an account: a rule that is kept from people is none that they can trust. */
@ApiTags('policy')
@Controller('policy')
export class PolicyController {
  constructor(private readonly redaction: Redaction) {}

  /** Every field of every resource with its class, its readers, and when they read it. */
  @Get()
  @AnyAccount()
  async read(@Viewer() viewer: SignedIn): Promise<Redacted<Page<PolicyResourceShown>>> {
    return this.redaction.many(viewer, 'policy_resource', policyRows())
  }
}
