// What changes while one looks: by the stream of the server, and by asking now and then while there is none.
import type { QueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { endSession } from '../api/client'
import type { Counts } from './todo'

export const live = ref(false)
const ASK_SECONDS = 10
const AGAIN_SECONDS = 60
const REST_SECONDS = 3
/** What changed before the line stood is asked for a moment later, when the screen is there. */
const SETTLED_MS = 1_500
export interface News {
  kind: string
  type?: string
  record_id?: string
  version?: number
  counts?: Counts
}

/** The stream while it is followed. */
let line: { rest: () => void; open: () => void } | null = null
/** Replace one's own session: the stream of the old one, which tells of its end, is closed before and opened anew after. */
export async function unheard(act: () => Promise<unknown>) {
  line?.rest()
  try {
    await act()
  } finally {
    line?.open()
  }
}
/** Follow the stream of the person who is signed in; return how to stop. */
export function follow(cache: QueryClient): () => void {
  let source: EventSource | null = null
  let again = 0
  let resting = 0
  let settled = 0
  const stale = () => {
    void cache.invalidateQueries({ queryKey: ['todo'] })
    void cache.invalidateQueries({ queryKey: ['counts'] })
  }
  const asking = window.setInterval(() => {
    if (!live.value && navigator.onLine && !document.hidden) stale()
  }, ASK_SECONDS * 1_000)
  function hear(event: MessageEvent<string>) {
    let news: News
    try {
      news = JSON.parse(event.data) as News
    } catch {
      return
    }
    if (news.kind === 'session_ended') {
      endSession()
      return
    }
    if (news.counts) cache.setQueryData(['counts', ''], news.counts)
    stale()
    if (news.record_id)
      void cache.invalidateQueries({
        predicate: (query) => ['record', 'trail'].includes(String(query.queryKey[0])) && String(query.queryKey[1]).endsWith(`/${news.record_id}`),
      })
  }
  function open() {
    source = new EventSource('/api/v1/me/stream')
    source.onopen = () => {
      if (!live.value) {
        window.clearTimeout(settled)
        settled = window.setTimeout(stale, SETTLED_MS)
      }
      live.value = true
    }
    source.onmessage = hear
    source.onerror = () => {
      live.value = false
      if (source?.readyState !== EventSource.CLOSED) return
      window.clearTimeout(again)
      again = window.setTimeout(open, AGAIN_SECONDS * 1_000)
    }
  }
  function rest() {
    source?.close()
    source = null
    window.clearTimeout(again)
    window.clearTimeout(settled)
    live.value = false
  }
  /** A browser keeps six connections to a server: pages that nobody looks at leave them to the others. */
  const woken = () => {
    window.clearTimeout(resting)
    if (document.hidden) {
      resting = window.setTimeout(rest, REST_SECONDS * 1_000)
      return
    }
    stale()
    if (!source) open()
  }
  document.addEventListener('visibilitychange', woken)
  if (!document.hidden) open()
  line = { rest, open }
  return () => {
    line = null
    rest()
    window.clearInterval(asking)
    window.clearTimeout(resting)
    document.removeEventListener('visibilitychange', woken)
  }
}
