import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import elementPlus from 'unplugin-element-plus/vite'
import type { Plugin, Rollup } from 'vite'
import { defineConfig } from 'vitest/config'

// Beside each text file that is worth it stands the same, compressed: the server sends that
// one to every browser that takes gzip, and never compresses anything itself.
function compressed(): Plugin {
  let directory = ''
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) visit(path)
      else if (/\.(js|css|svg)$/.test(entry.name)) {
        const plain = readFileSync(path)
        const small = gzipSync(plain, { level: 9 })
        if (small.length < plain.length * 0.9) writeFileSync(`${path}.gz`, small)
      }
    }
  }
  return {
    name: 'compressed',
    apply: 'build',
    configResolved(config) {
      directory = config.build.outDir
    },
    closeBundle() {
      visit(directory)
    },
  }
}

// On a slow line each file costs a way there and back. So there is one chunk of libraries, which
// stays the same from version to version, one that every page needs, and one or two for each page.
const EVERYWHERE = /\/src\/parts\/(DraftList|DueDay|DueTable|LoadState|PageHead|PersonLine|PlacePicker|ResidentSearch|days|failure|place|useLoad)\b|\/src\/(api|session)\/|\/src\/i18n\/(index|zh)|\/src\/form\/drafts/

type ManualChunkMeta = Rollup.ManualChunkMeta

// What a module of the common chunk imports is common, too: left to itself it may come to lie in
// a chunk that needs the common one, and two chunks that need each other do not start.
function isCommon(id: string, meta: ManualChunkMeta, seen = new Set<string>()): boolean {
  if (seen.has(id) || id.includes('/node_modules/')) return false
  seen.add(id)
  return EVERYWHERE.test(id) || (meta.getModuleInfo(id)?.importers ?? []).some((from) => isCommon(from, meta, seen))
}

function chunkOf(id: string, meta: ManualChunkMeta): string | undefined {
  if (/node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify)\//.test(id)) return 'vue'
  return id.includes('/src/') && isCommon(id, meta) ? 'common' : undefined
}

export default defineConfig({
  // Relative, so that the interface can stand below any path of a proxy.
  base: './',
  plugins: [vue(), elementPlus({}), compressed()],
  // Of vue-i18n only what is used comes along.
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: fileURLToPath(new URL('./dist', import.meta.url)),
    emptyOutDir: true,
    // Browsers of village clinics are old: Chromium 80 and what is like it.
    target: ['chrome80', 'firefox78', 'safari14'],
    // The content security policy of the server allows no data: addresses.
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { manualChunks: chunkOf, onlyExplicitManualChunks: true },
      onwarn(warning, warn) {
        if (warning.code === 'CIRCULAR_CHUNK') throw new Error(warning.message)
        warn(warning)
      },
    },
  },
  server: {
    proxy: { '/api': { target: process.env.BAREFOOT_URL ?? 'http://localhost:8080' } },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
