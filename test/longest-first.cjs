const fs = require('node:fs')

/** Walks over every page take longest of all, then whatever opens a browser, then the makers of whole worlds; among equals, long files before short ones. */
const longest = [/every-page|\/texts\.spec/, /\/test\/browser\//, /\/test\/(training|canaries|twins)\//]

/** Specs that take long begin first, so that none of them keeps one core busy at the end while the other has nothing left. */
module.exports = class LongestFirst {
  sort(tests) {
    const rank = ({ path }) => {
      const at = longest.findIndex((pattern) => pattern.test(path))
      return at < 0 ? longest.length : at
    }
    const keys = new Map(tests.map((test) => [test, [rank(test), -fs.statSync(test.path).size]]))
    return [...tests].sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)]
      return a[0] - b[0] || a[1] - b[1]
    })
  }

  /** What Jest asks of every sequencer; nothing is kept from one run to the next. */
  allFailedTests(tests) {
    return tests
  }
  cacheResults() {}
}
