import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { verifyLog } from '@passage/audit'
import { GenerateWorld, readScenario } from '@passage/training'
import { GeneratorModule } from '../../apps/cli/generate'
import { startPaymaster } from '../support/paymaster'
import { benchDatabase, progress, report } from './support'

/**
 * How fast a synthetic world is made, with whole histories through the real use cases: `npm run bench -- generate [cases]`.
 * The aim for 100,000 cases is ten minutes and a gigabyte; the memory is that of the generating process, with the paymaster inside it.
 */
async function main(): Promise<void> {
  const cases = Number(process.argv[2] ?? 100_000)
  const { owner, ownerUrl } = await benchDatabase('bench_generate')
  const paymaster = await startPaymaster()
  process.env.PAYMASTER_URL = paymaster.url
  const app = await NestFactory.createApplicationContext(GeneratorModule.from({ ...process.env, DATABASE_URL: ownerUrl }, 7), {
    logger: ['error'],
    abortOnError: false,
  })
  const began = performance.now()
  const seconds = (): number => (performance.now() - began) / 1000
  const request = { seed: 7, cases, from: '2021-03', to: '2024-06', scenario: readScenario('documented') }
  await app.get(GenerateWorld).generate(owner, { ...request, log: (line) => progress(`${seconds().toFixed(0)} s: ${line}`) })
  const took = seconds()
  const peak = process.resourceUsage().maxRSS / 1024
  const [{ n }] = (await owner.query<{ n: bigint }>('SELECT count(*) AS n FROM transition')) as [{ n: bigint }]
  if (process.argv.includes('--verify')) progress(`intact: ${String((await verifyLog(owner)).intact)}`)
  await app.close()
  await owner.close()
  await paymaster.stop()
  report('generate', {
    cases_per_second: cases / took,
    peak_mb: peak,
    seconds: took,
    transitions: Number(n),
    transitions_per_second: Number(n) / took,
  })
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
