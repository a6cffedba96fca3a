/** Imported first by every launcher: an old Node gets one clear line instead of a syntax error somewhere in a dependency. */
const wanted = [20, 19]
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  process.stderr.write(
    `Passage needs Node ${wanted.join('.')} or newer, and this is ${process.versions.node}: install it from https://nodejs.org\n`,
  )
  process.exit(1)
}
