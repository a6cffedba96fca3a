import 'reflect-metadata'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConsoleLogger } from '@nestjs/common'
import { createApi } from './configure-api'
import { addressFrom, settingsFrom } from './settings'

/** The built web app, both from the sources and from dist/apps/api. */
function webRoot(): string | undefined {
  return ['apps/web/dist', '../web/dist', '../../../apps/web/dist']
    .flatMap((path, n) => resolve(n === 0 ? process.cwd() : __dirname, path))
    .find((path) => existsSync(resolve(path, 'index.html')))
}

/** What went wrong in a sentence, for somebody who starts the process. */
function sentenceOf(error: unknown, address: string): string {
  const { code, message } = (error ?? {}) as { code?: string; message?: string }
  if (code === 'EADDRINUSE') return `${address} is taken by another process. Choose another with PORT.`
  if (code === 'EACCES') return `${address} may not be listened on by this user. Choose a port above 1023 with PORT.`
  if (code === 'ECONNREFUSED') return 'The database does not answer at the address in DATABASE_API_URL. Is PostgreSQL running?'
  if (code === '28P01' || code === '28000')
    return 'The database refuses the role of DATABASE_API_URL or DATABASE_LOGIN_URL. Is the password right?'
  if (code === '42P01' || code === '42883' || code === '3D000')
    return 'The database has not been migrated. npm run passage -- migrate does it.'
  return message || String(error)
}

/** Nest logs why it cannot start, with its stack, before we say it in a sentence; one of the two is enough. */
class ApiLogger extends ConsoleLogger {
  override error(message: unknown, ...more: unknown[]): void {
    if (more.at(-1) !== 'ExceptionHandler') super.error(message, ...(more as string[]))
  }
}

/** Starts the API; what is wrong with its surroundings is one line and exit code 1. */
async function main(): Promise<void> {
  let address = 'The API'
  try {
    const { host, port } = addressFrom(process.env)
    address = `${host}:${port}`
    const app = await createApi(settingsFrom(process.env, webRoot()), new ApiLogger({ json: true, logLevels: ['error', 'warn'] }))
    await app.listen(port, host)
    process.stdout.write(`${JSON.stringify({ ready: 'api', url: await app.getUrl() })}\n`)
  } catch (error) {
    process.stderr.write(`The API cannot start: ${sentenceOf(error, address)}\n`)
    // Nest leaves what other modules have opened; a process that cannot serve must not linger.
    process.exit(1)
  }
}

void main()
