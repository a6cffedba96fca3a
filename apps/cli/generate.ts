import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { AccessModule } from '@passage/access'
import { AuditModule } from '@passage/audit'
import { CaseModule } from '@passage/case'
import { JobsModule } from '@passage/jobs'
import { LedgerModule } from '@passage/ledger'
import { PaymentsModule } from '@passage/payments'
import { openDatabase, PlatformModule, Refused, required, urlFor, type Database, type Environment } from '@passage/platform'
import { GenerateWorld, readScenario, SeededSource, WorldDigest, WorldModule, type WorldPlan } from '@passage/training'

/** The programme without HTTP and without queues, in the worker's role: who generates does the jobs itself, in order. */
@Module({})
export class GeneratorModule {
  static from(env: Environment, seed: number): DynamicModule {
    const url = withoutWaitingForDisk(
      urlFor(required(env, 'DATABASE_URL'), 'passage_worker', required(env, 'DATABASE_ROLE_PASSWORD')),
    )
    return {
      module: GeneratorModule,
      imports: [
        PlatformModule.forRoot(url, 4, new SeededSource(seed)),
        AccessModule.forRoot(required(env, 'PASSAGE_MASTER_KEYS')),
        JobsModule.forRoot(url),
        CaseModule,
        LedgerModule,
        PaymentsModule,
        AuditModule,
        WorldModule,
      ],
    }
  }
}

/** A world that is lost in a power cut is made again, so its thousands of small transactions need not wait for the disk one by one. */
function withoutWaitingForDisk(url: string): string {
  const relaxed = new URL(url)
  relaxed.searchParams.set('options', '-c synchronous_commit=off')
  return relaxed.toString()
}

type Say = (line: string) => void

/**
 * `generate --seed 7 --cases 2000 [--from 2021-03] [--to 2024-06] [--scenario documented]`. Ends well where that world is there already; with
 * `--unless-another` also where another one is, that was made to its end.
 */
export async function generate(args: readonly string[], say: Say): Promise<number> {
  const request = requestOf(args)
  await withGenerator(request.seed, async (app, owner) => {
    if (args.includes('--unless-another') && (await app.get(GenerateWorld).isAnotherThere(owner, request))) {
      return say('another world is there from before, and stays as it is')
    }
    const made = await makeWorld(app, owner, request, say)
    say(`the world of seed ${request.seed} with ${request.cases} cases is ${made ? 'made' : 'there already'}`)
  })
  return 0
}

/**
 * `world-digest`: prints the fingerprint of the world that is there on its last line; with `--seed` and `--cases`, makes that world first;
 * with `--tables`, prints that of each table too.
 */
export async function worldDigest(args: readonly string[], say: Say): Promise<number> {
  const request = requestOf(args)
  const asked = args.includes('--seed') || args.includes('--cases')
  await withGenerator(request.seed, async (app, owner) => {
    if (asked) await makeWorld(app, owner, request, (line) => process.stderr.write(`${line}\n`))
    const { whole, tables } = await app.get(WorldDigest).digest(owner)
    if (args.includes('--tables')) for (const { name, digest } of tables) say(`${digest}  ${name}`)
    say(whole)
  })
  return 0
}

/** For as long as the world is made, the simulated paymaster has the scenario's share of payments that bounce. */
async function makeWorld(app: INestApplicationContext, owner: Database, request: WorldPlan, log: Say): Promise<boolean> {
  const { paymentsRejected, paymentsReturned } = request.scenario.mistakes
  const { seed } = request
  await dealFaults({ rejectShare: paymentsRejected, returnShare: paymentsReturned, seed })
  try {
    return await app.get(GenerateWorld).generate(owner, { ...request, log })
  } finally {
    await dealFaults({})
  }
}

async function dealFaults(deck: object): Promise<void> {
  const answer = await fetch(new URL('/faults', required(process.env, 'PAYMASTER_URL')), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(deck),
    redirect: 'error',
  })
  if (!answer.ok) throw new Error(`the paymaster refused its faults: ${await answer.text()}`)
}

async function withGenerator(
  seed: number,
  work: (app: INestApplicationContext, owner: Database) => Promise<void>,
): Promise<void> {
  const owner = await openDatabase(required(process.env, 'DATABASE_URL'), 2)
  const app = await NestFactory.createApplicationContext(GeneratorModule.from(process.env, seed), {
    logger: false,
    abortOnError: false,
  })
  try {
    await work(app, owner)
  } finally {
    await app.close()
    await owner.close()
  }
}

const known = ['--seed', '--cases', '--from', '--to', '--scenario']
const switches = ['--tables', '--unless-another']

function requestOf(args: readonly string[]): WorldPlan {
  const options = args.filter((arg) => !switches.includes(arg))
  options.forEach((arg, place) => {
    if (place % 2 === 0 && !known.includes(arg))
      throw new Refused('input.invalid', `${arg} is not an option.`, { field: arg, fix: `Known are ${known.join(', ')}.` })
  })
  return {
    seed: wholeNumber(args, '--seed', 7),
    cases: wholeNumber(args, '--cases', 2000),
    from: month(args, '--from', '2021-03'),
    to: month(args, '--to', '2024-06'),
    scenario: readScenario(valueOf(args, '--scenario') ?? 'documented'),
  }
}

function valueOf(args: readonly string[], option: string): string | undefined {
  const place = args.indexOf(option)
  return place < 0 ? undefined : args[place + 1]
}

function wholeNumber(args: readonly string[], option: string, otherwise: number): number {
  const given = valueOf(args, option)
  if (given === undefined && !args.includes(option)) return otherwise
  const value = Number(given)
  if (Number.isInteger(value) && value > 0 && value <= 1_000_000) return value
  throw new Refused('input.invalid', `${option} must be a whole number from 1 to 1000000.`, { field: option })
}

function month(args: readonly string[], option: string, otherwise: string): string {
  const value = valueOf(args, option) ?? otherwise
  if (/^20\d{2}-(0[1-9]|1[0-2])$/.test(value)) return value
  throw new Refused('input.invalid', `${option} must be a month as YYYY-MM.`, { field: option })
}
