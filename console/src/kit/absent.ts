// The names of those in whose place others acted, so that what they signed shows both.
import { useQueries } from '@tanstack/vue-query'
import { computed } from 'vue'
import { read, type Entry } from './record'

export function useAbsent(entries: () => Entry[]) {
  const absent = computed(() => [...new Set(entries().flatMap((each) => each.in_place_of ?? []))])
  const named = useQueries({
    queries: computed(() =>
      absent.value.map((id) => ({
        queryKey: ['person', id],
        queryFn: () => read<{ id: string; name: string }>(`/api/v1/people/${id}`),
        staleTime: Infinity,
        retry: 0,
      })),
    ),
  })
  const nameOf = (id: string) => named.value.find((each) => each.data?.id === id)?.data?.name ?? '他人'
  /** Who signs an entry, as a sheet shows it: 何伟民代林海生. */
  const signedBy = (entry: Entry): string =>
    (entry.by?.name ?? '') + (entry.in_place_of ? `代${nameOf(entry.in_place_of)}` : entry.standing_in ? '（代岗）' : '')
  return { nameOf, signedBy }
}
