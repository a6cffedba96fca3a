import { Agent, request } from 'node:http'

/** Something to ask over HTTP, again and again. */
export interface Question {
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'PATCH'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answered {
  readonly status: number
  readonly text: string
}

/** Asks on connections that are kept, one a client; whatever is not answered with a 2xx stops the benchmark. */
export class Asker {
  private readonly agents: readonly Agent[]

  constructor(
    private readonly port: number,
    clients: number,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {
    this.agents = Array.from({ length: clients }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
  }

  async ask(client: number, { path, method = 'GET', headers = {}, body }: Question): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const sized =
        body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
      const asked = request(
        {
          ...{ host: '127.0.0.1', port: this.port, path, method, agent: this.agents[client]! },
          headers: { ...this.headers, ...sized, ...headers },
        },
        (answer) => {
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString('utf8')
            const status = answer.statusCode ?? 0
            if (status >= 200 && status < 300) resolve({ status, text })
            else reject(new Error(`${method} ${path} answered ${status}: ${text.slice(0, 300)}`))
          })
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })
  }
}
