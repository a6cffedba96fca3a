import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { AnyAccount, Viewer, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Needs, type Need } from './needs'

/** The home page: what needs me. */
@ApiTags('needs')
@Controller('needs')
@AnyAccount()
export class NeedsController {
  constructor(private readonly needs: Needs) {}

  /** What waits for your roles, in the order of the pipeline, with how much of it and since when; also where nothing waits. */
  @Get()
  async list(@Viewer() viewer: SignedIn): Promise<Redacted<Page<Need>>> {
    return this.needs.of(viewer)
  }
}
