import { Agent, request as begin, type IncomingHttpHeaders } from 'node:http'

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  /** Path and query, as they are: nothing is encoded on the way. */
  readonly address: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Buffer
}

export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly ms: number
}

/** Somebody asked and was left waiting. */
export class NoAnswer extends Error {}

const agents = new Map<string, Agent>()

/**
 * Sends a request with Node's own client, which lets through what `fetch` refuses to send. Of a stream of events the first piece is
 * awaited, then it is left.
 * @throws NoAnswer after `patienceMs`, or where the connection was cut
 */
export function sendRaw(url: string, wire: WireRequest, patienceMs = 10_000): Promise<WireAnswer> {
  const { hostname, port } = new URL(url)
  const agent = agents.get(url) ?? new Agent({ keepAlive: true, maxSockets: 8 })
  agents.set(url, agent)
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const outgoing = begin({
      hostname,
      port,
      agent,
      method: wire.method,
      path: wire.address,
      headers: { ...wire.headers, 'content-length': wire.body?.length ?? 0 } as Record<string, string | string[] | number>,
    })
    const timer = setTimeout(() => outgoing.destroy(new NoAnswer(`no answer within ${patienceMs} ms`)), patienceMs)
    const end = (work: () => void): void => {
      clearTimeout(timer)
      work()
    }
    outgoing.once('error', (error) =>
      end(() => reject(error instanceof NoAnswer ? error : new NoAnswer(`the connection broke: ${error.message}`))),
    )
    outgoing.once('response', (incoming) => {
      const pieces: Buffer[] = []
      const answer = (): WireAnswer => ({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers,
        body: Buffer.concat(pieces),
        ms: performance.now() - began,
      })
      const streams = /event-stream/.test(incoming.headers['content-type'] ?? '')
      incoming.on('data', (piece: Buffer) => {
        pieces.push(piece)
        if (!streams) return
        end(() => resolve(answer()))
        incoming.destroy()
      })
      incoming.once('end', () => end(() => resolve(answer())))
      // After a stream was left, this settles what is settled already.
      incoming.once('error', (error) => end(() => reject(new NoAnswer(`the answer broke off: ${error.message}`))))
    })
    outgoing.end(wire.body)
  })
}

/** Closes the connections that were kept open. */
export function closeRaw(): void {
  for (const agent of agents.values()) agent.destroy()
  agents.clear()
}
