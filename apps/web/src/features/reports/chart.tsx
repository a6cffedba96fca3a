import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import type { Language } from '../../i18n'
import type { Drawing } from './chart-data'
import { chartOptions, heightOf, type Scheme } from './chart-options'

// Only what is drawn here, in a chunk of its own that no other screen loads.
use([LineChart, BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer])

/** What fits a sheet of A4 beside its margins, in CSS pixels. */
const paperWidth = 660

interface Props {
  drawing: Drawing
  scheme: Scheme
  language: Language
  /** What the picture shows, for those who do not see it. */
  label: string
  hiddenText: string
  printing: boolean
}

/** A picture of a table, as SVG. The table itself stands beside it. */
export default function Chart({ drawing, scheme, language, label, hiddenText, printing }: Props) {
  const holder = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const height = heightOf(drawing, language)
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
      chart.current.setOption(chartOptions(drawing, { scheme, language, width, hiddenText }), { notMerge: true })
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
  }, [drawing, scheme, language, hiddenText, height, printing])
  return (
    <div role="img" aria-label={label} className="chart">
      <div ref={holder} aria-hidden style={{ height }} />
    </div>
  )
}
