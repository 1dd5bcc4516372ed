// A list read page by page, asked anew now and then; what is shown stays while more is fetched.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { read, type Page } from './record'

export function usePaged<T>(path: Ref<string>, enabled: Ref<boolean> = computed(() => true)) {
  const found = useInfiniteQuery({
    queryKey: computed(() => ['paged', path.value]),
    queryFn: ({ pageParam }) =>
      read<Page<T>>(pageParam ? `${path.value}${path.value.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(pageParam)}` : path.value),
    initialPageParam: '',
    getNextPageParam: (last: Page<T>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  })
  return { ...found, items: computed(() => found.data.value?.pages.flatMap((each) => each.items) ?? []) }
}
