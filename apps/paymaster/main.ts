import { BadFaults, faultsFrom } from './faults'
import { createPaymaster, type Paymaster, type PaymasterOptions } from './paymaster'

/** What the environment says; each mistake is one clear line. */
function optionsFrom(env: NodeJS.ProcessEnv): PaymasterOptions & { port: number; host: string } {
  const port = env.PAYMASTER_PORT ?? '0'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error('PAYMASTER_PORT must be a port from 0 (any free one) to 65535')
  const demo = env.PAYMASTER_DEMO ?? 'false'
  if (demo !== 'true' && demo !== 'false') throw new Error('PAYMASTER_DEMO must be true or false')
  return {
    port: Number(port),
    host: env.HOST || '127.0.0.1',
    demo: demo === 'true',
    stateFile: env.PAYMASTER_STATE_FILE || undefined,
    faults: deckFrom(env.PAYMASTER_FAULTS),
  }
}

function deckFrom(json: string | undefined): PaymasterOptions['faults'] {
  if (!json) return undefined
  try {
    return faultsFrom(JSON.parse(json))
  } catch (error) {
    throw new Error(`PAYMASTER_FAULTS: ${error instanceof BadFaults ? error.message : 'is not JSON'}`, { cause: error })
  }
}

async function main(): Promise<void> {
  let paymaster: Paymaster | undefined
  try {
    const { port, host, ...options } = optionsFrom(process.env)
    paymaster = createPaymaster(options)
    const listening = await paymaster.listen(port, host)
    process.stdout.write(`${JSON.stringify({ listening })}\n`)
  } catch (error) {
    process.stderr.write(`The paymaster cannot start: ${(error as Error).message}\n`)
    process.exitCode = 1
    await paymaster?.close()
    return
  }
  const running = paymaster
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close())
}

void main()
