import type { Readable } from 'node:stream'
import { inflateRawSync } from 'node:zlib'
import type { Redacted, Role, SignedIn } from '@passage/access'
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
    .map((line) => {
      const cells = [...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(?:,|$)/g)].map(
        ([, cell, quoted]) => quoted?.replaceAll('""', '"') ?? cell!,
      )
      // The end of a line is found once more behind its last cell, if that is not empty.
      return line === '' || line.endsWith(',') ? cells : cells.slice(0, -1)
    })
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

/** A file as the lib makes it, for a viewer whom no route would let this far. */
export async function madeFor(file: Promise<Redacted<unknown>>): Promise<CsvParts> {
  const { leaving } = await file
  const parts = await (leaving as { readonly body: Readable }).body.toArray()
  return partsOf(parts.join(''))
}

/** Somebody of one role, who asks no route. */
export const reader = (role: Role): SignedIn => ({
  accountId: '66666666-6666-4666-8666-666666666666',
  username: 'reader',
  displayName: 'A reader',
  roles: [role],
  viewAs: null,
  glass: [],
  siteId: null,
  token: '',
})

/** What the access log says of the file that left last. */
export async function lastTaken(owner: Database): Promise<Record<string, unknown> | undefined> {
  const [record] = await owner.query<Record<string, unknown>>(
    `SELECT actor_id, act, resource, resource_id, fields, row_count, code, purpose FROM access_log WHERE act = 'did' ORDER BY id DESC LIMIT 1`,
  )
  return record
}
