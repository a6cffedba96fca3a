import { connect, type Socket } from 'node:net'

/** An answer as its bytes said it. */
export interface RawAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** A client that writes what it likes, when it likes: for what no library would send. */
export class RawClient {
  private received = ''
  private readonly socket: Socket
  private readonly closing: Promise<void>
  private wake: () => void = () => undefined

  constructor(url: string) {
    const { hostname, port } = new URL(url)
    this.socket = connect(Number(port), hostname)
    this.socket.setEncoding('utf8')
    this.socket.on('data', (text: string) => {
      this.received += text
      this.wake()
    })
    // A server that cuts a client off may do so by a reset.
    this.socket.on('error', () => undefined)
    this.closing = new Promise((closed) => this.socket.once('close', () => closed()))
  }

  write(text: string): void {
    this.socket.write(text)
  }

  /** Reads nothing more: what comes stays in the buffers between the two. */
  stopReading(): void {
    this.socket.pause()
  }

  /** Until something has come. */
  async begun(): Promise<void> {
    while (this.received === '') await new Promise<void>((wake) => (this.wake = wake))
  }

  /** Waits until the server has closed the connection. @returns all that it said before */
  async closed(): Promise<string> {
    await this.closing
    return this.received
  }

  async answer(): Promise<RawAnswer> {
    return parsed(await this.closed())
  }

  end(): void {
    this.socket.destroy()
  }
}

/** Writes once, and reads until the server closes. */
export async function rawly(url: string, text: string): Promise<RawAnswer> {
  const client = new RawClient(url)
  client.write(text)
  return client.answer()
}

function parsed(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(first.split(' ')[1]), headers: new Map(headers), body: text.slice(end + 4) }
}
