import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common'
import { AnyAccount, CommandOf, receipt, Redaction, Roles, Viewer, type HttpCommand, type SignedIn } from '@passage/access'
import { Perform } from '@passage/case'
import { decodeCursor, encodeCursor, IsCurrency, IsDay, IsMinorUnits, PageQuery, Refused, UuidPipe } from '@passage/platform'
import { Type } from 'class-transformer'
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator'

export class ProbePerson {
  @IsString()
  @MaxLength(100)
  name: string

  @IsDay()
  bornOn: string
}

export class ProbeDto {
  @IsIn(['individual', 'surrender'])
  pathway: string

  @IsMinorUnits()
  @IsOptional()
  amount?: string

  @IsCurrency()
  @IsOptional()
  currency?: string

  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => ProbePerson)
  @IsOptional()
  household?: ProbePerson[]
}

const caseId = '11111111-1111-4111-8111-111111111111'

/** A case as a query would give it, with a column that no policy names. */
export const probeCase = {
  id: caseId,
  reference: 'P-2021-00001',
  service: 'soldier',
  state: 'vetted',
  version: 3,
  internalRemark: 'a column that no policy names',
  household: [
    { id: '22222222-2222-4222-8222-222222222222', relation: 'applicant', name: 'Maung Maung', needs: ['insulin'], shoeSize: 42 },
  ],
}

/** Routes that do what routes do, without a stage behind them. */
@Controller('probe')
export class ProbeController {
  /** How often a command's work ran. */
  static ran = 0

  constructor(
    private readonly redaction: Redaction,
    private readonly perform: Perform,
  ) {}

  @Get('case')
  @AnyAccount()
  case(@Viewer() viewer: SignedIn) {
    return this.redaction.one(viewer, 'case', probeCase, { caseId, state: probeCase.state, holderId: caseId })
  }

  @Get('plain')
  @AnyAccount()
  plain() {
    return probeCase
  }

  @Get('sorted')
  @AnyAccount()
  sorted(@Viewer() viewer: SignedIn, @Query() page: PageQuery) {
    this.redaction.mayAsk(viewer, 'person', 'bornOn')
    const [after = '0'] = decodeCursor('probe:bornOn', ['int'], page.cursor) ?? []
    return this.redaction.many(viewer, 'person', [], { nextCursor: encodeCursor('probe:bornOn', [Number(after) + page.limit]) })
  }

  @Get('broken')
  @AnyAccount()
  broken() {
    throw new Error('a secret that stands in a message')
  }

  @Get('by-id/:id')
  @AnyAccount()
  byId(@Param('id', UuidPipe) id: string) {
    throw Refused.notFound(id ? 'case' : 'nothing')
  }

  @Post('commands')
  @Roles('registrar')
  @HttpCode(201)
  async command(@Body() body: ProbeDto, @CommandOf() command: HttpCommand) {
    return receipt(
      await this.perform.command(command.token, command, async () => {
        ProbeController.ran += 1
        if (command.seenVersion !== undefined && command.seenVersion !== 3)
          throw new Refused('precondition.stale', 'It has changed.')
        return { id: caseId, reference: 'P-2021-00001', state: body.pathway, version: ProbeController.ran }
      }),
    )
  }
}

@Module({ controllers: [ProbeController], providers: [Perform] })
export class ProbeModule {}

@Controller('forgotten')
export class ForgottenController {
  @Get()
  read() {
    return probeCase
  }
}

@Module({ controllers: [ForgottenController] })
export class ForgottenModule {}

@Controller('unknown-role')
export class UnknownRoleController {
  @Get()
  @Roles('registar' as 'registrar')
  read() {
    return probeCase
  }
}

@Module({ controllers: [UnknownRoleController] })
export class UnknownRoleModule {}
