import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

const api = process.env.TONGBAN_URL ?? 'http://127.0.0.1:8000'

/** Note of every package whose code is in the files that are served what it is and under which licence. */
function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const folders = new Set<string>()
      for (const each of Object.values(bundle))
        if (each.type === 'chunk')
          for (const id of each.moduleIds) {
            const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.split('?')[0] ?? '')
            if (found) folders.add(found[0].replace(/^\0/, ''))
          }
      const shipped = [...folders]
        .filter((folder) => existsSync(join(folder, 'package.json')))
        .map((folder) => {
          const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string; license?: string }
          const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
          return {
            name: about.name,
            version: about.version,
            licence: about.license ?? '',
            text: file ? readFileSync(join(folder, file), 'utf8').trim() : '',
          }
        })
        .sort((one, other) => (one.name < other.name ? -1 : 1))
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: `${JSON.stringify(shipped, null, 1)}\n` })
    },
  }
}

/** Let the browser run what asks the server first before it has read the rest. */
function bootFirst(): Plugin {
  return {
    name: 'boot-first',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: join(import.meta.dirname, 'src/boot.ts'), name: 'boot', preserveSignature: 'strict' })
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const boot = Object.values(bundle ?? {}).find((each) => each.type === 'chunk' && each.name === 'boot' && each.moduleIds.length > 0)
        if (!boot) throw new Error('no boot in the bundle')
        return [{ tag: 'script', attrs: { type: 'module', crossorigin: true, src: `/console/${boot.fileName}` }, injectTo: 'head-prepend' }]
      },
    },
  }
}

export default defineConfig({
  base: '/console/',
  plugins: [vue(), licences(), bootFirst()],
  build: {
    outDir: '../services/gateway/static/console',
    emptyOutDir: true,
    target: ['chrome86', 'safari15.4', 'firefox102'],
    cssTarget: ['chrome86', 'safari15.4', 'firefox102'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': api, '/healthz': api } },
})
