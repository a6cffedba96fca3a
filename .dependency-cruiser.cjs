/**
 * Who may import whom (docs: README, "The house"). Every rule is an error, and each has a fixture in test/architecture/fixtures that must
 * break it, so that a rule which no longer bites is noticed.
 */
const path = require('node:path')

/** Lib → the libs that it may import. What a stage must not know of another stage, it learns from the case. */
const mayImport = {
  platform: [],
  access: ['platform'],
  jobs: ['platform', 'access'],
  ledger: ['platform'],
  case: ['platform', 'access', 'jobs', 'ledger'],
  payments: ['platform', 'access', 'jobs', 'ledger', 'case'],
  'stages/[^/]+': ['platform', 'access', 'jobs', 'ledger', 'case', 'payments'],
  training: ['platform', 'access', 'jobs', 'ledger', 'case', 'payments', 'stages/[^/]+'],
  audit: ['platform', 'access', 'jobs', 'ledger', 'case'],
  planning: ['platform', 'access', 'jobs', 'ledger', 'case'],
}

const anyLib = '^libs/(stages/[^/]+|[^/]+)/'

const layers = Object.entries(mayImport).map(([lib, allowed]) => {
  const self = lib.startsWith('stages') ? [] : [lib]
  const name = lib.startsWith('stages') ? 'stages' : lib
  return {
    name: `layer-of-${name}`,
    comment: `${name} may import only: ${[...allowed.map((one) => one.replace('/[^/]+', '')), 'itself'].join(', ')}.`,
    severity: 'error',
    from: { path: `^libs/${lib}/` },
    // A stage into another stage has a rule of its own, with a clearer message.
    to: {
      path: '^libs/',
      pathNot: [...allowed, ...self, ...(name === 'stages' ? ['stages'] : [])].map((one) => `^libs/${one}/`),
    },
  }
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'stage-into-stage',
      comment:
        'A stage learns what another has done from the case itself: read the case, or put the shared thing into libs/case.',
      severity: 'error',
      from: { path: '^libs/stages/([^/]+)/' },
      to: { path: '^libs/stages/[^/]+/', pathNot: '^libs/stages/$1/' },
    },
    {
      name: 'only-through-index',
      comment: 'Import the other lib as @passage/<lib>; what is needed from it belongs into its index.ts, by name.',
      severity: 'error',
      from: { path: anyLib },
      to: { path: '^libs/', pathNot: ['^libs/$1/', `${anyLib}index\\.ts$`] },
    },
    {
      name: 'apps-only-through-index',
      comment: 'Import the lib as @passage/<lib>; what is needed from it belongs into its index.ts, by name.',
      severity: 'error',
      from: { path: '^(apps|migrations)/' },
      to: { path: '^libs/', pathNot: `${anyLib}index\\.ts$` },
    },
    {
      name: 'web-imports-no-lib',
      comment: 'The web app speaks HTTP to the API and imports nothing of the back end.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(libs|migrations|apps/(?!web/))' },
    },
    {
      name: 'app-into-app',
      comment: 'Apps are processes of their own: what two of them need belongs into a lib.',
      severity: 'error',
      from: { path: '^apps/(?!web/)([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'lib-into-app',
      comment: 'Libs know nothing of the processes that are composed of them: move the shared thing into a lib.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-test-code',
      comment: 'What runs in production must not import tests or what supports them.',
      severity: 'error',
      from: { path: '^(apps|libs|migrations)/', pathNot: '(\\.spec\\.tsx?$|/testing/)' },
      to: { path: '(^test/|\\.spec\\.tsx?$|/testing/)' },
    },
    {
      name: 'no-circle',
      comment: 'A circle of imports: move what both need into a third file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere: misspelt, or a package that package.json does not name.',
      severity: 'error',
      from: {},
      // Vite makes these from the glossary (apps/web/texts-plugin.ts).
      to: { couldNotResolve: true, pathNot: '^virtual:texts/' },
    },
    {
      name: 'declared-package',
      comment: 'package.json does not name this package, so a fresh clone may not have it: add it there.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^apps/web/dist/', '^test/architecture/fixtures/', '\\.(css|svg|woff2?)$'] },
    webpackConfig: { fileName: path.join(__dirname, 'tools', 'lib', 'aliases.cjs') },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
