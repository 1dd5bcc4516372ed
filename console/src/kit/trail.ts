// The whole trail of a record, page after page.
import { read, type Entry, type Page } from './record'

const MOST_PAGES = 10
export async function readTrail(path: string): Promise<Entry[]> {
  const found: Entry[] = []
  let cursor: string | null = ''
  for (let page = 0; page < MOST_PAGES && cursor !== null; page += 1) {
    const answer: Page<Entry> = await read<Page<Entry>>(`${path}/history?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    found.push(...answer.items)
    cursor = answer.next
  }
  return found
}
