import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { asViewer, Redaction, Roles, Viewer, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, UuidPipe } from '@passage/platform'
import { CaseFiles } from '../case-files'
import { Notes, type Note } from '../notes'
import { Actions, type PossibleAction } from './actions'
import { caseReaders } from './case-readers'
import { CaseFiltersDto, filtersOf, TimelineDto, WorklistDto } from './case.dto'
import { CasePage, type CasePageCase } from './case-page'
import { Timeline, type TimelineEntry } from './timeline'
import { Worklist, type WorklistItem } from './worklist'

/** What anybody who works on cases reads of them; which fields, the policy decides. */
@ApiTags('cases')
@Controller('cases')
@Roles(...caseReaders)
export class CaseController {
  constructor(
    private readonly database: Database,
    private readonly worklist: Worklist,
    private readonly casePage: CasePage,
    private readonly timeline: Timeline,
    private readonly actions: Actions,
    private readonly files: CaseFiles,
    private readonly notes: Notes,
    private readonly redaction: Redaction,
  ) {}

  @Get()
  async list(@Viewer() viewer: SignedIn, @Query() query: WorklistDto): Promise<Redacted<Page<WorklistItem>>> {
    const { sort, cursor, limit } = query
    return this.worklist.page(viewer, { ...filtersOf(query), sort, cursor, limit })
  }

  @Get('counts')
  async counts(
    @Viewer() viewer: SignedIn,
    @Query() query: CaseFiltersDto,
  ): Promise<Redacted<Page<{ state: string; count: number }>>> {
    return this.worklist.counts(viewer, filtersOf(query))
  }

  @Get(':id')
  async read(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<CasePageCase>> {
    return this.casePage.read(viewer, id)
  }

  @Get(':id/timeline')
  async readTimeline(
    @Viewer() viewer: SignedIn,
    @Param('id', UuidPipe) id: string,
    @Query() query: TimelineDto,
  ): Promise<Redacted<Page<TimelineEntry>>> {
    const { kind, state, actor, cursor, limit } = query
    return this.timeline.page(viewer, id, { kind, state, actor, cursor, limit })
  }

  @Get(':id/actions')
  async readActions(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<Page<PossibleAction>>> {
    return this.actions.ofCase(viewer, id)
  }

  @Get(':id/notes')
  async readNotes(@Viewer() viewer: SignedIn, @Param('id', UuidPipe) id: string): Promise<Redacted<Page<Note>>> {
    const notes = await asViewer(this.database, viewer, async (look) => {
      await this.files.get(look, id)
      return this.notes.ofCase(look, id)
    })
    return this.redaction.many(viewer, 'note', notes, { caseId: id })
  }
}
