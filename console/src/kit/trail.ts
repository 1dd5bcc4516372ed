// The whole trail of a record, page after page.
import { readAll } from './paged'
import type { Entry } from './record'

/** What is noted before a file has come at all; that it was added is told once it has. */
const SILENT = ['open_files']
export const readTrail = async (path: string): Promise<Entry[]> =>
  (await readAll<Entry>(`${path}/history`)).items.filter((each) => !SILENT.includes(each.action))
