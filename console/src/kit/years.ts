// The years of registers, by the office's calendar.
export const thisYear = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
/** The last six years, as the choices of a filter. */
export const lastYears = Array.from({ length: 6 }, (_, back): [string, string] => [String(thisYear - back), `${thisYear - back}年`])
