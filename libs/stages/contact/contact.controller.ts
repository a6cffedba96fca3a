import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Roles, type HttpCommand, type Redacted, type Role } from '@passage/access'
import { caseworkers, type Receipt } from '@passage/case'
import { UuidPipe } from '@passage/platform'
import { AddNote } from './add-note'
import { AssignCase } from './assign-case'
import { ChangeHousehold } from './change-household'
import { AddMemberDto, AddNoteDto, AssignDto, EndCaseDto, EndMemberDto, OpenContactDto } from './contact.dto'
import { EndCase } from './end-case'
import { OpenContact } from './open-contact'

const officers = [...caseworkers] as [Role, ...Role[]]

/** The upkeep of a case from first contact to its end. */
@ApiTags('contact')
@Controller('cases')
export class ContactController {
  constructor(
    private readonly contacts: OpenContact,
    private readonly households: ChangeHousehold,
    private readonly endings: EndCase,
    private readonly assignments: AssignCase,
    private readonly notes: AddNote,
  ) {}

  @Post()
  @Roles('intake_officer')
  async openContact(@CommandOf() command: HttpCommand, @Body() body: OpenContactDto): Promise<Redacted<Receipt>> {
    return receipt(await this.contacts.openContact(command, { ...body, household: body.household ?? [] }))
  }

  @Post(':id/household-members')
  @Roles('intake_officer')
  async addMember(
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Body() body: AddMemberDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.households.addMember(command, id, body))
  }

  @Post(':id/household-members/:personId/end')
  @Roles('intake_officer')
  @HttpCode(200)
  async endMember(
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Param('personId', UuidPipe) personId: string,
    @Body() body: EndMemberDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.households.endMember(command, id, personId, body.until))
  }

  @Post(':id/assign')
  @Roles(...officers)
  @HttpCode(200)
  async assign(
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Body() body: AssignDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.assignments.assign(command, id, body))
  }

  @Post(':id/notes')
  @Roles(...officers)
  async addNote(
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Body() body: AddNoteDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.notes.addNote(command, id, body))
  }

  @Post(':id/withdraw')
  @Roles('intake_officer')
  @HttpCode(200)
  async withdraw(
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Body() body: EndCaseDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.endings.withdraw(command, id, body.reason))
  }

  @Post(':id/close')
  @Roles('intake_officer')
  @HttpCode(200)
  async close(
    @CommandOf() command: HttpCommand,
    @Param('id', UuidPipe) id: string,
    @Body() body: EndCaseDto,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.endings.close(command, id, body.reason))
  }
}
