import { Module, type DynamicModule } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { AccessModule } from '@passage/access'
import { AuditModule } from '@passage/audit'
import { CaseModule } from '@passage/case'
import { JobsModule } from '@passage/jobs'
import { LedgerModule } from '@passage/ledger'
import { PaymentsModule } from '@passage/payments'
import { openDatabase, PlatformModule, Refused, required, urlFor, type Environment } from '@passage/platform'
import { GenerateWorld, TrainingModule } from '@passage/training'

/** The programme without HTTP and without queues, in the worker's role: who generates does the jobs itself, in order. */
@Module({})
class GeneratorModule {
  static from(env: Environment): DynamicModule {
    const url = withoutWaitingForDisk(
      urlFor(required(env, 'DATABASE_URL'), 'passage_worker', required(env, 'DATABASE_ROLE_PASSWORD')),
    )
    return {
      module: GeneratorModule,
      imports: [
        PlatformModule.forRoot(url, 4),
        AccessModule.forRoot(required(env, 'PASSAGE_MASTER_KEYS')),
        JobsModule.forRoot(url),
        CaseModule,
        LedgerModule,
        PaymentsModule,
        AuditModule,
        TrainingModule,
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

/** `generate --seed 7 --cases 200`. Says so and ends well where that world is there already. */
export async function generate(args: readonly string[], say: (line: string) => void): Promise<number> {
  const seed = wholeNumber(args, '--seed', 7)
  const cases = wholeNumber(args, '--cases', 200)
  const owner = await openDatabase(required(process.env, 'DATABASE_URL'), 2)
  const app = await NestFactory.createApplicationContext(GeneratorModule.from(process.env), {
    logger: false,
    abortOnError: false,
  })
  try {
    const made = await app.get(GenerateWorld).generate(owner, { seed, cases, log: say })
    say(
      made
        ? `the world of seed ${seed} with ${cases} cases is made`
        : `the world of seed ${seed} with ${cases} cases is there already`,
    )
    return 0
  } finally {
    await app.close()
    await owner.close()
  }
}

function wholeNumber(args: readonly string[], option: string, otherwise: number): number {
  const place = args.indexOf(option)
  if (place < 0) return otherwise
  const value = Number(args[place + 1])
  if (Number.isInteger(value) && value > 0 && value <= 1_000_000) return value
  throw new Refused('input.invalid', `${option} must be a whole number from 1 to 1000000.`, { field: option })
}
