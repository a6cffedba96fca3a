import { defineConfig } from 'vite'
import { texts } from './texts-plugin'

/** Where `vite apps/web` finds the API while somebody works on the screens. */
const api = 'http://127.0.0.1:3000'

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
      // Mantine marks its modules for server components, which there are none of here.
      onLog: (level, log, tell) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && tell(level, log),
    },
  },
  server: { port: 5173, strictPort: true, proxy: { '/api': { target: api, changeOrigin: false } } },
})
