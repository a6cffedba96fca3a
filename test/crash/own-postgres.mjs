/** A durable PostgreSQL on the folder that is given, as a process of its own: `{"url", "pid"}` on stdout, and it lives until it is ended. */
import { startPostgres } from '../../tools/postgres.mjs'

const port = process.argv[3] ? Number(process.argv[3]) : undefined
const postgres = await startPostgres({ dataDir: process.argv[2], port })
process.stdout.write(`${JSON.stringify({ url: postgres.url, port: postgres.port, pid: postgres.pid })}\n`)
setInterval(() => undefined, 60_000)
