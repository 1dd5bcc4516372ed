// A list read page by page, asked anew now and then; what is shown stays while more is fetched.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { read, type Page } from './record'

const MOST_PAGES = 10
/** Read a list that is shown whole, page after page. */
export async function readAll<T>(path: string, most = MOST_PAGES): Promise<Page<T>> {
  const items: T[] = []
  let cursor: string | null = ''
  for (let page = 0; page < most && cursor !== null; page += 1) {
    const answer: Page<T> = await read<Page<T>>(
      `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    )
    items.push(...answer.items)
    cursor = answer.next ?? null
  }
  return { items, next: cursor }
}
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
