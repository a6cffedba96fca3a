import { Client } from 'pg'

const longestPause = 5_000

/**
 * One connection that listens on channels of PostgreSQL, and comes back when it breaks. Nothing is kept for who does not listen, so
 * `onConnected` is called after each (re)connection: look then for what you may have missed.
 */
export class Listener {
  private client: Client | undefined
  private ended = false
  private pause: NodeJS.Timeout | undefined
  private failures = 0

  constructor(
    private readonly url: string,
    private readonly channels: readonly string[],
    private readonly on: {
      message(channel: string, payload: string): void
      connected(): void
      fault(error: unknown): void
      /** From now on something may be missed, until `connected` is called again. */
      lost?(): void
    },
  ) {}

  /** Resolves once it listens. @throws when the first connection fails; from then on it tries for ever */
  async start(): Promise<void> {
    await this.connect()
  }

  async stop(): Promise<void> {
    this.ended = true
    clearTimeout(this.pause)
    const { client } = this
    this.client = undefined
    await client?.end().catch(() => undefined)
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'passage-listener',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 10_000,
    })
    let lost = false
    const onLost = (error?: unknown): void => {
      if (lost) return
      lost = true
      if (error) this.on.fault(error)
      if (this.client !== client) return
      this.client = undefined
      this.on.lost?.()
      void client.end().catch(() => undefined)
      this.connectLater()
    }
    client.on('error', onLost)
    client.on('end', () => onLost())
    client.on('notification', ({ channel, payload }) => this.on.message(channel, payload ?? ''))
    await client.connect()
    try {
      await client.query(this.channels.map((channel) => `LISTEN ${client.escapeIdentifier(channel)}`).join(';'))
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
    if (this.ended) return client.end()
    this.client = client
    this.failures = 0
    this.on.connected()
  }

  private connectLater(): void {
    if (this.ended) return
    const wait = Math.min(100 * 2 ** this.failures, longestPause)
    this.failures += 1
    this.pause = setTimeout(() => {
      this.connect().catch((error: unknown) => {
        this.on.fault(error)
        this.connectLater()
      })
    }, wait)
  }
}
