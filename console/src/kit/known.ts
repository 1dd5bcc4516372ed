// The records that a page refers to, as far as one may open them: what would lead into a wall is no link.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { place } from '../api/place'
import type { components } from '../api/schema'
import { read, type Page } from './record'

/** A record that one may open: what would lead into a wall is no link. */
export type Known = components['schemas']['KnownRecord']
/** So many are asked about at once. */
const MOST = 10
/** `named`: types and ids, such as `meeting:…`. */
export function useKnown(named: () => string[]) {
  const asked = computed(() => [...new Set(named())].sort())
  const { data } = useQuery({
    queryKey: computed(() => ['known', ...asked.value, place.value?.id ?? '']),
    queryFn: async () => {
      const lots = Array.from({ length: Math.ceil(asked.value.length / MOST) }, (_, lot) => asked.value.slice(lot * MOST, (lot + 1) * MOST))
      const pages = await Promise.all(lots.map((lot) => read<Page<Known>>(`/api/v1/me/known?records=${encodeURIComponent(lot.join(','))}`)))
      return pages.flatMap((page) => page.items)
    },
    enabled: computed(() => asked.value.length > 0),
    retry: false,
    staleTime: 60_000,
  })
  const known = (type: string, id: string | null | undefined): Known | undefined =>
    data.value?.find((each) => each.type === type && each.record_id === id)
  /** Whether it is certain that one may not open a record: before the answer it is not. */
  const barred = (type: string, id: string | null | undefined): boolean => !!id && data.value !== undefined && !known(type, id)
  return Object.assign(known, { barred })
}
