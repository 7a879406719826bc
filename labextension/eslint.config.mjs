import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Folders whose code runs without JupyterLab: anything else is a mistake of the house. */
const pure = [
  {
    files: ['src/protocol/**', 'src/core/**'],
    group: [
      '@jupyterlab/*',
      '@lumino/*',
      '@jupyter/*',
      'react*',
      '**/jupyter/*',
      '**/view/*',
      '**/plugins/*'
    ],
    message: 'protocol and core are plain TypeScript.'
  },
  {
    files: ['src/jupyter/**'],
    group: ['react*', '**/view/*', '**/plugins/*'],
    message: 'jupyter/ knows neither the view nor the plugins.'
  },
  {
    files: ['src/view/**'],
    group: ['@jupyterlab/notebook', '@jupyterlab/services', '**/jupyter/*', '**/plugins/*'],
    message: 'The view shows a state; it does not reach for notebooks or kernels.'
  }
].map(({ files, group, message }) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] }
}));

export default tseslint.config(
  { ignores: ['lib', 'coverage', 'node_modules', '*.config.*', 'style/*.js'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  a11y.flatConfigs.recommended,
  hooks.configs.flat.recommended,
  prettier,
  {
    languageOptions: { parserOptions: { project: './tsconfig.test.json' } },
    rules: {
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: true } }
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 60 }],
      curly: ['error', 'all'],
      eqeqeq: 'error'
    }
  },
  ...pure,
  // Lumino's signals take the method and its `this` apart.
  { files: ['src/jupyter/**'], rules: { '@typescript-eslint/unbound-method': 'off' } },
  { files: ['**/__tests__/**'], rules: { 'max-lines-per-function': 'off' } }
);
