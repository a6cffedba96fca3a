import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asvsPage, type Requirement } from '../../tools/lib/asvs-page.mjs'
import levels from './levels.json'
import table from './requirements.json'

const root = join(__dirname, '..', '..')
const requirements = table as readonly Requirement[]
const levelOf = levels as Readonly<Record<string, number>>

/** Whether a file holds a test of that title, as it is written there. */
function holdsTest(file: string, title: string): boolean {
  if (!/\.spec\.ts$/.test(file) || !existsSync(join(root, file))) return false
  const text = readFileSync(join(root, file), 'utf8')
  return [`'${title.replaceAll("'", "\\'")}'`, `"${title}"`, `\`${title}\``].some((written) => text.includes(written))
}

describe('The list of OWASP ASVS 5.0', () => {
  it('holds every requirement of the levels 1 and 2, once, and each with its level', () => {
    const ids = requirements.map(({ id }) => id)
    const wanted = Object.keys(levelOf).filter((id) => levelOf[id]! <= 2)
    expect(wanted).toHaveLength(253)
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([])
    expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([])
    expect(requirements.filter(({ id, level }) => levelOf[id] !== level).map(({ id }) => id)).toEqual([])
  })

  it('calls nothing covered without a test that there is', () => {
    const faults = requirements.flatMap(({ id, covered }) => {
      if (covered?.length === 0) return [`${id}: covered by nothing`]
      return (covered ?? [])
        .filter(({ file, title }) => !holdsTest(file, title))
        .map(({ file, title }) => `${id}: ${file}: ${title}`)
    })
    expect(faults).toEqual([])
  })

  it('says of each that it is covered, or why it does not apply, or what is missing, and one of them alone', () => {
    const unclear = requirements.filter(({ covered, moot, open }) => [covered, moot, open].filter(Boolean).length !== 1)
    expect(unclear.map(({ id }) => id)).toEqual([])
  })

  it('would find a test that is not there, or not any more', () => {
    const { file, title } = requirements.find(({ covered }) => covered)!.covered![0]!
    expect(holdsTest(file, title)).toBe(true)
    expect(holdsTest(file, `${title} and more`)).toBe(false)
    expect(holdsTest('test/asvs/gone.spec.ts', title)).toBe(false)
    expect(holdsTest('test/asvs/levels.json', '1.1.1')).toBe(false)
  })

  it('is what docs/asvs.md shows', () => {
    const file = join(root, 'docs', 'asvs.md')
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(asvsPage(requirements))
  })
})
