import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useCallback, useEffect, useRef } from 'react'
import type { Language } from '../../i18n'
import type { Drawing } from './chart-data'
import { chartOptions, heightOf } from './chart-options'
import type { Scheme } from './chart-style'

// Only what is drawn here, in a chunk of its own that no other screen loads.
use([LineChart, BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer])

/** What fits a sheet of A4 beside its margins, in CSS pixels. */
const paperWidth = 660

interface ChartProps {
  /** What is drawn, for a width in CSS pixels. Another function draws anew. */
  optionsOf: (width: number) => EChartsCoreOption
  /** In CSS pixels. */
  height: number
  /** What the picture shows, for those who do not see it. */
  label: string
  printing?: boolean
}

/** A picture, as SVG. The table that it is made of stands beside it. */
export function Chart({ optionsOf, height, label, printing = false }: ChartProps) {
  const holder = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const made = init(element, null, { renderer: 'svg' })
    chart.current = made
    return () => {
      chart.current = null
      made.dispose()
    }
  }, [])
  useEffect(() => {
    const element = holder.current
    if (!element) return
    let left = false
    const draw = () => {
      const width = printing ? paperWidth : element.clientWidth
      if (left || !chart.current || width === 0) return
      chart.current.resize({ width, height })
      chart.current.setOption(optionsOf(width), { notMerge: true })
    }
    draw()
    // Text was measured with whatever font was there; with the right one it is measured again.
    void document.fonts.ready.then(draw)
    if (printing) return () => void (left = true)
    const watching = new ResizeObserver(draw)
    watching.observe(element)
    return () => {
      left = true
      watching.disconnect()
    }
  }, [optionsOf, height, printing])
  return (
    <div role="img" aria-label={label} className="chart">
      <div ref={holder} aria-hidden style={{ height }} />
    </div>
  )
}

interface DrawingProps {
  drawing: Drawing
  scheme: Scheme
  language: Language
  /** What the picture shows, for those who do not see it. */
  label: string
  hiddenText: string
  printing: boolean
}

/** The picture of a table of numbers. */
export function DrawingChart({ drawing, scheme, language, label, hiddenText, printing }: DrawingProps) {
  const optionsOf = useCallback(
    (width: number) => chartOptions(drawing, { scheme, language, width, hiddenText }),
    [drawing, scheme, language, hiddenText],
  )
  return <Chart optionsOf={optionsOf} height={heightOf(drawing, language)} label={label} printing={printing} />
}
