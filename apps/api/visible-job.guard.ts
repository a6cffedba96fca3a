import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import type { Role, SignedIn } from '@passage/access'
import { JobEvents } from '@passage/jobs'
import { Refused } from '@passage/platform'

/** Who sees jobs that somebody else asked for: those whose work they are. */
const onlookers: Readonly<Record<string, readonly Role[]>> = {
  payments: ['finance_officer', 'finance_approver', 'finance_controller', 'auditor'],
  audit: ['auditor'],
  access: ['auditor', 'trainer'],
  reports: ['planner', 'programme_manager', 'auditor'],
  training: ['trainer', 'auditor'],
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Lets through to a job who may see it; everybody else learns not even that it exists. A guard, since a stream of events has sent its
 * status before its handler could look.
 */
@Injectable()
export class VisibleJob implements CanActivate {
  constructor(private readonly jobs: JobEvents) {}

  /** @throws Refused `job.not_found` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { params, viewer } = context.switchToHttp().getRequest<{ params: { id: string }; viewer: SignedIn }>()
    const job = uuid.test(params.id) ? await this.jobs.read(params.id) : undefined
    if (!job) throw Refused.notFound('job')
    if (job.requestedBy === viewer.accountId) return true
    if (onlookers[job.queue]?.some((role) => viewer.roles.includes(role))) return true
    throw Refused.notFound('job')
  }
}
