export interface RunningPostgres {
  /** The superuser's URL of the database `postgres`. */
  url: string
  port: number
  pid: number
  superuser: string
  mine: boolean
  ended: Promise<unknown>
  stop(): Promise<void>
}

export interface PostgresOptions {
  dataDir?: string | null
  port?: number
  durable?: boolean
  signals?: boolean
  log?: (line: string) => void
}

export function startPostgres(options?: PostgresOptions): Promise<RunningPostgres>
export function stopAbandoned(dataDir: string): Promise<void>
