const { default: Sequencer } = require('@jest/test-sequencer')

/** Specs that open a browser take longest. Begun first, none of them keeps one core busy at the end while the other has nothing left. */
module.exports = class BrowserFirst extends Sequencer {
  sort(tests) {
    const opensBrowser = ({ path }) => path.includes('/test/browser/')
    const sorted = super.sort(tests)
    return [...sorted.filter(opensBrowser), ...sorted.filter((test) => !opensBrowser(test))]
  }
}
