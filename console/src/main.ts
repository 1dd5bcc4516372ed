import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { whenSessionEnds } from './api/client'
import { first, me, resume } from './api/session'
import { routes } from './features'
import { listenForKeys } from './help/keys'
import Shell from './shell/Shell.vue'
import './tokens.css'

const router = createRouter({ history: createWebHistory('/console/'), routes: [...routes, { path: '/:rest(.*)*', redirect: '/' }] })
listenForKeys(router)
let tried = false
router.beforeEach(async (to) => {
  if (!me.value && !tried) {
    tried = true
    await resume()
  }
  if (!me.value && !to.meta.public) return { path: '/sign-in', query: { to: to.fullPath } }
  if (me.value && first.value && to.path !== '/me' && !to.meta.public) return '/me'
  return true
})
const cache = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 10_000 } } })
whenSessionEnds(() => {
  if (!me.value) return
  me.value = null
  cache.clear()
  void router.push({ path: '/sign-in', query: { to: router.currentRoute.value.fullPath } })
})
createApp(Shell).use(router).use(VueQueryPlugin, { queryClient: cache }).mount('#app')
