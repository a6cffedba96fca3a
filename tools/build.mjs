/** `npm run build`: compiles the back end and the web app, if they are not up to date. */
import './lib/require-node.mjs'
import { build } from './lib/build.mjs'
import { launcher, progressOn } from './lib/console.mjs'
import { ensureInstalled } from './lib/install.mjs'

await launcher(async () => {
  const log = progressOn(process.stderr)
  await ensureInstalled(log)
  await build(log)
})
