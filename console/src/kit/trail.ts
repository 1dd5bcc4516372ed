// The whole trail of a record, page after page.
import { readAll } from './paged'
import type { Entry } from './record'

export const readTrail = async (path: string): Promise<Entry[]> => (await readAll<Entry>(`${path}/history`)).items
