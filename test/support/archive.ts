import { inflateRawSync } from 'node:zlib'

/** The files of a zip archive, such as a workbook, unpacked and joined; whatever is none stays as it is. */
export function unzipped(archive: Buffer): Buffer {
  const files: Buffer[] = []
  const directory = archive.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (directory < 0) return archive
  let at = archive.readUInt32LE(directory + 16)
  while (at + 46 <= archive.length && archive.readUInt32LE(at) === 0x02014b50) {
    const [method, packed] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)]
    const lengths = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset))
    const local = archive.readUInt32LE(at + 42)
    const begins = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const content = archive.subarray(begins, begins + packed)
    files.push(method === 8 ? inflateRawSync(content) : content)
    at += 46 + lengths.reduce((sum, length) => sum + length, 0)
  }
  return Buffer.concat(files)
}
