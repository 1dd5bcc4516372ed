// The columns of a register on paper.
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
/** Turn the order round, or order by another column. */
export const ordered = (sort: string, by: string): string => (sort === by ? `-${by}` : by)
