import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { AnyAccount, Redaction, Viewer, type Page, type Redacted, type SignedIn } from '@passage/access'
import type { Lifecycle } from '../lifecycle'
import { lifecycles } from '../lifecycles'
import { lifecyclePictures, type LifecyclePicture } from './lifecycle-pictures'

/** The lifecycles as data, from which the screens draw their pictures. */
@ApiTags('lifecycles')
@Controller('lifecycles')
export class LifecyclesController {
  constructor(private readonly redaction: Redaction) {}

  @Get()
  @AnyAccount()
  async list(@Viewer() viewer: SignedIn): Promise<Redacted<Page<object>>> {
    return this.redaction.many(viewer, 'lifecycle', Object.values(lifecycles).map(shown))
  }

  /** Where the states of each lifecycle and the ways between them stand, for a screen that draws them. */
  @Get('pictures')
  @AnyAccount()
  async pictures(@Viewer() viewer: SignedIn): Promise<Redacted<Page<LifecyclePicture>>> {
    return this.redaction.many(viewer, 'lifecycle_picture', await lifecyclePictures())
  }
}

function shown({ name, version, about, opening, states }: Lifecycle): object {
  return { name, version, about, opening, states }
}
