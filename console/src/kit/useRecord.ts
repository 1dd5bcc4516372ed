// One record with its trail, kept fresh, and marked as read by whoever looks at it.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import { place } from '../api/place'
import { read, recordKey, send, type Shown } from './record'
import { readTrail } from './trail'

/** Read the record that the address names; `type` is what the boxes call it. `whole`: whether one sees more of it than its entry in a register. */
export function useRecord<T>(api: string, type: string, whole: (record: T) => boolean = () => true) {
  const cache = useQueryClient()
  const route = useRoute()
  const id = computed(() => String(route.params.id))
  const path = computed(() => `${api}/${id.value}`)
  const key = computed(() => recordKey(path.value, place.value?.id))
  const { data, error, isPending } = useQuery({ queryKey: key, queryFn: () => read<T & Shown>(path.value) })
  const { data: trail } = useQuery({
    queryKey: computed(() => ['trail', path.value, place.value?.id ?? '']),
    queryFn: () => readTrail(path.value),
    enabled: computed(() => data.value !== undefined && whole(data.value as T)), // who may not see the record asks for nothing more of it
    retry: false,
  })
  function done(after: Shown) {
    cache.setQueryData(key.value, after)
    void cache.invalidateQueries()
  }
  watch(
    () => data.value?.version,
    (version) => {
      if (!version || place.value) return
      send('/api/v1/me/read', { items: [{ type, record_id: id.value, version }] }).then(
        () => {
          void cache.invalidateQueries({ queryKey: ['todo'] })
          void cache.invalidateQueries({ queryKey: ['counts'] })
        },
        () => undefined,
      )
    },
  )
  return { id, path, record: data, error, isPending, trail: computed(() => trail.value ?? []), done }
}
