import { defineConfig } from 'vite'
import { texts } from './texts-plugin'

/** Where `vite apps/web` finds the API while somebody works on the screens. */
const api = 'http://127.0.0.1:3000'

const ofEveryScreen = new RegExp(
  `/node_modules/(${[
    'react',
    'react-dom',
    'scheduler',
    '@tanstack/(history|query-core|react-query|react-router|react-store|router-core|store)',
    'i18next',
    'react-i18next',
    'use-sync-external-store',
    'clsx',
    '@mantine/core/esm/(core|components/(Button|Group|Loader|Stack|Text|Title|UnstyledButton))',
    '@mantine/hooks',
  ].join('|')})/`,
)

export default defineConfig({
  base: '/',
  // Where the API writes the nonce of each answer (apps/api/web-app.ts).
  html: { cspNonce: 'PASSAGE_NONCE' },
  plugins: [texts()],
  oxc: { jsx: { runtime: 'automatic' } },
  // Data: URLs would need an exception in the content security policy, so every font and picture is a file.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What every screen needs comes in one piece: forty small files compress worse than one (docs/decisions/0020).
        codeSplitting: { groups: [{ name: 'frame', test: ofEveryScreen }] },
      },
      // Mantine marks its modules for server components, which there are none of here.
      onLog: (level, log, tell) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && tell(level, log),
    },
  },
  server: { port: 5173, strictPort: true, proxy: { '/api': { target: api, changeOrigin: false } } },
})
