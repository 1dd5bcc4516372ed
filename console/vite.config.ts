import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const api = process.env.TONGBAN_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/console/',
  plugins: [vue()],
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
