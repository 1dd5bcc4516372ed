// The order in which people are listed: by organ, then by post, then by name, as a list of telephone numbers has it.
import { rolesOf, type Person } from './directory'

export type Heading = 'name' | 'username' | 'organ' | 'post' | 'roles'
export const HEADINGS: { code: Heading; label: string }[] = [
  { code: 'name', label: '姓名' },
  { code: 'username', label: '用户名' },
  { code: 'organ', label: '单位' },
  { code: 'post', label: '岗位' },
  { code: 'roles', label: '角色' },
]
/** The roles as an office ranks them; who has none of them comes last. */
const RANKS = ['principal', 'leader', 'director', 'registrar', 'clerk', 'handler']
const last = (place: number) => (place < 0 ? Number.MAX_SAFE_INTEGER : place)
const rank = (person: Person) => Math.min(...['', ...person.roles].map((role) => last(RANKS.indexOf(role))))
const words = (one: string, other: string) => one.localeCompare(other, 'zh-CN')
/** Order people by a heading; `organs`: their ids in the order in which they are listed. */
export function ordered(people: Person[], organs: string[], by: Heading, down: boolean): Person[] {
  const organ = (one: Person, other: Person) => last(organs.indexOf(one.organ)) - last(organs.indexOf(other.organ))
  const post = (one: Person, other: Person) => rank(one) - rank(other) || words(one.post, other.post)
  const name = (one: Person, other: Person) => words(one.name, other.name)
  const firsts: Record<Heading, (one: Person, other: Person) => number> = {
    name,
    username: (one, other) => words(one.username, other.username),
    organ,
    post,
    roles: (one, other) => words(rolesOf(one.roles), rolesOf(other.roles)),
  }
  const sign = down ? -1 : 1
  return [...people].sort((one, other) => sign * firsts[by](one, other) || organ(one, other) || post(one, other) || name(one, other))
}
