import { inflateRawSync } from 'node:zlib'
import type { Database } from '@passage/platform'
import type { ApiClient } from '../support/api'

/** A list as a file of CSV. */
export interface CsvParts {
  readonly preface: string[][]
  readonly head: string[]
  readonly rows: string[][]
}

/** The rows of a file of CSV in which no cell holds a line end; those before the empty line, its head, and those behind it. */
export function partsOf(text: string): CsvParts {
  const lines = text
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(?:,|$)/g)].map(([, cell, quoted]) => quoted?.replaceAll('""', '"') ?? cell!),
    )
    .map((cells) => (cells.at(-1) === '' && cells.length > 1 ? cells.slice(0, -1) : cells))
  const gap = lines.findIndex((cells) => cells.join('') === '')
  return {
    preface: lines.slice(0, gap),
    head: lines[gap + 1]!,
    rows: lines.slice(gap + 2).filter((cells) => cells.join('') !== ''),
  }
}

/** The XML of all sheets of a workbook, which is a zip: each entry by the central directory at its end. */
export function sheetsOf(zip: Buffer): string {
  let xml = ''
  for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 4)) {
    const start = zip.readUInt32LE(at + 42)
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28)
    const bytes = zip.subarray(data, data + zip.readUInt32LE(at + 20))
    xml += (zip.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes)).toString('utf8')
  }
  return xml
}

/** A list as somebody takes it. @throws where it is refused */
export async function csvOf(who: ApiClient, path: string): Promise<CsvParts> {
  const { status, text } = await who.get(path)
  if (status !== 200) throw new Error(`refused: ${text}`)
  return partsOf(text)
}

export async function workbookOf(who: ApiClient, path: string): Promise<Buffer> {
  return Buffer.from(await (await who.send('GET', path)).arrayBuffer())
}

/** What the access log says of the file that left last. */
export async function lastTaken(owner: Database): Promise<Record<string, unknown> | undefined> {
  const [record] = await owner.query<Record<string, unknown>>(
    `SELECT actor_id, act, resource, fields, row_count, code, purpose FROM access_log WHERE act = 'did' ORDER BY id DESC LIMIT 1`,
  )
  return record
}
