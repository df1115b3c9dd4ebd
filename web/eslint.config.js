import js from '@eslint/js'
import globals from 'globals'
import typescript from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'

export default typescript.config(
  { ignores: ['dist', 'node_modules'] },
  js.configs.recommended,
  ...typescript.configs.strict,
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: typescript.parser },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 300 }],
      // How a template is laid out is the editor's business.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      // Labels are bound by id (parts/FieldFrame); the rule cannot see through components.
      'vuejs-accessibility/label-has-for': 'off',
      'vuejs-accessibility/form-control-has-label': 'off',
      'vuejs-accessibility/no-autofocus': 'off',
    },
  },
  { files: ['src/i18n/*.ts', 'src/api/types.ts'], rules: { 'max-lines': 'off' } },
  // One line a call; its type stands in it.
  { files: ['src/api/calls.ts', 'src/api/institutions.ts', 'src/api/register.ts'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } },
  { files: ['e2e/*.mjs', '*.config.*'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off', '@typescript-eslint/explicit-module-boundary-types': 'off' } },
)
