/** What the launchers say: lines with the seconds since the start, and for a fault one line and exit code 1. */

/** A fault that its one line explains fully: no stack, exit code 1. */
export class PlainError extends Error {}

/** @returns a function that prints one line of progress to the stream */
export function progressOn(stream) {
  const start = process.hrtime.bigint()
  return (line) => {
    const seconds = Number((process.hrtime.bigint() - start) / 1_000_000n) / 1000
    stream.write(`[${seconds.toFixed(1).padStart(6)} s] ${line}\n`)
  }
}

/** Runs a launcher. Its number becomes the exit code; an error becomes one line on stderr and exit code 1. */
export async function launcher(main) {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0
  } catch (error) {
    const line = String(error?.message ?? error).trim()
    process.stderr.write(`${line.replace(/\s*\n\s*/g, ' ')}\n`)
    if (!(error instanceof PlainError) && process.env.PASSAGE_TRACE) process.stderr.write(`${error?.stack}\n`)
    process.exitCode = 1
  }
}

/**
 * Options of the command line as `--name value`, `--name=value` or, for switches, `--name`.
 * @throws PlainError for an option that is not in `known`
 */
export function readOptions(args, known) {
  const options = {}
  for (let at = 0; at < args.length; at++) {
    const [, name, inline] = /^--([a-z-]+)(?:=(.*))?$/.exec(args[at]) ?? []
    if (!name || !(name in known)) {
      const names = Object.entries(known).map(([option, kind]) => `--${option}${kind === 'value' ? ' …' : ''}`)
      throw new PlainError(`${args[at]} is not an option here; there are ${names.join(', ')}`)
    }
    if (known[name] === 'switch') options[name] = true
    else options[name] = inline ?? args[++at]
    if (options[name] === undefined) throw new PlainError(`--${name} needs a value`)
  }
  return options
}
