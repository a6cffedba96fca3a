/** Everything that a launcher started, stopped in reverse order, whatever makes the launcher end. */
import { stopQuietOnes } from './install.mjs'

/** Thrown at the next step of a launcher that was asked to stop. */
export class AskedToStop extends Error {}

export class Ending {
  #things = []
  #askedAt = 0
  #announce = () => {}
  /** Resolves when somebody asks to stop: Ctrl-C, SIGTERM, a closed terminal, or the npm that runs us is gone. */
  asked = new Promise((resolve) => (this.#announce = resolve))

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => this.#ask())
    process.once('exit', () => this.#things.forEach((thing) => thing.killNow?.()))
    const parent = process.ppid
    const underNpm = process.env.npm_lifecycle_event !== undefined
    if (underNpm) setInterval(() => process.ppid !== parent && !this.#askedAt && this.#ask(), 500).unref()
  }

  /** Between two steps: goes no further once somebody asked to stop. */
  check() {
    if (this.#askedAt) throw new AskedToStop('stopped')
  }

  add(thing) {
    this.#things.push(thing)
    return thing
  }

  async stopAll() {
    while (this.#things.length) {
      const thing = this.#things.at(-1)
      await thing.stop()
      this.#things.pop()
    }
  }

  #ask() {
    if (this.#askedAt) {
      // A second Ctrl-C means "now", and what still runs is killed on exit. But npm hands on the signal that the terminal has sent us
      // already, so one that comes at once is the first one again.
      if (Date.now() - this.#askedAt > 2000) process.exit(1)
      return
    }
    this.#askedAt = Date.now()
    stopQuietOnes()
    this.#things.forEach((thing) => thing.interrupt?.())
    this.#announce()
  }
}
