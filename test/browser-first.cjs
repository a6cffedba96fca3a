const fs = require('node:fs')

/** Specs that open a browser take longest. Begun first, none of them keeps one core busy at the end while the other has nothing left. */
module.exports = class BrowserFirst {
  /** Those, then the others; among each, long files before short ones. */
  sort(tests) {
    const weigh = ({ path }) => (path.includes('/test/browser/') ? 1e9 : 0) + fs.statSync(path).size
    const weights = new Map(tests.map((test) => [test, weigh(test)]))
    return [...tests].sort((one, other) => weights.get(other) - weights.get(one))
  }

  /** What Jest asks of every sequencer; nothing is kept from one run to the next. */
  allFailedTests(tests) {
    return tests
  }
  cacheResults() {}
}
