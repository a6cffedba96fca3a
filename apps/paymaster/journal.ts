import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The paymaster's memory: one line a request, each with a checksum, synced to the disk before the paymaster answers. A last line that
 * a kill cut short (it has no line end) was never answered, so it is cut off; any other broken line is damage, and the paymaster refuses
 * to start rather than pay again what it has forgotten.
 */
export interface Journal {
  /** Writes one record so that it survives a kill. When it throws, nothing of the record is left. */
  append(record: object): void
  /** Forgets everything. */
  clear(): void
  close(): void
}

/** A journal that cannot be trusted; the message says which line. */
export class BrokenJournal extends Error {
  override readonly name = 'BrokenJournal'
}

/** Remembers nothing: state lives and dies with the process. */
export const noJournal: Journal = { append: () => undefined, clear: () => undefined, close: () => undefined }

function checksum(json: string): string {
  return createHash('sha256').update(json).digest('hex').slice(0, 16)
}

function recordIn(line: string): object | undefined {
  const json = line.slice(17)
  if (line[16] !== ' ' || checksum(json) !== line.slice(0, 16)) return undefined
  return JSON.parse(json) as object
}

/** The records of a journal, and how many of its bytes they take: what lies beyond was never acknowledged. */
function recall(content: Buffer, file: string): { records: object[]; length: number } {
  const records: object[] = []
  let length = 0
  for (let end = content.indexOf(10); end >= 0; end = content.indexOf(10, length)) {
    const record = recordIn(content.toString('utf8', length, end))
    if (!record) {
      throw new BrokenJournal(
        `line ${records.length + 1} of the paymaster's journal ${file} is damaged; set the file aside or restore it`,
      )
    }
    records.push(record)
    length = end + 1
  }
  return { records, length }
}

/**
 * Opens a journal file, or makes it.
 * @throws BrokenJournal when a line that was acknowledged is damaged
 */
export function openJournal(file: string): { journal: Journal; records: object[] } {
  const descriptor = openSync(file, 'a+', 0o600)
  let length: number
  let records: object[]
  try {
    ;({ records, length } = recall(readFileSync(file), file))
    ftruncateSync(descriptor, length)
    fsyncSync(descriptor)
    syncFolder(dirname(file))
  } catch (error) {
    closeSync(descriptor)
    throw error
  }

  let broken = false
  const append = (record: object): void => {
    if (broken)
      throw new BrokenJournal(`the paymaster's journal ${file} could not be put right after a failed write; start again`)
    const json = JSON.stringify(record)
    const line = Buffer.from(`${checksum(json)} ${json}\n`)
    try {
      for (let written = 0; written < line.length;) written += writeSync(descriptor, line, written)
      fsyncSync(descriptor)
      length += line.length
    } catch (error) {
      broken = true
      ftruncateSync(descriptor, length)
      broken = false
      throw error
    }
  }
  const clear = (): void => {
    ftruncateSync(descriptor, 0)
    fsyncSync(descriptor)
    length = 0
  }
  return { journal: { append, clear, close: () => closeSync(descriptor) }, records }
}

/** A new file's name is safe only when its folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
