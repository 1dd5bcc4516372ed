// The columns of a register on paper.
import type { Filter } from './filters'

export interface Column<T> {
  label: string
  of: (entry: T) => string
  /** The page of the entry, for the column that leads there. */
  to?: (entry: T) => string
  /** The name of the order by this column. */
  sort?: string
  /** Short words that stay on one line. */
  short?: boolean
}
/** What is longer than this breaks into lines also where short words are expected. */
export const SHORT = 24
/** Turn the order round, or order by another column. */
export const ordered = (sort: string, by: string): string => (sort === by ? `-${by}` : by)
/** The choice of an order, which is also for the telephone, where a register has no heads of columns. */
export function orders<T>(columns: Column<T>[], usual: string): Filter {
  const all = columns.flatMap(({ sort, label }): [string, string][] =>
    sort
      ? [
          [sort, `${label}从前到后`],
          [`-${sort}`, `${label}从后到前`],
        ]
      : [],
  )
  return {
    name: 'sort',
    label: '顺序',
    orders: true,
    otherwise: all.find(([code]) => code === usual)?.[1],
    choices: all.filter(([code]) => code !== usual),
  }
}
