import { Module } from '@nestjs/common'
import { AddNote } from './add-note'
import { AssignCase } from './assign-case'
import { BulkAssignController } from './bulk-assign.controller'
import { ChangeHousehold } from './change-household'
import { ContactController } from './contact.controller'
import { ContactDue } from './contact.due'
import { ContactNeeds } from './contact.needs'
import { EndCase } from './end-case'
import { OpenContact } from './open-contact'

/** The first stage: somebody got in touch. Its conditions are the spine's own, so that it registers none. */
@Module({
  controllers: [ContactController, BulkAssignController],
  providers: [ContactDue, ContactNeeds, OpenContact, ChangeHousehold, EndCase, AssignCase, AddNote],
  exports: [OpenContact, ChangeHousehold, EndCase, AssignCase, AddNote],
})
export class ContactModule {}
