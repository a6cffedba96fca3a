import { edgesOf } from '../lifecycle'
import { lifecycles } from '../lifecycles'
import { lifecyclePictures, type LifecyclePicture, type PictureNode } from './lifecycle-pictures'

let pictures: readonly LifecyclePicture[]

beforeAll(async () => {
  pictures = await lifecyclePictures()
})

const overlap = (a: PictureNode, b: PictureNode): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Whether a point stands on the border of a state, a rounded pixel off at most. */
const touches = ({ x, y, width, height }: PictureNode, [px, py]: readonly [number, number]): boolean =>
  px >= x - 1 && px <= x + width + 1 && py >= y - 1 && py <= y + height + 1

describe('The pictures of the lifecycles', () => {
  it('hold every state of every lifecycle once, and every event on the line between its two states', () => {
    expect(pictures.map(({ name }) => name)).toEqual(Object.keys(lifecycles))
    for (const { name, nodes, edges } of pictures) {
      const lifecycle = Object.values(lifecycles).find((l) => l.name === name)!
      expect(nodes.map(({ state }) => state)).toEqual(Object.keys(lifecycle.states))
      const meant = [...edgesOf(lifecycle)].filter(({ from, edge }) => from !== edge.to)
      const shown = edges.flatMap(({ from, to, events }) => events.map((event) => `${from} ${event} ${to}`))
      expect(shown.sort()).toEqual(meant.map(({ from, event, edge }) => `${from} ${event} ${edge.to}`).sort())
      expect(new Set(edges.map(({ from, to }) => `${from} ${to}`)).size).toBe(edges.length)
    }
  })

  it('let no two states overlap, and keep all within the picture', () => {
    for (const { width, height, nodes, edges } of pictures) {
      for (const [n, node] of nodes.entries()) {
        expect(nodes.slice(n + 1).filter((other) => overlap(node, other))).toEqual([])
        expect([node.width, node.height]).toEqual([168, 50])
      }
      const corners = nodes.flatMap(({ x, y, width: w, height: h }) => [[x, y] as const, [x + w, y + h] as const])
      for (const [x, y] of [...corners, ...edges.flatMap(({ points }) => points)]) {
        expect(x >= 0 && y >= 0 && x <= width && y <= height).toBe(true)
      }
    }
  })

  it('lead each line from its state to its state, by right angles, through no other state', () => {
    for (const { nodes, edges } of pictures) {
      const at = new Map(nodes.map((node) => [node.state, node]))
      for (const { from, to, points } of edges) {
        if (from !== null) expect(touches(at.get(from)!, points[0]!)).toBe(true)
        expect(touches(at.get(to)!, points.at(-1)!)).toBe(true)
        for (const [n, [x, y]] of points.slice(1).entries()) {
          const [px, py] = points[n]!
          expect(px === x || py === y).toBe(true)
          const others = nodes.filter(({ state }) => state !== from && state !== to)
          const stretch = {
            state: '',
            x: Math.min(px, x),
            y: Math.min(py, y),
            width: Math.abs(px - x),
            height: Math.abs(py - y),
          }
          expect(others.filter((node) => overlap(node, stretch))).toEqual([])
        }
      }
    }
  })

  it('read from top to bottom, as the tables do', () => {
    for (const { nodes, edges } of pictures) {
      const order = new Map(nodes.map(({ state, y }, place) => [state, { place, y }]))
      for (const { from, to } of edges) {
        const [before, after] = [from === null ? { place: -1, y: -1 } : order.get(from)!, order.get(to)!]
        expect({ from, to, down: after.y > before.y }).toEqual({ from, to, down: after.place > before.place })
      }
    }
  })

  it('are laid out once', async () => {
    expect(await lifecyclePictures()).toBe(pictures)
  })
})
