import { Body, Controller, Module, Param, Post } from '@nestjs/common'
import { AnyAccount, asViewer, nothing, Viewer, type SignedIn } from '@passage/access'
import { PersonVault } from '@passage/access'
import { Database } from '@passage/platform'
import { IsString } from 'class-validator'

export class BrokenDto {
  @IsString()
  text: string
}

/** Ways in which a handler that holds somebody's name may fail; JavaScript and libraries quote what they choke on. */
const ways: Readonly<Record<string, (name: string) => unknown>> = {
  json: (name) => JSON.parse(name),
  bigint: (name) => BigInt(name),
  iterable: (name) => new Map([name as unknown as [string, string]]),
  property: (name) => (undefined as unknown as Record<string, unknown>)[name],
  locale: (name) => new Intl.NumberFormat(name),
  address: (name) => new URL(name),
  text: (name) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a careless library does
    throw name
  },
  object: (name) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a careless library does
    throw { message: name, code: name, status: 400, response: { message: name } }
  },
  cause: (name) => {
    throw new TypeError('no', { cause: new Error(name) })
  },
  many: (name) => Promise.any([Promise.reject(new SyntaxError(name))]),
}

/** The same of statements. */
const statements: Readonly<Record<string, (text: string, database: Database) => Promise<unknown>>> = {
  cast: (text, database) => database.query('SELECT $1::text::integer', [text]),
  syntax: (text, database) => database.query(`SELECT ${text}`),
  raised: (text, database) =>
    database.query(`DO $$ BEGIN RAISE EXCEPTION '${text}' USING DETAIL = '${text}', HINT = '${text}'; END $$`),
}

export const brokenStatements = Object.keys(statements)
export const brokenWays = Object.keys(ways)

@Controller('broken')
export class BrokenController {
  constructor(
    private readonly database: Database,
    private readonly vault: PersonVault,
  ) {}

  @Post(':way/:personId')
  @AnyAccount()
  async fail(@Viewer() viewer: SignedIn, @Param('way') way: string, @Param('personId') personId: string) {
    const opened = await asViewer(this.database, viewer, (look) => this.vault.open(look, [personId]))
    await ways[way]!(opened.get(personId)!.name)
    return nothing
  }

  @Post(':way')
  @AnyAccount()
  async failInSql(@Param('way') way: string, @Body() { text }: BrokenDto) {
    await statements[way]!(text, this.database)
    return nothing
  }
}

@Module({ controllers: [BrokenController] })
export class BrokenModule {}
