import { Refused } from '../refused'

/** Too much in too short a time. The answer says in `Retry-After` when to come back. */
export class Throttled extends Refused {
  /** @param seconds until the client may come again */
  constructor(
    code: `${string}.throttled`,
    message: string,
    readonly seconds: number,
  ) {
    super(code, message, { fix: `Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, then try again.` })
  }
}
