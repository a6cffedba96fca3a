import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, Viewer, WhileViewing, type Page, type Redacted, type SignedIn } from '@passage/access'
import { FindPeopleDto } from './case.dto'
import { nameReaders } from './case-readers'
import { People, type PersonFound } from './people'

/** Looking for the people whom the programme supports. */
@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(private readonly people: People) {}

  /** Changes nothing. The name stands in the body, since addresses end up in logs and histories. */
  @Post('search')
  @HttpCode(200)
  @Roles(...nameReaders)
  @WhileViewing()
  async search(@Viewer() viewer: SignedIn, @Body() body: FindPeopleDto): Promise<Redacted<Page<PersonFound>>> {
    return this.people.search(viewer, body.name)
  }
}
