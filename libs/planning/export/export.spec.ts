import { inflateRawSync } from 'node:zlib'
import { harmless } from '@passage/platform'
import * as fc from 'fast-check'
import type { ReportResult } from '../result'
import { csvOf } from './csv'
import { xlsxOf } from './xlsx'

const attack = `=cmd|' /C calc'!A0`

/** How formulas get into cells: with every sign that begins one, alone and behind what a spreadsheet passes over. */
const beginnings = [
  '=',
  '+',
  '-',
  '@',
  '\t=',
  '\r=',
  '\n=',
  '  =',
  '\u00a0=',
  '\ufeff=',
  '\u200b=',
  '＝',
  '＋',
  '－',
  '＠',
  '\t',
  '\r',
  '\n\n+',
  ' \t@',
]

const report = (text: string): ReportResult => ({
  id: '11111111-1111-4111-8111-111111111111',
  kind: 'capacity',
  title: 'Capacity',
  programmeDate: '2021-09-01',
  madeAt: '2021-09-01T00:00:00Z',
  params: { site: text },
  requestedBy: { id: '22222222-2222-4222-8222-222222222222', displayName: text },
  notes: [text],
  tables: [
    {
      key: 'sites',
      title: 'Sites',
      about: 'About sites',
      columns: [
        { key: 'site', title: 'Site', unit: 'text', definition: 'The site.' },
        { key: 'spent', title: 'Spent', unit: 'money', definition: 'What was spent.' },
        { key: 'places', title: 'Places', unit: 'count', definition: 'Places.' },
      ],
      rows: [{ site: text, spent: '-12345', places: -3 }],
    },
  ],
})

/** What stands in a file of CSV, cell by cell: quoted cells with their doubled quotes, as RFC 4180 has it. */
function cellsOf(csv: string): string[] {
  return [...csv.replace(/^\ufeff/, '').matchAll(/"((?:[^"]|"")*)"|([^",\r\n]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!,
  )
}

const isLive = (cell: string) => /^[\s\u200b]*[=+\-@＝＋－＠\t\r]/.test(cell) && !/^-?\d+(\.\d\d)?$/.test(cell)

describe('A text in an export', () => {
  it.each(beginnings.map((b) => [JSON.stringify(b), b]))('that begins with %s runs as no formula', (_, beginning) => {
    expect(harmless(`${beginning}1+1`)).toMatch(/^'/)
    const live = cellsOf(csvOf(report(`${beginning}${attack}`))).filter(isLive)
    expect(live).toEqual([])
  })

  it('runs as none behind a separator either, where a spreadsheet of another country cuts the cell', () => {
    for (const separator of [';', '\t', '\n', '|']) {
      const parts = harmless(`Golden Field${separator}${attack}`).split(separator)
      expect(parts.filter(isLive)).toEqual([])
    }
  })

  it('stays as it is where it is none', () => {
    for (const text of ['Golden Field', 'ရွှေလယ်', 'a=b', 'P-2021-00001', 'x; y', "O'Hara", '']) expect(harmless(text)).toBe(text)
  })

  it('is never live, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...' \t\r\n\u00a0\ufeff\u200b=+-@＝;,|"\'ab1') }), (text) => {
        expect(isLive(harmless(text))).toBe(false)
      }),
    )
  })
})

describe('A number in an export', () => {
  it('stays a number, also below zero', () => {
    const cells = cellsOf(csvOf(report('Golden Field')))
    expect(cells).toEqual(expect.arrayContaining(['-123.45', '-3']))
  })
})

describe('A workbook', () => {
  it('holds no formula: every text is a text, and its cells say so', async () => {
    for (const beginning of beginnings) {
      const xml = sheetsOf(await xlsxOf(report(`${beginning}${attack}`)))
      expect(xml).toContain('calc')
      expect(xml).not.toMatch(/<f[ >]|externalLink|ddeLink|t="str"/)
    }
  })
})

/** The XML of all sheets and shared texts of a workbook, which is a zip: each entry by the central directory at its end. */
function sheetsOf(zip: Buffer): string {
  let xml = ''
  for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 4)) {
    const [method, packed, nameLength, start] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt32LE(at + 42),
    ]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    if (!name.endsWith('.xml')) continue
    const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28)
    const bytes = zip.subarray(data, data + packed)
    xml += `<!-- ${name} -->${(method === 0 ? bytes : inflateRawSync(bytes)).toString('utf8')}`
  }
  return xml
}
