import { Body, Controller, Get, Patch } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { Redacted } from '../redacted'
import { Redaction } from '../redaction'
import { AnyAccount } from '../route-access'
import { Viewer, type SignedIn } from '../signed-in'
import { Preferences, type PreferencesShown } from './preferences'
import { SavePreferencesDto } from './preferences.dto'

/** How you like to see the screens; nobody else's preferences can be asked for. */
@ApiTags('session')
@Controller('preferences')
@AnyAccount()
export class PreferencesController {
  constructor(
    private readonly preferences: Preferences,
    private readonly redaction: Redaction,
  ) {}

  @Get()
  async read(@Viewer() viewer: SignedIn): Promise<Redacted<PreferencesShown>> {
    return this.redaction.one(viewer, 'preferences', await this.preferences.of(viewer))
  }

  /** Keeps what is told and leaves the rest. To say the same twice changes nothing, so that no Idempotency-Key is asked for. */
  @Patch()
  async save(@Viewer() viewer: SignedIn, @Body() body: SavePreferencesDto): Promise<Redacted<PreferencesShown>> {
    return this.redaction.one(viewer, 'preferences', await this.preferences.save(viewer, body))
  }
}
