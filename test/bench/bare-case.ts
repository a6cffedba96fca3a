import 'reflect-metadata'
import { Controller, Get, Module, Param, Req } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { AccessModule, PersonVault, type SealedPerson } from '@passage/access'
import { Database, PlatformModule } from '@passage/platform'

/**
 * The limit for reading a case: the same statement, the same vault and the same JSON in a NestJS handler on Fastify that redacts nothing and
 * records nothing. It connects as the owner of the database, whom no policy of rows binds. `/signed-in` looks the session up before, as
 * Passage does; `/bare` asks nobody who they are. Prints its port as the first line.
 */
@Controller()
class BareCaseController {
  constructor(
    private readonly database: Database,
    private readonly vault: PersonVault,
  ) {}

  @Get('bare/cases/:id')
  async bare(@Param('id') id: string): Promise<object> {
    return this.read(id)
  }

  @Get('signed-in/cases/:id')
  async signedIn(@Param('id') id: string, @Req() request: { headers: { cookie?: string } }): Promise<object> {
    const token = request.headers.cookie?.split('=')[1] ?? ''
    const [session] = await this.database.query('SELECT * FROM resolve_session($1)', [token], 'resolve_session')
    if (!session) throw new Error('nobody is signed in')
    return this.read(id)
  }

  private async read(id: string): Promise<object> {
    const [row] = await this.database.query<{ household: { id: string; sealed: SealedPerson['sealed'] }[] }>(
      `SELECT c.id, c.reference, c.service, c.pathway, c.channel, c.opened_on AS "openedOn", c.household_size AS "householdSize",
         json_build_object('id', a.id, 'displayName', a.display_name) AS holder, s.state, s.version,
         (SELECT json_agg(json_build_object('id', p.id, 'relation', p.relation, 'since', p.since, 'until', p.until, 'erased', p.erased_on IS NOT NULL,
             'sealed', json_build_object('masterKey', k.master_key, 'wrapped', encode(k.wrapped, 'base64'), 'version', v.version,
               'nonce', encode(v.nonce, 'base64'), 'ciphertext', encode(v.ciphertext, 'base64'))) ORDER BY p.relation <> 'applicant', p.since, p.id)
          FROM person p JOIN person_key k ON k.person_id = p.id CROSS JOIN LATERAL (SELECT n.version, n.nonce, n.ciphertext
            FROM person_version n WHERE n.person_id = k.person_id ORDER BY n.version DESC LIMIT 1) v WHERE p.case_id = c.id) AS household
       FROM case_file c JOIN subject s ON s.id = c.id JOIN account a ON a.id = c.holder_id
       WHERE c.id = $1`,
      [id],
      'case_page',
    )
    const opened = this.vault.openSealed(row!.household)
    return { ...row, household: row!.household.map(({ sealed: _, ...member }) => ({ ...member, ...opened.get(member.id) })) }
  }
}

@Module({
  imports: [PlatformModule.forRoot(process.env.BARE_DATABASE_URL!, 16), AccessModule.forRoot(process.env.PASSAGE_MASTER_KEYS!)],
  controllers: [BareCaseController],
})
class BareModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: false })
  await app.listen(0, '127.0.0.1')
  const { port } = app.getHttpServer().address() as { port: number }
  process.stdout.write(`${JSON.stringify({ listening: port })}\n`)
}

void main()
process.on('SIGTERM', () => process.exit(0))
