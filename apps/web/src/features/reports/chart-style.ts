import type { Language } from '../../i18n'

export type Scheme = 'light' | 'dark'

/** Each 3:1 or more on the sheet; nothing is told by them alone. */
export const palettes: Record<Scheme, readonly string[]> = {
  light: ['#1c5a61', '#b3541e', '#4b4a8c', '#8a6d00', '#a3286a', '#2f6f2f', '#5b5b5b', '#0f6fb5'],
  dark: ['#62adb1', '#f0a36b', '#bdb8f0', '#e0c35a', '#f08dc0', '#8fd08f', '#c7c7c7', '#7cc0f5'],
}
export const inks: Record<Scheme, { ink: string; faint: string; line: string; sheet: string }> = {
  light: { ink: '#1f2528', faint: '#586469', line: '#dfe4e6', sheet: '#ffffff' },
  dark: { ink: '#e6eaec', faint: '#a3afb4', line: '#343b3f', sheet: '#1d2124' },
}

/** Named fonts, since ECharts measures text: with generic names alone Burmese legends overlap. */
export const fontFamily = "'Inter Variable', 'Noto Sans Myanmar', 'Noto Sans', sans-serif"

/** What every chart has in common: texts, frame, axes. Nothing moves, so that nobody's wish for less motion has to be asked. */
export function chartStyle(scheme: Scheme, language: Language) {
  const { ink, faint, line, sheet } = inks[scheme]
  const text = { fontFamily, fontSize: 12, color: ink, lineHeight: language === 'my' ? 22 : 16 }
  return {
    text,
    frame: { animation: false, backgroundColor: 'transparent', textStyle: text },
    // A line is switched off where it is chosen, in a field that a keyboard reaches.
    legend: { type: 'plain', top: 0, left: 0, textStyle: text, selectedMode: false },
    grid: { left: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      // Drawn into the picture: no HTML is built from what sites and funds are called.
      renderMode: 'richText',
      confine: true,
      backgroundColor: sheet,
      borderColor: faint,
      textStyle: text,
    },
    categories: {
      type: 'category',
      axisLabel: { ...text, color: faint, hideOverlap: true },
      axisLine: { lineStyle: { color: faint } },
      axisTick: { alignWithLabel: true },
    },
    values: { type: 'value', axisLabel: { ...text, color: faint, hideOverlap: true }, splitLine: { lineStyle: { color: line } } },
  }
}
