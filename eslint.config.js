import query from '@tanstack/eslint-plugin-query';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import playwright from 'eslint-plugin-playwright';
import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
import testingLibrary from 'eslint-plugin-testing-library';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Errors only: a rule that may be ignored is off. */
export default defineConfig(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.data/',
      '.cache/',
      'playwright-report/',
      'test-results/',
      'public/mockServiceWorker.js',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `void promise` is how a loader starts a request without waiting for it.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // `{ items, ...rest }` is how a property is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration',
          message: 'Import the file that has the thing; no files that only re-export.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.tsx', 'src/**/*.ts'],
    extends: [jsxA11y.configs.recommended, query.configs['flat/recommended'], reactHooks.configs.flat.recommended],
    rules: { '@tanstack/query/prefer-query-options': 'error' },
  },
  {
    files: ['src/**/*.test.tsx'],
    extends: [testingLibrary.configs['flat/react']],
    rules: { 'testing-library/no-test-id-queries': 'error' },
  },
  {
    // What a stranger wrote meets our expressions: each is done in one pass, however long the text is.
    files: ['protocol/**/*.ts', 'src/**/*.{ts,tsx}', 'server/**/*.ts', 'mocks/**/*.ts'],
    ignores: ['**/*.test.{ts,tsx}'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    // What a browser keeps is checked when it is read, and no storage that is full or forbidden stops anybody.
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}', 'src/ui/state/stored.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['getItem', 'setItem', 'removeItem'].map((property) => ({
          property,
          message: 'Ask src/ui/state/stored.ts.',
        })),
      ],
    },
  },
  {
    files: ['e2e/**/*.ts'],
    extends: [playwright.configs['flat/recommended']],
  },
);
