/** Nest 12 ships ES modules; SWC turns them and ours into CommonJS for Jest (see docs/decisions/0003). */
const esModules = [
  '@nestjs',
  'iterare',
  'uid',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  'path-to-regexp',
  'load-esm',
  '@borewit',
  'bullmq',
  'fast-check',
  'pure-rand',
  'find-my-way',
  'xmlbuilder2',
  '@oozcitak',
  '@fastify',
].join('|')

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/migrations', '<rootDir>/test', '<rootDir>/tools'],
  modulePathIgnorePatterns: ['<rootDir>/apps/web/dist', '<rootDir>/dist'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/apps/web/'],
  moduleNameMapper: {
    '^@passage/stages/(.*)$': '<rootDir>/libs/stages/$1/index.ts',
    '^@passage/(.*)$': '<rootDir>/libs/$1/index.ts',
  },
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'commonjs', ignoreDynamic: true },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules})/)`],
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testTimeout: 30000,
}
