'use strict'
/**
 * Lets a test start the paymaster as a process of its own from the sources, so that it never tests an old build:
 * `node --require …/from-source.js main.ts`. Compiles with the same SWC settings as the build.
 */
const { readFileSync } = require('node:fs')
const Module = require('node:module')
const { join, resolve } = require('node:path')
const { transformSync } = require('@swc/core')

const root = resolve(__dirname, '..', '..', '..')
const settings = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'))
delete settings.jsc.paths // resolved below, from where the sources lie
delete settings.jsc.baseUrl

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...settings, swcrc: false, sourceMaps: 'inline', filename })
  module._compile(code, filename)
}

const find = Module._resolveFilename
Module._resolveFilename = function (request, ...rest) {
  const lib = /^@passage\/(.+)$/.exec(request)
  return find.call(this, lib ? join(root, 'libs', lib[1], 'index.ts') : request, ...rest)
}
