const esm = ['@jupyter/ydoc', '@lumino', 'yjs', 'lib0', 'y-protocols', '@noble'].join('|');
const compilerOptions = {
  module: 'commonjs',
  moduleResolution: 'node10',
  allowJs: true,
  sourceMap: true
};

/** Pure parts only: what needs a whole JupyterLab is tested in a real one, in a browser. */
module.exports = {
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/**/__tests__/*.spec.{ts,tsx}'],
  transform: {
    '\\.[jt]sx?$': [
      'ts-jest',
      { tsconfig: { ...require('./tsconfig.json').compilerOptions, ...compilerOptions } }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm})/)`],
  modulePathIgnorePatterns: ['<rootDir>/lib', '<rootDir>/../rca_kernel/labextension']
};
