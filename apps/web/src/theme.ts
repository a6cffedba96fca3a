import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** One calm green-blue; its dark shades pass 4.5:1 under white text. */
const passage: MantineColorsTuple = [
  '#eef7f7',
  '#dcecec',
  '#b5d9da',
  '#8ac4c6',
  '#62adb1',
  '#43979c',
  '#2f8086',
  '#256b71',
  '#1c5a61',
  '#12454b',
]

export const theme = createTheme({
  primaryColor: 'passage',
  primaryShade: { light: 8, dark: 7 },
  colors: { passage },
  fontFamily: "'Inter Variable', 'Noto Sans Myanmar', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, monospace",
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    // The head of a dialog is an element `header`, which beside the page's own would pass for a second banner.
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    ModalHeader: { defaultProps: { role: 'presentation' } },
    // A menu opens on its first entry: the focus is never on something that is not drawn.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
})
