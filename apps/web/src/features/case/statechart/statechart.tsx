import { Link } from '@tanstack/react-router'
import type { LifecycleData } from '../../../api/types'
import { comma, useTexts } from '../../../i18n'
import { formatDate } from '../../../i18n/format'
import { wayOf, type PathSubject } from '../subjects'
import { markStates, type MarkedState } from './marks'
import type { LifecyclePicture, PictureEdge, PictureNode } from './picture-data'

interface Props {
  picture: LifecyclePicture
  lifecycle: LifecycleData
  subject: PathSubject
  caseId: string
  /** The state that the timeline is narrowed to. */
  selected: string | undefined
}

/** How far an edge's bend is rounded, in the units of the picture. */
const rounding = 5

/**
 * The lifecycle as a picture: edges are drawn, states are links over them, so that they are read, focused and printed like any other
 * text. A state that was reached narrows the timeline to the entries that led there.
 */
export function Statechart({ picture, lifecycle, subject, caseId, selected }: Props) {
  const { t, word } = useTexts()
  const marks = new Map(markStates(lifecycle, subject).map((mark) => [mark.name, mark]))
  const kindOf = (edge: PictureEdge): string => {
    if (edge.from === subject.state) return 'next'
    return subject.ways.has(wayOf(edge.from, edge.to)) ? 'gone' : 'other'
  }
  // Solid lines are drawn last, so that a dashed one never crosses over them.
  const rank = { other: 0, gone: 1, next: 2 } as Record<string, number>
  const edges = picture.edges
    .map((edge) => ({ edge, kind: kindOf(edge) }))
    .sort((one, other) => (rank[one.kind] ?? 0) - (rank[other.kind] ?? 0))
  return (
    <div className="statechart" role="group" aria-label={t('picture.of', { kind: word('kind', subject.kind) })}>
      <div className="statechart-sheet" style={{ width: picture.width, height: picture.height }}>
        <svg viewBox={`0 0 ${picture.width} ${picture.height}`} aria-hidden focusable="false">
          {edges.map(({ edge, kind }) => (
            <g key={`${edge.from}.${edge.to}`} className="edge" data-kind={kind}>
              <path d={pathOf(edge.points)} />
              <polygon points={arrowOf(edge.points)} />
              {edge.from === null && edge.points[0] && <circle cx={edge.points[0][0]} cy={edge.points[0][1]} r={4} />}
            </g>
          ))}
        </svg>
        {[...picture.nodes]
          .sort((one, other) => one.y - other.y)
          .map((node) => {
            const mark = marks.get(node.state)
            return mark && <State key={node.state} {...{ node, mark, subject, caseId }} selected={selected === node.state} />
          })}
      </div>
    </div>
  )
}

interface StateProps {
  node: PictureNode
  mark: MarkedState
  subject: PathSubject
  caseId: string
  selected: boolean
}

function State({ node, mark, subject, caseId, selected }: StateProps) {
  const { t, word, language } = useTexts()
  const name = word('state', `${subject.kind}.${mark.name}`)
  const day = mark.reachedOn && formatDate(mark.reachedOn, language)
  const place = { left: node.x, top: node.y, width: node.width, height: node.height }
  const isNext = mark.by.length > 0
  const acts = mark.by.map((event) => word('event', `${subject.kind}.${event}`)).join(comma())
  // There is room for one line below the name: where the subject was before, that is the day, and the list has the acts.
  const face = (
    <>
      <span className="state-name">{name}</span>
      {day && <span className="state-day">{day}</span>}
      {isNext && <span className="unseen">{t('picture.next')}</span>}
      {isNext && <span className={day ? 'unseen' : 'state-acts'}>{acts}</span>}
    </>
  )
  const looks = { 'data-reached': mark.reachedOn !== undefined, 'data-next': isNext }
  if (!day)
    return (
      <span className="state-node" style={place} title={acts || undefined} {...looks}>
        {face}
      </span>
    )
  return (
    <Link
      to="/cases/$caseId"
      params={{ caseId }}
      search={selected ? { tab: 'timeline' } : { tab: 'timeline', kind: subject.kind, state: mark.name }}
      className="state-node"
      style={place}
      aria-current={mark.current ? 'step' : undefined}
      data-selected={selected}
      {...looks}
    >
      {face}
      <span className="unseen">{selected ? t('picture.unselect') : t('picture.select')}</span>
    </Link>
  )
}

type Point = readonly [number, number]

/** A line through the points, its corners rounded. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  const parts = [`M${first[0]} ${first[1]}`]
  rest.forEach((corner, index) => {
    const after = rest[index + 1]
    const before = points[index]!
    if (!after) parts.push(`L${corner[0]} ${corner[1]}`)
    else {
      const [into, out] = [towards(corner, before), towards(corner, after)]
      parts.push(`L${into[0]} ${into[1]} Q${corner[0]} ${corner[1]} ${out[0]} ${out[1]}`)
    }
  })
  return parts.join(' ')
}

/** The point that lies a rounding away from a corner in the direction of another point, at most half the way. */
function towards([x, y]: Point, [toX, toY]: Point): Point {
  const length = Math.hypot(toX - x, toY - y)
  const share = length === 0 ? 0 : Math.min(rounding, length / 2) / length
  return [x + (toX - x) * share, y + (toY - y) * share]
}

/** The head of the arrow at the end of the line. */
function arrowOf(points: readonly Point[]): string {
  const tip = points.at(-1)
  const before = points.at(-2)
  if (!tip || !before) return ''
  const length = Math.hypot(tip[0] - before[0], tip[1] - before[1]) || 1
  const [dx, dy] = [(tip[0] - before[0]) / length, (tip[1] - before[1]) / length]
  const back: Point = [tip[0] - dx * 7, tip[1] - dy * 7]
  return [tip, [back[0] - dy * 3.5, back[1] + dx * 3.5], [back[0] + dy * 3.5, back[1] - dx * 3.5]]
    .map((p) => p.join(','))
    .join(' ')
}
