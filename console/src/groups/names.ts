// Names of organs by id, read once for the whole list.
import { useQueries } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { read } from '../kit/record'

export function useOrganNames(ids: Ref<string[]>): (id: string) => string {
  const wanted = computed(() => [...new Set(ids.value)])
  const found = useQueries({
    queries: computed(() =>
      wanted.value.map((id) => ({
        queryKey: ['organ-name', id],
        queryFn: () => read<{ id: string; name: string }>(`/api/v1/organs/${id}`),
        staleTime: 600_000,
        retry: 0,
      })),
    ),
  })
  const names = computed(() => new Map(found.value.flatMap((each) => (each.data ? [[each.data.id, each.data.name] as const] : []))))
  return (id) => names.value.get(id) ?? id
}
