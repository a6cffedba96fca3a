/** How dependency-cruiser resolves `@passage/…`; the same as "paths" in tsconfig.json. Relative to where it runs, for the fixtures' sake. */
const path = require('node:path')

const libs = path.join(process.cwd(), 'libs')

module.exports = {
  resolve: {
    extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json'],
    alias: {
      '@passage/stages/*': path.join(libs, 'stages', '*', 'index.ts'),
      '@passage/*': path.join(libs, '*', 'index.ts'),
    },
  },
}
