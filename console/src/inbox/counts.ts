// The figures beside the navigation, asked once for everybody who shows them.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { first, me } from '../api/session'
import { place } from '../api/place'
import { read } from '../kit/record'
import type { Counts } from './todo'

const TYPE_OF: Record<string, string[]> = {
  '/documents': ['document'],
  '/incoming': ['incoming'],
  '/countersigns': ['countersign'],
  '/meetings': ['meeting', 'topic', 'vote'],
  '/tasks': ['task'],
  '/visits': ['visit'],
  '/trips': ['trip', 'vehicle', 'driver'],
  '/mail': ['mail_item', 'subscription'],
  '/supplies': ['supply', 'supply_request'],
  '/courses': ['course'],
  '/seals': ['seal', 'seal_use'],
}
/** Ask how much waits, and say it for an entry of the navigation. */
export function useCounts() {
  const { data: counts } = useQuery({
    queryKey: computed(() => ['counts', place.value?.id ?? '']),
    queryFn: () => read<Counts>('/api/v1/me/counts'),
    enabled: computed(() => me.value !== null && first.value === null),
    staleTime: 10_000,
    retry: 0,
  })
  const at = (to: string) =>
    to === '/todo' ? (counts.value?.todo ?? 0) : (TYPE_OF[to] ?? []).reduce((sum, type) => sum + (counts.value?.by_type[type] ?? 0), 0)
  return { counts, at }
}
