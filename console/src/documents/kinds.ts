// The kinds of documents that may be drafted here: the usual ones, and those that the district's rulings in force add.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { officeToday } from '../inbox/todo'
import { readAll } from '../kit/paged'
import { EXTRA, type Ruling } from '../rulings/rulings'
import { KINDS } from './draft'

/** Of the rulings that have begun the newest that speaks of kinds says which are added. */
export function added(rulings: Ruling[], today: string): [string, string][] {
  const begun = rulings.filter((each) => each.status === 'made' && each.kinds && each.since <= today)
  const newest = begun.sort((a, b) => (a.since + a.created_at < b.since + b.created_at ? 1 : -1))[0]
  return EXTRA.filter(([code]) => newest?.kinds?.includes(code))
}
export function useKinds() {
  const { data } = useQuery({
    queryKey: ['rulings-kinds'],
    queryFn: () => readAll<Ruling>('/api/v1/rulings'),
    staleTime: 300_000,
    retry: 0,
  })
  return computed(() => [...KINDS, ...added(data.value?.items ?? [], officeToday())])
}
