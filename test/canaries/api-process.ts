import 'reflect-metadata'
import { ConsoleLogger } from '@nestjs/common'
import { domainModules } from '../../apps/api/api.module'
import { createApi } from '../../apps/api/configure-api'
import { addressFrom, settingsFrom } from '../../apps/api/settings'
import { BrokenModule } from './broken-handlers'

/** The API as apps/api/main.ts starts it, logging everything that it can, and with handlers that fail. */
async function main(): Promise<void> {
  const { host, port } = addressFrom(process.env)
  const logger = new ConsoleLogger({ json: true, logLevels: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] })
  const app = await createApi(settingsFrom(process.env, process.env.WEB_ROOT), logger, [...domainModules, BrokenModule])
  await app.listen(port, host)
  process.stdout.write(`${JSON.stringify({ ready: 'api', url: await app.getUrl() })}\n`)
}

void main()
