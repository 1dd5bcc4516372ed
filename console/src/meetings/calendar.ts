// Which meetings one may see and when rooms are taken, for the days that a view shows.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { components } from '../api/schema'
import { readAll } from '../kit/paged'
import { read, type Page } from '../kit/record'

export type Meeting = components['schemas']['Meeting']
export type Room = components['schemas']['OwnedRoom']
export type Booking = components['schemas']['RoomBooking']

/** Every meeting from a day to another; a list of several pages is read to its end. */
async function between(from: string, until: string): Promise<Meeting[]> {
  const found: Meeting[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<Meeting> = await read(
      `/api/v1/meetings?limit=100&from=${from}&until=${until}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    )
    found.push(...page.items)
    cursor = page.next
  }
  return found.filter((each) => each.status !== 'cancelled').sort((one, other) => one.starts_at.localeCompare(other.starts_at))
}
export function useMeetings(from: Ref<string>, until: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['meetings', from.value, until.value]),
    queryFn: () => between(from.value, until.value),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  })
}
export function useRooms() {
  return useQuery({ queryKey: ['rooms'], queryFn: () => readAll<Room>('/api/v1/rooms').then((page) => page.items), staleTime: 60_000 })
}
/** When each room is taken on a day, by the room's id. */
export function useBookings(rooms: Ref<Room[] | undefined>, on: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['bookings', on.value, (rooms.value ?? []).map((each) => each.id).join()]),
    queryFn: async () =>
      Object.fromEntries(
        await Promise.all(
          (rooms.value ?? []).map(
            async (each) =>
              [
                each.id,
                (await read<Page<Booking>>(`/api/v1/rooms/${each.id}/bookings?from=${on.value}&until=${on.value}`)).items.filter(
                  (one) => !one.cancelled,
                ),
              ] as const,
          ),
        ),
      ),
    enabled: computed(() => !!rooms.value),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  })
}
