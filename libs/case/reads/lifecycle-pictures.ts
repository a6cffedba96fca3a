import type { ElkNode } from 'elkjs/lib/elk-api.js'
import { edgesOf, type Lifecycle } from '../lifecycle'
import { lifecycles } from '../lifecycles'

/** Where a lifecycle's states and the ways between them stand, in pixels from the upper left corner. The words are the screen's to write. */
export interface LifecyclePicture {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
}

export interface PictureNode {
  readonly state: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** All events that lead from one state to another, as one line of points. `from` is null where a subject is opened. */
export interface PictureEdge {
  readonly from: string | null
  readonly to: string
  readonly events: readonly string[]
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** A state is as large whatever its name, so that one picture serves every language. */
export const stateSize = { width: 168, height: 50 } as const

/** Where the lines begin that open a subject: the screen draws a dot there. */
const dotSize = 12

const layout = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  // The tables name states in the order of a life, so that a way back is one that leads up the table.
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  // One state a row: the picture stands in a column beside the case and must be legible there at its own size.
  'elk.layered.layering.strategy': 'COFFMAN_GRAHAM',
  'elk.layered.layering.coffmanGraham.layerBound': '1',
  'elk.layered.nodePlacement.strategy': 'SIMPLE',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '7',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '8',
  'elk.padding': '[top=4,left=4,bottom=4,right=4]',
}

let drawn: Promise<readonly LifecyclePicture[]> | undefined

/** The pictures of all lifecycles, top down; laid out when first asked for, once a process, and always the same. */
export function lifecyclePictures(): Promise<readonly LifecyclePicture[]> {
  drawn ??= drawAll(Object.values(lifecycles)).catch((error: unknown) => {
    drawn = undefined
    throw error
  })
  return drawn
}

async function drawAll(all: readonly Lifecycle[]): Promise<LifecyclePicture[]> {
  // 1.6 MB that most processes never need, so that they are read here and not at start-up.
  const { default: Elk } = require('elkjs/lib/elk.bundled.js') as typeof import('elkjs/lib/elk.bundled.js')
  const elk = new Elk()
  const pictures: LifecyclePicture[] = []
  for (const lifecycle of all) {
    const lines = linesOf(lifecycle)
    pictures.push(pictureOf(lifecycle, lines, await elk.layout(graphOf(lifecycle, lines))))
  }
  return pictures
}

type Line = Omit<PictureEdge, 'points'>

/** One line a pair of states; what leaves a subject where it is needs none. */
function linesOf(lifecycle: Lifecycle): Line[] {
  const lines = new Map<string, Line>()
  for (const { from, event, edge } of edgesOf(lifecycle)) {
    if (from === edge.to) continue
    const key = `${from ?? ''} ${edge.to}`
    lines.set(key, { from, to: edge.to, events: [...(lines.get(key)?.events ?? []), event] })
  }
  return [...lines.values()]
}

const dot = 'opening/dot'
/** All lines that open a subject leave the dot at one point. */
const dotEnd = 'opening/dot/end'

function graphOf(lifecycle: Lifecycle, lines: readonly Line[]): ElkNode {
  return {
    id: lifecycle.name,
    layoutOptions: layout,
    children: [
      {
        id: dot,
        width: dotSize,
        height: dotSize,
        layoutOptions: { 'elk.portConstraints': 'FIXED_POS', 'elk.layered.layering.layerConstraint': 'FIRST' },
        ports: [{ id: dotEnd, x: dotSize / 2, y: dotSize, width: 0, height: 0, layoutOptions: { 'elk.port.side': 'SOUTH' } }],
      },
      ...Object.keys(lifecycle.states).map((state) => ({ id: state, ...stateSize })),
    ],
    edges: lines.map(({ from, to }, n) => ({ id: String(n), sources: [from ?? dotEnd], targets: [to] })),
  }
}

/** @throws Error where the layout lost a state or a line */
function pictureOf({ name, states }: Lifecycle, lines: readonly Line[], graph: ElkNode): LifecyclePicture {
  const placed = new Map(graph.children!.map((node) => [node.id, node]))
  const routed = new Map(graph.edges!.map((edge) => [edge.id, edge.sections?.[0]]))
  return {
    name,
    width: Math.ceil(graph.width!),
    height: Math.ceil(graph.height!),
    nodes: Object.keys(states).map((state) => {
      const { x, y } = placed.get(state)!
      return { state, x: Math.round(x!), y: Math.round(y!), ...stateSize }
    }),
    edges: lines.map((line, n) => {
      const section = routed.get(String(n))
      if (!section) throw new Error(`no line was drawn in the ${name} from ${line.from} to ${line.to}`)
      const { startPoint, bendPoints = [], endPoint } = section
      return { ...line, points: [startPoint, ...bendPoints, endPoint].map(({ x, y }) => [Math.round(x), Math.round(y)] as const) }
    }),
  }
}
