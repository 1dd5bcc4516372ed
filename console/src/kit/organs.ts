// All organs in the order of the district, for names and for ordering by them.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { readAll } from './paged'

export function useOrgans<T extends { id: string; name: string }>(enabled: () => boolean = () => true) {
  const { data } = useQuery({
    queryKey: ['organs', 'all'],
    queryFn: () => readAll<T>('/api/v1/organs'),
    staleTime: 300_000,
    retry: 0,
    enabled: computed(enabled),
  })
  const organs = computed<T[]>(() => data.value?.items ?? [])
  return { organs, nameOf: (id: string | null | undefined) => organs.value.find((each) => each.id === id)?.name ?? '' }
}
