import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, Viewer, type Page, type Redacted, type SignedIn } from '@passage/access'
import { PeopleDto } from './case.dto'
import { nameReaders } from './case-readers'
import { People, type PersonFound } from './people'

/** Looking for the people whom the programme supports. */
@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(private readonly people: People) {}

  @Get()
  @Roles(...nameReaders)
  async search(@Viewer() viewer: SignedIn, @Query() query: PeopleDto): Promise<Redacted<Page<PersonFound>>> {
    return this.people.search(viewer, query.name)
  }
}
