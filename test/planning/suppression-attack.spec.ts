import { createHash } from 'node:crypto'
import { monthsFrom } from '../../libs/planning/calendar'
import { caseStates, stateRows, type MoveCount } from '../../libs/planning/pipeline/pipeline-cells'
import type { Cell } from '../../libs/planning/result'
import { isHidden, type Masking } from '../../libs/planning/suppression'
import { solve, type Bounds, type Identity } from './solver'

/**
 * Somebody holds every pipeline report of a year: each breakdown, ranges that overlap, the totals of all. They know that what stands at the end
 * of a month is what stood before, plus what entered, less what left; that the groups of each breakdown add up to all; that whoever enters a
 * state other than the first leaves another. What can they work out of what is hidden?
 */
const breakdowns = {
  service: ['soldier', 'police'],
  pathway: ['individual', 'collective', 'surrender', 'in_service'],
  channel: ['messenger', 'phone', 'host_organisation', 'in_person'],
} as const

type Attributes = Record<keyof typeof breakdowns, string>

interface Move {
  readonly month: string
  readonly from: string | null
  readonly to: string
  readonly late: boolean
}

interface Life extends Attributes {
  readonly moves: readonly Move[]
}

const months = monthsFrom('2021-01', '2022-02')
const figures = ['entered', 'standing', 'left', 'late'] as const
const everyoneAndGroups = [
  'all',
  ...Object.entries(breakdowns).flatMap(([by, groups]) => groups.map((group) => `${by}=${group}`)),
]
const ranges = [
  { from: '2021-01', to: '2021-12' },
  { from: '2021-03', to: '2022-02' },
  { from: '2021-06', to: '2021-07' },
  { from: '2021-07', to: '2021-11' },
  { from: '2022-02', to: '2022-02' },
]

/** A small world, so that many cells are small: most months see a handful of cases in each group. */
function smallWorld(seed: number, cases: number): Life[] {
  let drawn = 0
  const random = () => {
    drawn += 1
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUInt32BE() / 2 ** 32
  }
  const one = <T>(of: readonly T[]) => of[Math.floor(random() ** 1.7 * of.length)]!
  return Array.from({ length: cases }, () => {
    const moves: Move[] = []
    let at = Math.floor(random() * months.length)
    let state = 'contacted'
    moves.push({ month: months[at]!, from: null, to: state, late: false })
    for (;;) {
      const next = nextOf(state, random())
      const wait = Math.floor(random() * 3)
      at += wait
      if (!next || at >= months.length) break
      moves.push({ month: months[at]!, from: state, to: next, late: wait > 1 })
      state = next
    }
    return { service: one(breakdowns.service), pathway: one(breakdowns.pathway), channel: one(breakdowns.channel), moves }
  })
}

function nextOf(state: string, chance: number): string | undefined {
  if (state === 'contacted') return chance < 0.85 ? 'in_vetting' : 'closed'
  if (state === 'in_vetting') return chance < 0.92 ? 'awaiting_decision' : 'closed'
  if (state === 'awaiting_decision') return chance < 0.7 ? 'vetted' : chance < 0.82 ? 'in_vetting' : 'declined'
  if (state === 'vetted') return 'registered'
  if (state === 'registered') return chance < 0.15 ? 'closed' : undefined
  if (state === 'declined') return chance < 0.4 ? 'in_vetting' : 'closed'
  return undefined
}

/** What a cell is: figure, state, who, month. */
const nameOf = (figure: string, state: string, who: string, month: string) => `${figure}/${state}/${who}/${month}`

/** All exports of the year, as cells by their names; a cell must look the same in all that show it. */
function everyExport(masking: Masking, lives: readonly Life[]): Map<string, Cell> {
  const shown = new Map<string, Cell>()
  const everyState = new Set<string>(caseStates.filter((state) => state !== 'closed'))
  for (const by of ['none', 'service', 'pathway', 'channel'] as const) {
    const moves = lives.flatMap((life) =>
      life.moves.map((move): MoveCount => {
        const group = by === 'none' ? 'all' : life[by]
        return { month: move.month, from: move.from, to: move.to, group, place: 0, moves: 1, late: move.late ? 1 : 0 }
      }),
    )
    for (const range of ranges) {
      for (const row of stateRows(masking, moves, by, by === 'none' ? [] : breakdowns[by], range, everyState)) {
        const who = row.group === 'all' ? 'all' : `${by}=${row.group as string}`
        for (const figure of figures) {
          const [name, cell] = [nameOf(figure, row.state as string, who, row.month as string), row[figure]!]
          if (shown.has(name)) expect(cell).toEqual(shown.get(name))
          if (cell !== null) shown.set(name, cell)
        }
      }
    }
  }
  return shown
}

/** What is true, counted case by case. */
function truth(lives: readonly Life[]): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (name: string, n: number) => counts.set(name, (counts.get(name) ?? 0) + n)
  for (const life of lives) {
    for (const who of ['all', ...(['service', 'pathway', 'channel'] as const).map((by) => `${by}=${life[by]}`)]) {
      for (const [n, { month, from, to, late }] of life.moves.entries()) {
        add(nameOf('entered', to, who, month), 1)
        if (from !== null) add(nameOf('left', from, who, month), 1)
        if (from !== null && late) add(nameOf('late', from, who, month), 1)
        const until = life.moves[n + 1]?.month
        for (const later of months)
          if (later >= month && (until === undefined || later < until)) add(nameOf('standing', to, who, later), 1)
      }
    }
  }
  return counts
}

function allIdentities(): Identity[] {
  const identities: Identity[] = []
  for (const [n, month] of months.entries()) {
    for (const who of everyoneAndGroups) {
      for (const state of caseStates) {
        identities.push([
          [nameOf('standing', state, who, month), 1],
          ...(n > 0 ? ([[nameOf('standing', state, who, months[n - 1]!), -1]] as const) : []),
          [nameOf('entered', state, who, month), -1],
          ...(state === 'closed' ? [] : ([[nameOf('left', state, who, month), 1]] as const)),
        ])
        if (state !== 'closed') {
          identities.push([
            [nameOf('left', state, who, month), 1],
            [nameOf('late', state, who, month), -1],
            [nameOf('in time', state, who, month), -1],
          ])
        }
      }
      identities.push([
        ...caseStates.filter((state) => state !== 'contacted').map((state) => [nameOf('entered', state, who, month), 1] as const),
        ...caseStates.filter((state) => state !== 'closed').map((state) => [nameOf('left', state, who, month), -1] as const),
      ])
    }
    for (const [by, groups] of Object.entries(breakdowns)) {
      for (const state of caseStates) {
        for (const figure of figures) {
          if (state === 'closed' && (figure === 'left' || figure === 'late')) continue
          identities.push([
            [nameOf(figure, state, 'all', month), 1],
            ...groups.map((group) => [nameOf(figure, state, `${by}=${group}`, month), -1] as const),
          ])
        }
      }
    }
  }
  return identities
}

const identities = allIdentities()

/** What a cell says to somebody who takes the noise to be at most `noise`. Where suppression is off, a number is what it is. */
function boundsOf(cell: Cell, masking: Masking, noise: number): Bounds {
  if (isHidden(cell)) return { low: 0, high: masking === 'none' ? 9 : 9 + noise }
  const n = cell as number
  return masking === 'none' ? { low: n, high: n } : { low: Math.max(10, n - 5 - noise), high: n + 4 + noise }
}

function attack(masking: Masking, lives: readonly Life[], noise: number) {
  const shown = everyExport(masking, lives)
  const counts = truth(lives)
  const known = new Map([...shown].map(([name, cell]) => [name, boundsOf(cell, masking, noise)]))
  const { bounds, contradiction } = solve(known, identities)
  const cells = [...shown].filter(([, cell]) => isHidden(cell)).map(([name]) => name)
  const recovered = contradiction
    ? []
    : cells.filter(
        (name) => bounds.get(name)!.low === bounds.get(name)!.high && bounds.get(name)!.low === (counts.get(name) ?? 0),
      )
  return { shown, counts, known, hiddenCells: cells, recovered, contradiction }
}

const seeds = [1, 2, 3, 4, 5, 6]
const secretOf = (seed: number) => createHash('sha256').update(`secret ${seed}`).digest()
/** What the solver is told of the noise: more than any of these worlds' cells has, or it would contradict itself. */
const mostNoise = 20

describe('A year of reports', () => {
  it.each(seeds)('gives no hidden cell away to a solver over all of them (world %i)', (seed) => {
    const { recovered, hiddenCells, shown, contradiction } = attack({ secret: secretOf(seed) }, smallWorld(seed, 420), mostNoise)
    expect(contradiction).toBe(false)
    expect(hiddenCells.length).toBeGreaterThan(500)
    expect(shown.size - hiddenCells.length).toBeGreaterThan(500)
    expect(recovered).toEqual([])
  })

  it.each(seeds)(
    'gives some away where small cells are blanked and nothing else is done, so that this test can fail (world %i)',
    (seed) => {
      const { recovered, contradiction } = attack('none', smallWorld(seed, 420), 0)
      expect(contradiction).toBe(false)
      expect(recovered.length).toBeGreaterThan(100)
    },
  )

  it.each(seeds.slice(0, 3))(
    'contradicts itself for whoever takes its numbers for counts that were merely rounded (world %i)',
    (seed) => {
      const { recovered, contradiction } = attack({ secret: secretOf(seed) }, smallWorld(seed, 420), 0)
      expect([contradiction, recovered]).toEqual([true, []])
    },
  )

  it('fits, for every hidden cell, a world in which it is another number: so no solver can work it out', () => {
    const lives = smallWorld(7, 420)
    const { hiddenCells, known, counts } = attack({ secret: secretOf(7) }, lives, mostNoise)
    const fits = (more: Life) => {
      const added = truth([more])
      return [...added].every(([name, n]) => {
        const bounds = known.get(name)
        return !bounds || ((counts.get(name) ?? 0) + n >= bounds.low && (counts.get(name) ?? 0) + n <= bounds.high)
      })
    }
    for (const name of hiddenCells) {
      const more = oneMore(name)
      // One case more is a world again, so that every identity holds; the cell is one higher in it, and nothing that is shown has changed.
      expect([name, truth([more]).get(name), fits(more)]).toEqual([name, 1, true])
    }
  })
})

/** A life that the cell counts, and that touches little else. */
function oneMore(name: string): Life {
  const [figure, state, who, month] = name.split('/') as [string, string, string, string]
  const attributes: Attributes = { service: 'soldier', pathway: 'individual', channel: 'messenger' }
  const [by, group] = who.split('=') as [keyof Attributes, string?]
  if (group) attributes[by] = group
  const ways: Record<string, string[]> = {
    contacted: ['contacted'],
    in_vetting: ['contacted', 'in_vetting'],
    awaiting_decision: ['contacted', 'in_vetting', 'awaiting_decision'],
    vetted: ['contacted', 'in_vetting', 'awaiting_decision', 'vetted'],
    registered: ['contacted', 'in_vetting', 'awaiting_decision', 'vetted', 'registered'],
    declined: ['contacted', 'in_vetting', 'awaiting_decision', 'declined'],
    closed: ['contacted', 'closed'],
  }
  const leaves: Record<string, string> = { vetted: 'registered', awaiting_decision: 'declined', in_vetting: 'closed' }
  const way = [...ways[state]!, ...(figure === 'left' || figure === 'late' ? [leaves[state] ?? 'closed'] : [])]
  const moves = way.map((to, n) => ({
    month,
    from: n > 0 ? way[n - 1]! : null,
    to,
    late: figure === 'late' && n === way.length - 1,
  }))
  return { ...attributes, moves }
}
