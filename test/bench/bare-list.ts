import { createServer } from 'node:http'
import { Pool } from 'pg'

/**
 * The limit for the worklist: a bare Node handler that asks PostgreSQL for the same page of the same rows and writes it as JSON. No framework, no
 * session, no policy, no log. Prints its port as the first line.
 */
const pool = new Pool({ connectionString: process.env.DATABASE_API_URL, max: 16 })
const sql = `SELECT c.id, c.reference, c.service, c.pathway, to_char(c.opened_on, 'YYYY-MM-DD') AS "openedOn",
    json_build_object('id', a.id, 'displayName', a.display_name) AS holder, c.household_size AS "householdSize", c.state, s.version
  FROM (SELECT * FROM case_file c WHERE c.state = $1 ORDER BY c.opened_on DESC, c.id DESC LIMIT 51) c JOIN account a ON a.id = c.holder_id JOIN subject s ON s.id = c.id
  ORDER BY c.opened_on DESC, c.id DESC`

const server = createServer((request, response) => {
  const state = new URL(request.url ?? '/', 'http://bare').searchParams.get('state')
  pool.query(sql, [state]).then(
    ({ rows }) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ items: rows.slice(0, 50), nextCursor: rows[49]?.id ?? null }))
    },
    () => {
      response.statusCode = 500
      response.end()
    },
  )
})

server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ listening: (server.address() as { port: number }).port })}\n`),
)
process.on('SIGTERM', () => process.exit(0))
