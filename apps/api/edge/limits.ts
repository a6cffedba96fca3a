/** What one request, one connection and one address may take up. Times in milliseconds, sizes in bytes or characters. */
export interface EdgeLimits {
  readonly bodyBytes: number
  readonly headerBytes: number
  /** Path and query together. */
  readonly addressCharacters: number
  readonly queryFields: number
  /** Objects and lists inside each other, in a body. */
  readonly jsonDepth: number
  /** Objects, lists and what stands in them, in a body. */
  readonly jsonValues: number
  /** Until the headers are there. */
  readonly headersMs: number
  /** Until the request is there, its body included. */
  readonly requestMs: number
  /** How often the two above are looked at. */
  readonly lookEveryMs: number
  /** How long a connection waits for the next request. */
  readonly keepAliveMs: number
  /** How long a connection may carry nothing while an answer is under way: whoever does not read what they asked for is cut off. */
  readonly idleMs: number
  /** How long a statement may run; what takes longer is a job. */
  readonly statementMs: number
  /** After so many requests the client must connect again. */
  readonly requestsAConnection: number
  readonly connections: number
}

/**
 * The largest body that a screen sends is some kilobytes, the longest address holds a cursor of two thousand characters; job streams send
 * something every fifteen seconds, and no statement runs for longer than that.
 */
export const edgeLimits: EdgeLimits = {
  bodyBytes: 1024 * 1024,
  headerBytes: 16 * 1024,
  addressCharacters: 4_096,
  queryFields: 40,
  jsonDepth: 16,
  jsonValues: 10_000,
  headersMs: 20_000,
  requestMs: 30_000,
  lookEveryMs: 5_000,
  keepAliveMs: 72_000,
  idleMs: 120_000,
  statementMs: 15_000,
  requestsAConnection: 10_000,
  connections: 4_096,
}
