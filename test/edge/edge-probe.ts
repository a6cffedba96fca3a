import { Body, Controller, Get, HttpCode, Module, Post, Sse } from '@nestjs/common'
import { AnyAccount, nothing, Public, Redaction, Viewer, type SignedIn } from '@passage/access'
import { Database } from '@passage/platform'
import { IsOptional } from 'class-validator'
import { concat, NEVER, of } from 'rxjs'

class AnythingDto {
  @IsOptional()
  anything?: unknown
}

/** Routes that answer in every way in which routes of ours answer. */
@Controller('edge')
export class EdgeProbe {
  constructor(
    private readonly redaction: Redaction,
    private readonly database: Database,
  ) {}

  /** Begins, and goes on until the client leaves. */
  @Sse('stream')
  @AnyAccount()
  stream(@Viewer() viewer: SignedIn) {
    return this.redaction.stream(viewer, 'health', concat(of({ status: 'up' }), NEVER))
  }

  @Get('file')
  @AnyAccount()
  file() {
    return this.redaction.file('text/csv; charset=utf-8', 'a"quoted"\nname.csv', 'a,b\r\n')
  }

  /** Larger than what fits into the buffers between server and client. */
  @Get('much')
  @AnyAccount()
  much() {
    return this.redaction.file('application/octet-stream', undefined, Buffer.alloc(32 * 1024 * 1024))
  }

  @Get('nothing')
  @AnyAccount()
  @HttpCode(204)
  nothing() {
    return nothing
  }

  /** Asks the database for what never ends. */
  @Get('endless')
  @AnyAccount()
  async endless(@Viewer() viewer: SignedIn) {
    await this.database.query('SELECT pg_sleep(600)')
    return this.redaction.one(viewer, 'health', { status: 'up' })
  }

  @Post('anything')
  @Public()
  @HttpCode(200)
  anything(@Body() _body: AnythingDto) {
    return this.redaction.one(null, 'health', { status: 'up' })
  }
}

/** Where an OpenID provider would send a visitor back to. */
@Controller('oidc')
export class ReturnProbe {
  constructor(private readonly redaction: Redaction) {}

  @Get('probe')
  @Public()
  read() {
    return this.redaction.one(null, 'health', { status: 'up' })
  }
}

@Module({ controllers: [EdgeProbe, ReturnProbe] })
export class EdgeProbeModule {}
