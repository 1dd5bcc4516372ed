// All organs in the order of the district, for names and for ordering by them.
import { useQuery } from '@tanstack/vue-query'
import { readAll } from '../kit/paged'
import type { Named } from './directory'

export function useOrgans() {
  return useQuery({ queryKey: ['organs', 'all'], queryFn: () => readAll<Named>('/api/v1/organs'), staleTime: 300_000, retry: 0 })
}
