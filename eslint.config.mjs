/** Errors only: what is worth saying is worth stopping for. Layout is prettier's, imports are dependency-cruiser's. */
import tseslint from 'typescript-eslint'

const unused = { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }

export default tseslint.config(
  {
    ignores: ['**/node_modules/', '**/dist/', '**/generated/**', '.passage/', 'coverage/', 'test/architecture/fixtures/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { ecmaVersion: 2024 },
    rules: {
      'no-unused-vars': ['error', unused],
      'no-const-assign': 'error',
      'no-dupe-keys': 'error',
      'no-unreachable': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.base],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', unused],
      '@typescript-eslint/no-non-null-asserted-optional-chain': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      'no-control-regex': 'error',
      'no-debugger': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'smart'],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration',
          message: 'Export by name: a barrel with export * hides what a lib offers and feeds circles.',
        },
        {
          selector: "CallExpression[callee.name='parseFloat']",
          message: 'Money is bigint minor units and never a float; for anything else use Number().',
        },
      ],
    },
  },
  {
    // Rules that need types cost the most, and a promise that nobody awaits is a back end's fault: half a transaction, a lost error.
    files: ['apps/{api,worker,cli,paymaster,keeper}/**/*.ts', 'libs/**/*.ts', 'migrations/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // `declare global { var … }` is how TypeScript spells a property of globalThis.
    files: ['test/support/global-setup.ts'],
    rules: { 'no-var': 'off' },
  },
)
